package org.nnrdoq.encoder.embedded;

import org.nnrdoq.hevc.cabac.BitCounter;
import org.nnrdoq.hevc.cabac.CabacContexts;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.hevc.residual.ResidualCoding;

/**
 * Finds the chroma mode of a coding unit whose luma is decided, by coding the likely ones.
 *
 * <p>The winner lies in the {@link PictureState} afterwards.
 */
final class ChromaSearch {
  private static final int SYNTAX_MODES = 5;

  /** {@code intra_chroma_pred_mode} of the luma mode. */
  private static final int DERIVED = 4;

  /** Modes to code; those beyond the ratio to the best rough cost are left out. */
  private static final int KEPT = 3;

  private static final double KEPT_RATIO = 1.3;

  private final PictureState picture;
  private final SliceParameters slice;
  private final BlockCoder coder;
  private final BlockResult result = new BlockResult(5);
  private final BlockResult skipped = new BlockResult(2);
  private final BitCounter trial = new BitCounter();
  private final BitCounter best = new BitCounter();
  private final RegionStore[] kept = new RegionStore[4];
  private final int[] block = new int[32 * 32];

  private final int[] order = new int[SYNTAX_MODES];
  private final int[] modes = new int[SYNTAX_MODES];
  private final double[] rough = new double[SYNTAX_MODES];

  /** States before the coding unit's chroma. */
  private BitCounter start;

  /** Squared error of the mode in progress, Cb and Cr. */
  private long distortion;

  ChromaSearch(PictureState picture, SliceParameters slice, BlockCoder coder) {
    this.picture = picture;
    this.slice = slice;
    this.coder = coder;
    for (int i = 0; i < kept.length; i++) {
      kept[i] = new RegionStore(i + 3);
    }
  }

  /**
   * Searches one coding unit.
   *
   * @param log2Size of the coding unit, 3..6
   * @param io context states before its chroma; after it on return
   * @param limit give up once the cost is at least this
   * @return cost of the best mode, or a value not below {@code limit}; in the latter case the
   *     picture's content and the states are undefined
   */
  double search(int x, int y, int log2Size, BitCounter io, double limit) {
    start = io;
    double bestCost = Double.MAX_VALUE;
    int bestMode = -1;
    int lumaMode = CodingUnits.lumaMode(picture.unit(x, y));
    int n = preselect(x, y, log2Size, lumaMode);
    prepare(x, y, log2Size, lumaMode, n);
    for (int m = 0; m < n; m++) {
      int syntaxMode = order[m];
      int mode = MostProbableModes.chromaMode(syntaxMode, lumaMode);
      picture.setChromaMode(x, y, 1 << log2Size, syntaxMode);
      distortion = 0;
      code(x, y, log2Size, 0, mode);
      trial.contexts().copyFrom(io.contexts());
      trial.reset();
      IntraSyntax.intraChromaPredMode(trial, syntaxMode);
      count(x, y, log2Size, 0, true, true);
      double cost =
          slice.chromaWeight * distortion + slice.lambda * trial.rateQ15() / EntropyCosts.ONE_BIT;
      if (cost < bestCost) {
        bestCost = cost;
        bestMode = syntaxMode;
        best.contexts().copyFrom(trial.contexts());
        if (m < n - 1) {
          kept[log2Size - 3].save(picture, x, y, 1, 2);
        }
      }
    }
    if (bestMode != order[n - 1]) {
      kept[log2Size - 3].restore(picture, x, y, 1, 2);
    }
    io.contexts().copyFrom(best.contexts());
    return bestCost;
  }

  /** Lets all modes of a coding unit with one block of each component be quantized together. */
  private void prepare(int x, int y, int log2Size, int lumaMode, int count) {
    coder.forget();
    if (!coder.prepares() || isDivided(x, y, log2Size)) {
      return;
    }
    for (int m = 0; m < count; m++) {
      modes[m] = MostProbableModes.chromaMode(order[m], lumaMode);
    }
    for (int cIdx = 1; cIdx < 3; cIdx++) {
      coder.begin(cIdx, x, y, log2Size - 1);
      coder.prepare(modes, count, CabacContexts.CBF_CHROMA, triesSkip(x, y), start.contexts());
    }
    coder.quantizePrepared();
  }

  /** Whether the transform tree goes on below a node. */
  private boolean isDivided(int x, int y, int log2Size) {
    return CodingUnits.log2TrafoSize(picture.unit(x, y)) < log2Size && log2Size > 3;
  }

  private boolean triesSkip(int x, int y) {
    return CodingUnits.log2TrafoSize(picture.unit(x, y)) == 2
        && slice.tools.transformSkip()
        && lumaSkips(x, y);
  }

  /**
   * Ranks the modes by transformed difference of the whole coding unit and mode bits; keeps the
   * best few and always the luma mode.
   *
   * @return number of modes in {@link #order}
   */
  private int preselect(int x, int y, int log2Size, int lumaMode) {
    for (int i = 0; i < SYNTAX_MODES; i++) {
      rough[i] = (i == DERIVED ? 1 : 3) * slice.sqrtLambda;
    }
    for (int c = 1; c < 3; c++) {
      coder.begin(c, x, y, log2Size - 1);
      for (int i = 0; i < SYNTAX_MODES; i++) {
        int satd = coder.satd(MostProbableModes.chromaMode(i, lumaMode));
        rough[i] += slice.chromaWeight * satd;
      }
    }
    for (int i = 0; i < SYNTAX_MODES; i++) {
      int j = i;
      for (; j > 0 && rough[order[j - 1]] > rough[i]; j--) {
        order[j] = order[j - 1];
      }
      order[j] = i;
    }
    double max = rough[order[0]] * KEPT_RATIO;
    int kept = 0;
    for (int i = 0; i < SYNTAX_MODES; i++) {
      if (order[i] == DERIVED || i < KEPT && rough[order[i]] <= max) {
        order[kept++] = order[i];
      }
    }
    return kept;
  }

  /** Codes both components of all blocks of a transform tree node. */
  private void code(int x, int y, int log2Size, int trafoDepth, int mode) {
    if (isDivided(x, y, log2Size)) {
      int half = 1 << log2Size - 1;
      for (int i = 0; i < 4; i++) {
        code(x + (i & 1) * half, y + (i >> 1) * half, log2Size - 1, trafoDepth + 1, mode);
      }
      return;
    }
    boolean trySkip = triesSkip(x, y);
    for (int cIdx = 1; cIdx < 3; cIdx++) {
      coder.begin(cIdx, x, y, log2Size - 1);
      int cbfCtxIdx = CabacContexts.CBF_CHROMA + trafoDepth;
      result.counter.contexts().copyFrom(start.contexts());
      coder.codeChroma(mode, cbfCtxIdx, false, result);
      BlockResult chosen = result;
      if (trySkip) {
        skipped.counter.contexts().copyFrom(start.contexts());
        coder.codeChroma(mode, cbfCtxIdx, true, skipped);
        if (skipped.cbf && skipCost(cbfCtxIdx, skipped) < skipCost(cbfCtxIdx, result)) {
          chosen = skipped;
        }
      }
      distortion += chosen.distortion;
      store(cIdx, x, y, log2Size, chosen);
    }
  }

  private double skipCost(int cbfCtxIdx, BlockResult r) {
    r.counter.reset();
    coder.countChroma(cbfCtxIdx, r);
    return slice.chromaWeight * r.distortion + slice.lambda * r.bits();
  }

  private boolean lumaSkips(int x, int y) {
    return CodingUnits.transformSkip(picture.unit(x, y), 0)
        || CodingUnits.transformSkip(picture.unit(x + 4, y), 0)
        || CodingUnits.transformSkip(picture.unit(x, y + 4), 0)
        || CodingUnits.transformSkip(picture.unit(x + 4, y + 4), 0);
  }

  private void store(int cIdx, int x, int y, int log2Size, BlockResult r) {
    picture.storeBlock(cIdx, x, y, log2Size - 1, r);
    picture.setChromaTransform(cIdx, x, y, 1 << log2Size, r.cbf, r.transformSkip);
  }

  /** Counts coded block flags and residuals of a node in {@link #trial}. */
  private void count(
      int x, int y, int log2Size, int trafoDepth, boolean parentCb, boolean parentCr) {
    boolean cb = parentCb && picture.anyCbf(1, x, y, log2Size);
    boolean cr = parentCr && picture.anyCbf(2, x, y, log2Size);
    if (parentCb) {
      IntraSyntax.cbfChroma(trial, cb, trafoDepth);
    }
    if (parentCr) {
      IntraSyntax.cbfChroma(trial, cr, trafoDepth);
    }
    if (!cb && !cr) {
      return;
    }
    if (isDivided(x, y, log2Size)) {
      int half = 1 << log2Size - 1;
      for (int i = 0; i < 4; i++) {
        count(x + (i & 1) * half, y + (i >> 1) * half, log2Size - 1, trafoDepth + 1, cb, cr);
      }
      return;
    }
    if (cb) {
      countResidual(1, x, y, log2Size - 1);
    }
    if (cr) {
      countResidual(2, x, y, log2Size - 1);
    }
  }

  private void countResidual(int cIdx, int x, int y, int log2TrafoSize) {
    System.arraycopy(
        picture.levels(cIdx), picture.levelOffset(cIdx, x, y), block, 0, 1 << 2 * log2TrafoSize);
    ResidualCoding.write(
        trial,
        log2TrafoSize,
        cIdx,
        picture.scanIdx(cIdx, x, y, log2TrafoSize),
        slice.tools.transformSkip(),
        CodingUnits.transformSkip(picture.unit(x, y), cIdx),
        slice.tools.signHiding(),
        block);
  }
}
