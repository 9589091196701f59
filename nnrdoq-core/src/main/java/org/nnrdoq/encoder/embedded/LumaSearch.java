package org.nnrdoq.encoder.embedded;

import org.nnrdoq.hevc.cabac.BitCounter;

/**
 * Finds the luma mode and transform tree of a prediction block.
 *
 * <p>Modes are ranked by transformed differences, the best few coded for real as one transform
 * block, and the winner's transform tree is then searched. What wins lies in the {@link
 * PictureState} afterwards: reconstruction, levels, decisions.
 */
final class LumaSearch {
  /**
   * Undivided coding units above this {@link #complexity} are not tried, by {@code log2Size - 2}:
   * in 34 000 nodes of five clips at QP 22 to 37 at most 0.1 % (64x64), 1.5 % (32x32) and 3 %
   * (16x16) of them won.
   */
  private static final double[] MAX_COMPLEXITY = {Double.MAX_VALUE, Double.MAX_VALUE, 8, 2.5, 1};

  /** Modes to code for real after ranking by estimated cost. */
  private static final int CODED_MODES = 3;

  /**
   * Modes estimated to cost more than this many times the best are not coded. Together with {@link
   * #CODED_MODES} this halves the calls of the quantizer for 0.2 to 0.5 % luma BD-rate on parkjoy,
   * flowergarden and stills.
   */
  private static final double CODED_RATIO = 1.05;

  private final PictureState picture;
  private final SliceParameters slice;
  private final BlockCoder coder;
  private final ModePreselection preselection;

  /** Two results per block size that the mode loop swaps: {@code [log2 - 2]}. */
  private final BlockResult[] best = new BlockResult[4];

  private final BlockResult[] trial = new BlockResult[4];

  /** Results of unsplit nodes inside a tree: by {@code log2 - 2}. */
  private final BlockResult[] single = new BlockResult[4];

  /** Rate and states of a node's split alternative: by {@code log2 - 2}, 64x64 included. */
  private final BitCounter[] split = new BitCounter[5];

  private final BitCounter modeCounter = new BitCounter();
  private double complexity;
  private final int[] modes = new int[ModePreselection.MAX_KEPT];
  private final double[] roughCosts = new double[ModePreselection.MAX_KEPT];
  private final int[] candModeList = new int[3];
  private final int[] treeMode = new int[1];

  LumaSearch(PictureState picture, SliceParameters slice, BlockCoder coder) {
    this.picture = picture;
    this.slice = slice;
    this.coder = coder;
    preselection = new ModePreselection(slice, coder);
    for (int i = 0; i < 4; i++) {
      best[i] = new BlockResult(i + 2);
      trial[i] = new BlockResult(i + 2);
      single[i] = new BlockResult(i + 2);
    }
    for (int i = 0; i < split.length; i++) {
      split[i] = new BitCounter();
    }
  }

  /**
   * Searches one prediction block.
   *
   * @param x luma column
   * @param y luma row
   * @param log2Size of the prediction block, 2..6
   * @param trafoDepth 0 for PART_2Nx2N, 1 for PART_NxN
   * @param unit template of the coding unit's {@link CodingUnits}
   * @param io context states before the block; after it on return
   * @param limit give up once the cost is at least this
   * @return cost of the best choice, or a value not below {@code limit}; in the latter case the
   *     picture's content and the states are undefined
   */
  double search(int x, int y, int log2Size, int trafoDepth, int unit, BitCounter io, double limit) {
    picture.candModeList(x, y, candModeList);
    int count = preselection.select(x, y, log2Size, candModeList, modes);
    complexity = preselection.bestCost() / (slice.sqrtLambda * (1 << 2 * log2Size));
    if (trafoDepth == 0 && complexity > MAX_COMPLEXITY[log2Size - 2]) {
      return Double.MAX_VALUE;
    }
    if (log2Size > 5) {
      return searchForcedSplit(x, y, log2Size, unit, io, count, limit);
    }
    BlockResult[] bests = best;
    int level = log2Size - 2;
    if (count > 1) {
      count = rank(count, io, level, trafoDepth);
    }
    boolean splitFlag = splitFlagCoded(log2Size, trafoDepth, trafoDepth == 1);
    bests[level].cost = Double.MAX_VALUE;
    int bestMode = -1;
    prepare(modes, count, log2Size, trafoDepth, trafoDepth == 1, io);
    for (int i = 0; i < count; i++) {
      int mode = modes[i];
      BlockResult t = trial[level];
      startMode(t.counter, io, mode);
      code(log2Size, trafoDepth, mode, splitFlag, trafoDepth == 1, t);
      if (t.cost < bests[level].cost) {
        trial[level] = bests[level];
        bests[level] = t;
        bestMode = mode;
      }
    }
    BlockResult winner = bests[level];
    int withMode = CodingUnits.withLumaMode(unit, bestMode);
    startMode(modeCounter, io, bestMode);
    io.contexts().copyFrom(modeCounter.contexts());
    double modeCost = slice.lambda * bits(modeCounter);
    double cost = winner.cost;
    if (log2Size > 2 && trafoDepth < maxDepth(trafoDepth == 1) && winner.cbf) {
      BitCounter s = split[level];
      s.contexts().copyFrom(io.contexts());
      double splitCost =
          modeCost + splitTree(x, y, log2Size, trafoDepth, withMode, s, cost - modeCost);
      if (splitCost < cost) {
        io.contexts().copyFrom(s.contexts());
        return splitCost;
      }
    }
    store(x, y, log2Size, withMode, winner);
    io.contexts().copyFrom(winner.counter.contexts());
    return cost;
  }

  /**
   * How much the best prediction of the last searched block leaves to code: its transformed
   * difference and mode bits per sample, over the square root of lambda.
   */
  double complexity() {
    return complexity;
  }

  /**
   * Orders the preselected modes by estimated cost and drops the unlikely ones.
   *
   * @return how many are left
   */
  private int rank(int count, BitCounter io, int level, int trafoDepth) {
    BlockResult t = trial[level];
    for (int i = 0; i < count; i++) {
      int mode = modes[i];
      startMode(t.counter, io, mode);
      double cost = coder.roughLuma(mode, trafoDepth, t);
      int j = i;
      for (; j > 0 && roughCosts[j - 1] > cost; j--) {
        roughCosts[j] = roughCosts[j - 1];
        modes[j] = modes[j - 1];
      }
      roughCosts[j] = cost;
      modes[j] = mode;
    }
    double max = roughCosts[0] * CODED_RATIO;
    int kept = 1;
    while (kept < Math.min(count, CODED_MODES) && roughCosts[kept] < max) {
      kept++;
    }
    return kept;
  }

  /** A 64x64 prediction block has no transform block of its own. */
  private double searchForcedSplit(
      int x, int y, int log2Size, int unit, BitCounter io, int count, double limit) {
    double bestCost = limit;
    int bestMode = -1;
    BitCounter s = split[log2Size - 2];
    for (int i = 0; i < count; i++) {
      int mode = modes[i];
      startMode(s, io, mode);
      double cost = slice.lambda * bits(s);
      int withMode = CodingUnits.withLumaMode(unit, mode);
      cost += children(x, y, log2Size, 0, 1, withMode, s, bestCost - cost);
      if (cost < bestCost) {
        bestCost = cost;
        bestMode = mode;
      }
    }
    if (bestMode < 0) {
      return limit;
    }
    startMode(s, io, bestMode);
    double cost = slice.lambda * bits(s);
    int withMode = CodingUnits.withLumaMode(unit, bestMode);
    cost += children(x, y, log2Size, 0, maxDepth(false), withMode, s, Double.MAX_VALUE);
    io.contexts().copyFrom(s.contexts());
    return cost;
  }

  private void startMode(BitCounter counter, BitCounter from, int mode) {
    counter.contexts().copyFrom(from.contexts());
    counter.reset();
    IntraSyntax.prevIntraLumaPredFlag(counter, MostProbableModes.indexOf(candModeList, mode) >= 0);
    IntraSyntax.lumaModeIndex(counter, candModeList, mode);
  }

  private double bits(BitCounter counter) {
    return counter.rateQ15() * (1.0 / 32768);
  }

  private static int maxDepth(boolean nxn) {
    return SliceParameters.MAX_TRANSFORM_DEPTH + (nxn ? 1 : 0);
  }

  private static boolean splitFlagCoded(int log2Size, int trafoDepth, boolean nxn) {
    return log2Size <= 5 && log2Size > 2 && trafoDepth < maxDepth(nxn);
  }

  /** Lets modes that are coded next be quantized together; their bins price no residual. */
  private void prepare(
      int[] candidates, int count, int log2Size, int trafoDepth, boolean nxn, BitCounter states) {
    coder.forget();
    boolean trySkip = triesSkip(log2Size, nxn);
    if (coder.prepares() && (count > 1 || trySkip)) {
      int cbfCtxIdx = BlockCoder.cbfLuma(trafoDepth);
      coder.prepare(candidates, count, cbfCtxIdx, trySkip, states.contexts());
      coder.quantizePrepared();
    }
  }

  private boolean triesSkip(int log2Size, boolean nxn) {
    return log2Size == 2 && nxn && slice.tools.transformSkip();
  }

  /** Codes one unsplit node; {@code out.counter} must stand at the states before it. */
  private void code(
      int log2Size, int trafoDepth, int mode, boolean splitFlag, boolean nxn, BlockResult out) {
    if (splitFlag) {
      IntraSyntax.splitTransformFlag(out.counter, false, log2Size);
    }
    coder.codeLuma(mode, trafoDepth, triesSkip(log2Size, nxn), out);
  }

  /**
   * Searches one node of a transform tree; see {@link #search} for {@code limit} and the outcome.
   *
   * @param io context states before the node; after it on return
   */
  private double tree(
      int x,
      int y,
      int log2Size,
      int trafoDepth,
      int maxDepth,
      int unit,
      BitCounter io,
      double limit) {
    boolean nxn = (unit & CodingUnits.NXN) != 0;
    coder.begin(0, x, y, log2Size);
    BlockResult s = single[log2Size - 2];
    s.counter.contexts().copyFrom(io.contexts());
    s.counter.reset();
    int mode = CodingUnits.lumaMode(unit);
    treeMode[0] = mode;
    prepare(treeMode, 1, log2Size, trafoDepth, nxn, io);
    code(log2Size, trafoDepth, mode, splitFlagCoded(log2Size, trafoDepth, nxn), nxn, s);
    double cost = s.cost;
    if (log2Size > 2 && trafoDepth < maxDepth && s.cbf) {
      BitCounter t = split[log2Size - 2];
      t.contexts().copyFrom(io.contexts());
      double splitCost = splitTree(x, y, log2Size, trafoDepth, unit, t, Math.min(cost, limit));
      if (splitCost < cost) {
        io.contexts().copyFrom(t.contexts());
        return splitCost;
      }
    }
    if (cost < limit) {
      store(x, y, log2Size, unit, s);
      io.contexts().copyFrom(s.counter.contexts());
    }
    return cost;
  }

  /** Cost of splitting a node of at most 32x32, flag included. */
  private double splitTree(
      int x, int y, int log2Size, int trafoDepth, int unit, BitCounter io, double limit) {
    io.reset();
    IntraSyntax.splitTransformFlag(io, true, log2Size);
    double cost = slice.lambda * bits(io);
    int maxDepth = maxDepth((unit & CodingUnits.NXN) != 0);
    return cost + children(x, y, log2Size, trafoDepth, maxDepth, unit, io, limit - cost);
  }

  private double children(
      int x,
      int y,
      int log2Size,
      int trafoDepth,
      int maxDepth,
      int unit,
      BitCounter io,
      double limit) {
    int half = 1 << log2Size - 1;
    double cost = 0;
    for (int i = 0; i < 4 && cost < limit; i++) {
      int cx = x + (i & 1) * half;
      int cy = y + (i >> 1) * half;
      cost += tree(cx, cy, log2Size - 1, trafoDepth + 1, maxDepth, unit, io, limit - cost);
    }
    return cost;
  }

  /** Makes a node's result the picture's. */
  private void store(int x, int y, int log2Size, int unit, BlockResult result) {
    picture.storeBlock(0, x, y, log2Size, result);
    int packed = CodingUnits.withLumaTransform(unit, log2Size, result.cbf, result.transformSkip);
    picture.fillUnits(x, y, 1 << log2Size, packed);
  }
}
