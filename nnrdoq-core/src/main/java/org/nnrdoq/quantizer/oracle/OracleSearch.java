package org.nnrdoq.quantizer.oracle;

import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.hevc.rate.RateEstimate;
import org.nnrdoq.hevc.residual.CoefficientContexts;
import org.nnrdoq.hevc.residual.ScanOrder;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.shared.QuantizationScale;

/**
 * Beam search for the levels of least D + lambda R, in the order in which they are coded.
 *
 * <p>Every partial decision carries its own context states. At each position the beam extends by
 * the candidate levels and by blocks that start here; at each group the alternative of not coding
 * the group joins. Decisions of odd and even parity compete separately inside a group, so that
 * hidden signs can always be served. Holds the scratch of one thread.
 */
final class OracleSearch {
  /** Decisions kept of each parity. */
  static final int BEAM = 16;

  /**
   * Weight of the rate, chosen by BD-rate over 1.0 and 1.2 on little evidence; see the module's
   * README.md.
   */
  static final double RATE_WEIGHT = 1.1;

  private static final int PARITIES = 2;
  private static final int MAX_CANDIDATES = 4;

  /** A level above the nearest is tried from this fraction of a level on, in 1/256. */
  private static final int MIN_DELTA_UP = 40;

  private OraclePath[] paths = newPaths(PARITIES * BEAM);
  private OraclePath[] next = newPaths(PARITIES * BEAM);
  private OraclePath[] skipped = newPaths(PARITIES * BEAM);
  private final OraclePath fresh = new OraclePath();
  private int pathCount;
  private int skippedCount;

  // Best extensions of the current position, by parity, cheapest first.
  private final double[] bestCost = new double[PARITIES * BEAM];
  private final int[] bestParent = new int[PARITIES * BEAM];
  private final int[] bestLevel = new int[PARITIES * BEAM];
  private final int[] bestCount = new int[PARITIES];

  // Chains of non-zero levels.
  private final int[] nodeParent = new int[32 * 32 * PARITIES * BEAM];
  private final int[] nodePosition = new int[nodeParent.length];
  private final int[] nodeLevel = new int[nodeParent.length];
  private int nodes;

  private final int[] candidates = new int[MAX_CANDIDATES];
  private final double[] candidateCost = new double[MAX_CANDIDATES];
  private int candidateCount;

  // The block at hand.
  private BlockParameters block;
  private double lambda;
  private QuantizationScale scale;
  private ScanOrder scan;
  private int[] coefficients;
  private EntropyCosts costs;

  /** Distortion of all positions above the current one with levels of zero. */
  private double uncoded;

  private static OraclePath[] newPaths(int count) {
    OraclePath[] all = new OraclePath[count];
    for (int i = 0; i < count; i++) {
      all[i] = new OraclePath();
    }
    return all;
  }

  /**
   * Searches.
   *
   * @param block the block; at least one coefficient must not round to zero
   * @param coefficients transform coefficients, raster order
   * @param costs entropy costs before the block
   * @param levels receives the signed levels, raster order; must be all zero
   */
  void search(BlockParameters block, int[] coefficients, EntropyCosts costs, int[] levels) {
    this.block = block;
    this.lambda = RATE_WEIGHT * block.lambda();
    this.coefficients = coefficients;
    this.costs = costs;
    scale = QuantizationScale.of(block);
    scan = ScanOrder.of(block.log2TrafoSize(), block.scanIdx());
    uncoded = 0;
    pathCount = 0;
    nodes = 0;
    int last = block.coefficients() - 1;
    while (Math.abs(coefficients[scan.position(last)]) < scale.nearestThreshold) {
      uncoded += zeroCost(last--);
    }
    fresh.start(costs, block.isLuma());
    for (int i = last >> 4; i >= 0; i--) {
      searchGroup(i, Math.min(last, (i << 4) + 15));
    }
    double best = uncoded + lambda * costs.codedBlockFlag(0);
    int node = -1;
    for (int k = 0; k < pathCount; k++) {
      double cost = paths[k].cost + lambda * costs.codedBlockFlag(1);
      if (cost < best) {
        best = cost;
        node = paths[k].node;
      }
    }
    for (; node >= 0; node = nodeParent[node]) {
      int position = nodePosition[node];
      int level = nodeLevel[node];
      levels[position] = coefficients[position] < 0 ? -level : level;
    }
  }

  private void searchGroup(int i, int from) {
    int x = scan.groupX(i);
    int y = scan.groupY(i);
    skipGroup(i, x, y);
    boolean started = pathCount > 0;
    for (int k = 0; k < pathCount; k++) {
      OraclePath path = paths[k];
      int prevCsbf = path.prevCsbf(x, y);
      if (i > 0) {
        path.cost += lambda * path.codeGroupFlag(prevCsbf, 1);
      }
      path.enterGroup(i, block.cIdx(), sigTable(i, prevCsbf));
    }
    fresh.enterGroup(i, block.cIdx(), sigTable(i, 0));
    fresh.startedHere = true;
    if (started && i > 0 && groupRoundsToZero(i)) {
      pathCount = 0;
      for (int n = from; n >= i << 4; n--) {
        uncoded += zeroCost(n);
      }
    } else {
      for (int n = from; n >= i << 4; n--) {
        step(n, i);
      }
    }
    leaveGroup(i, x, y);
  }

  private int sigTable(int i, int prevCsbf) {
    return CoefficientContexts.sigTable(
        block.log2TrafoSize(), block.cIdx(), block.scanIdx(), prevCsbf, i == 0);
  }

  private boolean groupRoundsToZero(int i) {
    for (int n = i << 4; n < (i + 1) << 4; n++) {
      if (Math.abs(coefficients[scan.position(n)]) >= scale.nearestThreshold) {
        return false;
      }
    }
    return true;
  }

  /** Keeps, beside the decisions so far, their continuations with this group not coded. */
  private void skipGroup(int i, int x, int y) {
    skippedCount = 0;
    if (i == 0 || pathCount == 0) {
      return;
    }
    double groupZero = 0;
    for (int n = i << 4; n < (i + 1) << 4; n++) {
      groupZero += zeroCost(n);
    }
    for (int k = 0; k < pathCount; k++) {
      OraclePath path = skipped[skippedCount++];
      path.copyFrom(paths[k]);
      path.cost += groupZero + lambda * path.codeGroupFlag(path.prevCsbf(x, y), 0);
    }
  }

  /** Drops decisions whose hidden sign is wrong and merges those that skip the group. */
  private void leaveGroup(int i, int x, int y) {
    bestCount[0] = 0;
    for (int k = 0; k < pathCount; k++) {
      OraclePath path = paths[k];
      path.leaveGroup(x, y);
      if (block.signHiding() && path.hidesSign()) {
        if (path.parity != (path.firstNegative ? 1 : 0)) {
          continue;
        }
        path.cost -= lambda * EntropyCosts.ONE_BIT;
      }
      offer(0, path.cost, k, 0);
    }
    for (int k = 0; k < skippedCount; k++) {
      offer(0, skipped[k].cost, k, 1);
    }
    for (int k = 0; k < bestCount[0]; k++) {
      OraclePath[] source = bestLevel[k] == 0 ? paths : skipped;
      next[k].copyFrom(source[bestParent[k]]);
    }
    swap(bestCount[0]);
  }

  private void swap(int count) {
    OraclePath[] old = paths;
    paths = next;
    next = old;
    pathCount = count;
  }

  /** Extends all decisions by the level at scan position {@code n} of group {@code i}. */
  private void step(int n, int i) {
    int inGroup = n & 15;
    double zeroCost = zeroCost(n);
    listCandidates(n);
    bestCount[0] = 0;
    bestCount[1] = 0;
    for (int k = 0; k < pathCount; k++) {
      OraclePath path = paths[k];
      boolean inferred = inGroup == 0 && i > 0 && !path.startedHere && !path.hasLevels();
      double sigOne = inferred ? 0 : path.sigRate(inGroup, 1);
      if (!inferred) {
        double cost = path.cost + zeroCost + lambda * path.sigRate(inGroup, 0);
        offer(parityBucket(path.parity), cost, k, 0);
      }
      for (int c = 0; c < candidateCount; c++) {
        int level = candidates[c];
        double cost = path.cost + candidateCost[c] + lambda * (sigOne + path.levelRate(level));
        offer(parityBucket(path.parity ^ level & 1), cost, k, level);
      }
    }
    if (Math.abs(coefficients[scan.position(n)]) >= scale.nearestThreshold) {
      double start =
          uncoded
              + lambda * RateEstimate.lastPosition(costs, block.scanIdx(), scan.x(n), scan.y(n));
      for (int c = 0; c < candidateCount; c++) {
        int level = candidates[c];
        double cost = start + candidateCost[c] + lambda * fresh.levelRate(level);
        offer(parityBucket(level & 1), cost, -1, level);
      }
    }
    uncoded += zeroCost;
    extend(n, inGroup, i);
  }

  private int parityBucket(int parity) {
    return block.signHiding() ? parity : 0;
  }

  private void extend(int n, int inGroup, int i) {
    int position = scan.position(n);
    boolean negative = coefficients[position] < 0;
    int count = 0;
    for (int bucket = 0; bucket < PARITIES; bucket++) {
      for (int b = bucket * BEAM; b < bucket * BEAM + bestCount[bucket]; b++) {
        OraclePath path = next[count++];
        OraclePath parent = bestParent[b] < 0 ? fresh : paths[bestParent[b]];
        int level = bestLevel[b];
        path.copyFrom(parent);
        path.cost = bestCost[b];
        boolean inferred = inGroup == 0 && i > 0 && !path.startedHere && !path.hasLevels();
        if (parent != fresh && !inferred) {
          path.codeSig(inGroup, level != 0 ? 1 : 0);
        }
        if (level != 0) {
          path.codeLevel(inGroup, level, negative);
          nodeParent[nodes] = parent == fresh ? -1 : parent.node;
          nodePosition[nodes] = position;
          nodeLevel[nodes] = level;
          path.node = nodes++;
        }
      }
    }
    swap(count);
  }

  /** Inserts an extension if it is among the best of its bucket. */
  private void offer(int bucket, double cost, int parent, int level) {
    int first = bucket * BEAM;
    int count = bestCount[bucket];
    if (count == BEAM) {
      if (cost >= bestCost[first + BEAM - 1]) {
        return;
      }
      count--;
    }
    int at = first + count;
    while (at > first && bestCost[at - 1] > cost) {
      bestCost[at] = bestCost[at - 1];
      bestParent[at] = bestParent[at - 1];
      bestLevel[at] = bestLevel[at - 1];
      at--;
    }
    bestCost[at] = cost;
    bestParent[at] = parent;
    bestLevel[at] = level;
    bestCount[bucket] = count + 1;
  }

  /** Non-zero levels worth trying: the nearest, those below it, and above it to serve parities. */
  private void listCandidates(int n) {
    int magnitude = scale.magnitude(coefficients[scan.position(n)]);
    int nearest = scale.nearestLevel(magnitude);
    candidateCount = 0;
    boolean up = scale.delta(magnitude, nearest) >= MIN_DELTA_UP;
    if (up && nearest < QuantizationScale.MAX_LEVEL && block.signHiding()) {
      addCandidate(magnitude, nearest + 1);
    }
    int lowest = Math.max(1, nearest - 2);
    for (int level = nearest; level >= lowest; level--) {
      addCandidate(magnitude, level);
    }
  }

  private void addCandidate(int magnitude, int level) {
    double error = magnitude - (double) ((long) level << scale.qBits);
    candidates[candidateCount] = level;
    candidateCost[candidateCount++] = error * error * scale.errorScale;
  }

  private double zeroCost(int n) {
    double magnitude = scale.magnitude(coefficients[scan.position(n)]);
    return magnitude * magnitude * scale.errorScale;
  }
}
