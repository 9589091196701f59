package org.nnrdoq.training.data;

import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.hevc.rate.RateEstimate;
import org.nnrdoq.hevc.residual.CoefficientContexts;
import org.nnrdoq.hevc.residual.CoefficientGroup;
import org.nnrdoq.hevc.residual.GroupState;
import org.nnrdoq.hevc.residual.ScanOrder;
import org.nnrdoq.network.Decision;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.net.RoundedBlock;

/**
 * What levels of a block cost, J = D + lambda R in bits (divided by lambda), and what each
 * alternative level would change with all other levels as they are.
 *
 * <p>The rate is that of residual_coding() under fixed context states (H.265 §7.3.8.11, §9.3.4.2),
 * sign bits and the coded block flag included, sign hiding left out. Mutable scratch for one
 * thread.
 */
public final class AlternativeCosts {
  private static final Decision[] DECISIONS = Decision.values();

  private float bitsPerRate = 1f / EntropyCosts.ONE_BIT;

  private BlockParameters block;
  private RoundedBlock rounded;
  private EntropyCosts costs;
  private int[] levels;
  private int height;
  private int width;
  private CropScan scan;
  private final CropScan[] scans = new CropScan[CropScan.COUNT];

  /** Positions in scan, by group of the crop, whose level is not 0. */
  private final int[] sigMasks = new int[64];

  // Of the levels as they are, by group of the crop: what changes to them are priced against.
  private final int[] sigTables = new int[64];
  private final int[] groupRates = new int[64];
  private final boolean[] raised = new boolean[64];
  private final boolean[] raisesNext = new boolean[64];

  /** Rate of each group if its ctxSet were raised where it is not, or not where it is; or -1. */
  private final int[] otherRates = new int[64];

  /** State of each group walked over before each of its positions, 16 for a group. */
  private final int[] states = new int[1024];

  private int lastGroup;
  private int lastInGroup;

  /** State after the group that {@link #levelRates} walked over last. */
  private int endState;

  /** Says what a bit counts from now on, in lambdas; 1 at first. */
  void weighRate(double weight) {
    bitsPerRate = (float) (weight / EntropyCosts.ONE_BIT);
  }

  /**
   * Starts on a block.
   *
   * @param roundedBlock the block, already rounded; read until the next call
   * @param costs of the block; read until the next call
   */
  public void start(BlockParameters parameters, RoundedBlock roundedBlock, EntropyCosts costs) {
    this.block = parameters;
    rounded = roundedBlock;
    this.costs = costs;
    height = rounded.height();
    width = rounded.width();
    int log2 = parameters.log2TrafoSize();
    int index = CropScan.index(log2, parameters.scanIdx(), height, width);
    if (scans[index] == null) {
      scans[index] = new CropScan(ScanOrder.of(log2, parameters.scanIdx()), height, width);
    }
    scan = scans[index];
  }

  /** Cost in bits of levels given without sign, raster order of the crop. */
  public double cost(int[] candidate) {
    levels = candidate;
    double error = 0;
    float[] magnitudes = rounded.magnitudes();
    for (int p = 0; p < height * width; p++) {
      double e = magnitudes[p] - candidate[p];
      error += e * e;
    }
    findLevels();
    return error * rounded.bitsPerSquaredStep() + rate(false) * (double) bitsPerRate;
  }

  /**
   * Prices every alternative of every non-zero nearest level.
   *
   * @param candidate levels without sign, raster order of the crop; restored on return
   * @param out receives J(alternative) - J(as it is) in bits, laid out [decision][height][width]
   *     with a plane for each {@link Decision}; positions with nearest level 0 are left alone
   */
  void alternatives(int[] candidate, float[] out) {
    levels = candidate;
    int area = height * width;
    findLevels();
    int base = rate(true);
    int[] nearest = rounded.levels();
    float[] magnitudes = rounded.magnitudes();
    for (int at = 0; at < scan.groups << 4; at++) {
      int p = scan.positions[at];
      if (nearest[p] == 0) {
        continue;
      }
      int now = levels[p];
      float error = magnitudes[p] - now;
      for (Decision decision : DECISIONS) {
        int k = decision.ordinal();
        int level = decision.level(nearest[p]);
        if (level == now) {
          out[k * area + p] = 0;
        } else if (decision == Decision.ZERO && nearest[p] == 1) {
          out[k * area + p] = out[Decision.MINUS_ONE.ordinal() * area + p];
        } else {
          float e = magnitudes[p] - level;
          float distortion = (e * e - error * error) * rounded.bitsPerSquaredStep();
          out[k * area + p] = distortion + change(at >> 4, at & 15, level, base) * bitsPerRate;
        }
      }
    }
  }

  /**
   * Change of the whole rate if one level were another.
   *
   * @param g its group in the crop
   * @param n its position in the group
   * @param level that it would be
   * @param base whole rate of the levels as they are
   */
  private int change(int g, int n, int level, int base) {
    int mask = sigMasks[g];
    int changedMask = level == 0 ? mask & ~(1 << n) : mask | 1 << n;
    boolean lastStays =
        g < lastGroup || g == lastGroup && (n < lastInGroup || n == lastInGroup && level != 0);
    if (lastStays && mask != 0 && changedMask != 0) {
      return changeInGroup(g, n, level, changedMask);
    }
    int p = scan.positions[g << 4 | n];
    int now = levels[p];
    levels[p] = level;
    sigMasks[g] = changedMask;
    int change = rate(false) - base;
    sigMasks[g] = mask;
    levels[p] = now;
    return change;
  }

  /**
   * As {@link #change}, where the group stays coded and the last level of the block stays where it
   * is. Besides the level itself, only levels that are coded after it in its group can then cost
   * something else, and those of the next coded group, by ctxSet.
   */
  private int changeInGroup(int g, int n, int level, int changedMask) {
    int mask = sigMasks[g];
    int first = g << 4;
    int now = levels[scan.positions[first | n]];
    int state = states[first | n];
    int change = RateEstimate.level(costs, level, state) - RateEstimate.level(costs, now, state);
    if (mask != changedMask) {
      boolean inferable = inferable(g, lastGroup);
      int last = g == lastGroup ? lastInGroup : CropScan.NO_POSITION;
      change += sigRate(sigTables[g], n, changedMask, inferable, last);
      change -= sigRate(sigTables[g], n, mask, inferable, last);
      if (n > 0) {
        change += sigRate(sigTables[g], 0, changedMask, inferable, last);
        change -= sigRate(sigTables[g], 0, mask, inferable, last);
      }
    }
    state = GroupState.next(state, level);
    for (int rest = mask & (1 << n) - 1; rest != 0; rest &= ~Integer.highestOneBit(rest)) {
      int at = first | CoefficientGroup.last(rest);
      if (state == states[at]) {
        return change; // from here on all is coded as it was
      }
      int other = levels[scan.positions[at]];
      change += RateEstimate.level(costs, other, state);
      change -= RateEstimate.level(costs, other, states[at]);
      state = GroupState.next(state, other);
    }
    return GroupState.raisesNext(state) == raisesNext[g] ? change : change + changeOfNext(g);
  }

  /** Change of the rate of the coded group after {@code g} if it were raised, and is not. */
  private int changeOfNext(int g) {
    int next = g - 1;
    while (next >= 0 && sigMasks[next] == 0) {
      next--;
    }
    if (next < 0) {
      return 0;
    }
    if (otherRates[next] < 0) {
      boolean inferable = inferable(next, lastGroup);
      otherRates[next] =
          levelRates(next, sigTables[next], !raised[next], inferable, CropScan.NO_POSITION, false);
    }
    return otherRates[next] - groupRates[next];
  }

  private void findLevels() {
    for (int g = 0; g < scan.groups; g++) {
      int mask = 0;
      for (int n = 0; n < 16; n++) {
        mask |= levels[scan.positions[g << 4 | n]] != 0 ? 1 << n : 0;
      }
      sigMasks[g] = mask;
    }
  }

  /**
   * Rate of all levels.
   *
   * @param kept whether to keep what {@link #changeInGroup} reads
   */
  private int rate(boolean kept) {
    int last = -1;
    long coded = 0;
    for (int g = 0; g < scan.groups; g++) {
      if (sigMasks[g] != 0) {
        coded |= scan.bits[g];
        last = g;
      }
    }
    int lastN = last < 0 ? 0 : CoefficientGroup.last(sigMasks[last]);
    if (kept) {
      lastGroup = last;
      lastInGroup = lastN;
    }
    if (last < 0) {
      return costs.codedBlockFlag(0);
    }
    ScanOrder order = scan.order;
    int lastPos = scan.indices[last] << 4 | lastN;
    int rate =
        costs.codedBlockFlag(1)
            + RateEstimate.lastPosition(costs, block.scanIdx(), order.x(lastPos), order.y(lastPos));
    boolean raises = false;
    // Groups outside the crop that come before the last one in scan are coded empty.
    int g = last;
    for (int i = scan.indices[last]; i >= 0; i--) {
      int neighbours = CoefficientGroup.prevCsbf(coded, order.groupX(i), order.groupY(i));
      boolean inside = g >= 0 && scan.indices[g] == i;
      boolean empty = !inside || sigMasks[g] == 0;
      if (i > 0 && i < scan.indices[last]) {
        int ctx = CoefficientContexts.codedSubBlockFlag(neighbours);
        rate += costs.codedSubBlockFlag(ctx, empty ? 0 : 1);
      }
      if (inside && (!empty || i == 0)) {
        rate += group(g, neighbours, raises, last, lastN, kept);
        raises = GroupState.raisesNext(endState);
      }
      g -= inside ? 1 : 0;
    }
    return rate;
  }

  /** Rate of one group without its coded_sub_block_flag. */
  private int group(int g, int neighbours, boolean isRaised, int last, int lastN, boolean kept) {
    int table =
        CoefficientContexts.sigTable(
            block.log2TrafoSize(), block.cIdx(), block.scanIdx(), neighbours, scan.indices[g] == 0);
    int rate =
        levelRates(
            g, table, isRaised, inferable(g, last), g == last ? lastN : CropScan.NO_POSITION, kept);
    if (kept) {
      sigTables[g] = table;
      groupRates[g] = rate;
      raised[g] = isRaised;
      raisesNext[g] = GroupState.raisesNext(endState);
      otherRates[g] = -1;
    }
    return rate;
  }

  /** Whether the first level of a group is known not to be 0 if all others are. */
  private boolean inferable(int g, int last) {
    return g < last && scan.indices[g] > 0;
  }

  /**
   * Rate of the levels of one group and of their sig_coeff_flags; sets {@link #endState}.
   *
   * @param last position of the block's last level if it is here, or {@link CropScan#NO_POSITION}
   * @param kept whether to keep the states on the way
   */
  private int levelRates(
      int g, int table, boolean isRaised, boolean inferable, int last, boolean kept) {
    int state =
        GroupState.enter(CoefficientContexts.ctxSet(scan.indices[g], block.cIdx(), isRaised));
    int first = g << 4;
    int rate = 0;
    for (int n = Math.min(last, 15); n >= 0; n--) {
      if (kept) {
        states[first | n] = state;
      }
      rate += sigRate(table, n, sigMasks[g], inferable, last);
      int level = levels[scan.positions[first | n]];
      if (level != 0) {
        rate += RateEstimate.level(costs, level, state);
        state = GroupState.next(state, level);
      }
    }
    endState = state;
    return rate;
  }

  /** Rate of the sig_coeff_flag of a position, of which the last level of a block has none. */
  private int sigRate(int table, int n, int mask, boolean inferable, int last) {
    boolean inferred = n == 0 && inferable && (mask & ~1) == 0;
    return n == last || inferred
        ? 0
        : costs.sigCoeffFlag(CoefficientContexts.sigAt(table, n), mask >> n & 1);
  }
}
