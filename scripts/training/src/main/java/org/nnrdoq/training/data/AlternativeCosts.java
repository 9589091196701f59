package org.nnrdoq.training.data;

import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.hevc.rate.RateEstimate;
import org.nnrdoq.hevc.residual.CoefficientContexts;
import org.nnrdoq.hevc.residual.CoefficientGroup;
import org.nnrdoq.hevc.residual.GroupState;
import org.nnrdoq.hevc.residual.ScanOrder;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.net.BlockFeatures;
import org.nnrdoq.quantizer.net.FcnQuantizer;

/**
 * What levels of a block cost, J = D + lambda R in bits (divided by lambda), and what each
 * alternative level would change with all other levels as they are.
 *
 * <p>The rate is that of residual_coding() under fixed context states (H.265 §7.3.8.11, §9.3.4.2),
 * sign bits and the coded block flag included, sign hiding left out. Mutable scratch for one
 * thread.
 */
public final class AlternativeCosts {
  private float bitsPerRate = 1f / EntropyCosts.ONE_BIT;

  private BlockParameters block;
  private BlockFeatures features;
  private EntropyCosts costs;
  private ScanOrder scan;
  private int[] levels;
  private int height;
  private int width;

  /** Groups inside the crop in scan order: their index in the whole block's scan. */
  private final int[] groups = new int[64];

  private int groupCount;
  private final boolean[] coded = new boolean[64];
  private long codedGroups;
  private final int[] groupRate = new int[64];
  private final boolean[] raisedIn = new boolean[64];
  private final boolean[] raisesNext = new boolean[64];
  private int lastGroup;
  private int lastInGroup;

  /** Whether the coded group that {@link #groupRate} just rated raises ctxSet of the next. */
  private boolean raisesAfter;

  /** Says what a bit counts from now on, in lambdas; 1 at first. */
  void weighRate(double weight) {
    bitsPerRate = (float) (weight / EntropyCosts.ONE_BIT);
  }

  /**
   * Starts on a block.
   *
   * @param features of the block, already rounded; read until the next call
   * @param costs of the block; read until the next call
   */
  public void start(BlockParameters parameters, BlockFeatures features, EntropyCosts costs) {
    this.block = parameters;
    this.features = features;
    this.costs = costs;
    scan = ScanOrder.of(parameters.log2TrafoSize(), parameters.scanIdx());
    height = features.height();
    width = features.width();
    groupCount = 0;
    for (int i = 0; i < scan.groups(); i++) {
      if (scan.groupX(i) << 2 < width && scan.groupY(i) << 2 < height) {
        groups[groupCount++] = i;
      }
    }
  }

  /** Cost in bits of levels given without sign, raster order of the crop. */
  public double cost(int[] candidate) {
    levels = candidate;
    double error = 0;
    float[] magnitudes = features.magnitudes();
    for (int p = 0; p < height * width; p++) {
      double e = magnitudes[p] - candidate[p];
      error += e * e;
    }
    return error * features.bitsPerSquaredStep() + rate() * (double) bitsPerRate;
  }

  /**
   * Prices every alternative of every non-zero nearest level.
   *
   * @param candidate levels without sign, raster order of the crop; restored on return
   * @param out receives J(alternative) - J(as it is) in bits, laid out [class][height][width] with
   *     the classes of {@link FcnQuantizer}; positions with nearest level 0 are left alone
   */
  void alternatives(int[] candidate, float[] out) {
    levels = candidate;
    int area = height * width;
    int base = rate();
    int[] nearest = features.levels();
    float[] magnitudes = features.magnitudes();
    for (int g = 0; g < groupCount; g++) {
      int i = groups[g];
      for (int n = 0; n < 16; n++) {
        int p = at(i, n);
        if (nearest[p] == 0) {
          continue;
        }
        int now = levels[p];
        float error = magnitudes[p] - now;
        for (int k = 0; k < FcnQuantizer.CLASSES; k++) {
          int level =
              k == FcnQuantizer.KEEP ? nearest[p] : k == FcnQuantizer.ZERO ? 0 : nearest[p] - 1;
          if (level == now) {
            out[k * area + p] = 0;
          } else if (k == FcnQuantizer.ZERO && nearest[p] == 1) {
            out[k * area + p] = out[FcnQuantizer.MINUS_ONE * area + p];
          } else {
            float e = magnitudes[p] - level;
            float distortion = (e * e - error * error) * features.bitsPerSquaredStep();
            out[k * area + p] = distortion + change(g, n, p, level, base) * bitsPerRate;
          }
        }
      }
    }
  }

  /** Change of the rate if the level at {@code p} (position {@code n} of group {@code g}) were. */
  private int change(int g, int n, int p, int level, int base) {
    int now = levels[p];
    levels[p] = level;
    int change;
    boolean staysCoded = coded[g] && (level != 0 || othersInGroup(g, p));
    boolean keepsLast =
        lastGroup >= 0 && (g < lastGroup || (g == lastGroup && (n < lastInGroup || level != 0)));
    if (staysCoded && keepsLast && !(g == lastGroup && n > lastInGroup)) {
      change = groupRate(g, raisedIn[g]) - groupRate[g];
      if (raisesAfter != raisesNext[g]) {
        for (int next = g - 1; next >= 0; next--) {
          if (coded[next]) {
            change += groupRate(next, !raisedIn[next]) - groupRate[next];
            break;
          }
        }
      }
      levels[p] = now;
    } else {
      change = rate() - base;
      levels[p] = now;
      rate();
    }
    return change;
  }

  private boolean othersInGroup(int g, int except) {
    for (int n = 0; n < 16; n++) {
      int p = at(groups[g], n);
      if (p != except && levels[p] != 0) {
        return true;
      }
    }
    return false;
  }

  private int at(int group, int n) {
    int scanPos = (group << 4) + n;
    return scan.y(scanPos) * width + scan.x(scanPos);
  }

  /** Whole rate of the levels; fills the state of all groups. */
  private int rate() {
    lastGroup = -1;
    codedGroups = 0;
    for (int g = groupCount - 1; g >= 0; g--) {
      coded[g] = false;
      for (int n = 15; n >= 0; n--) {
        if (levels[at(groups[g], n)] != 0) {
          coded[g] = true;
          codedGroups |= CoefficientGroup.bit(scan.groupX(groups[g]), scan.groupY(groups[g]));
          if (lastGroup < 0) {
            lastGroup = g;
            lastInGroup = n;
          }
          break;
        }
      }
    }
    if (lastGroup < 0) {
      return costs.codedBlockFlag(0);
    }
    int rate = costs.codedBlockFlag(1) + lastRate();
    boolean raised = false;
    for (int g = lastGroup; g >= 0; g--) {
      raisedIn[g] = raised;
      groupRate[g] = groupRate(g, raised);
      rate += groupRate[g];
      if (coded[g]) {
        raised = raisesAfter;
        raisesNext[g] = raised;
      }
    }
    // Groups of the block outside the crop that come before the last one in scan are coded empty.
    int inside = 0;
    for (int i = 0; i < groups[lastGroup]; i++) {
      if (inside < groupCount && groups[inside] == i) {
        inside++;
      } else {
        rate += costs.codedSubBlockFlag(CoefficientContexts.codedSubBlockFlag(neighbours(i)), 0);
      }
    }
    return rate;
  }

  private int lastRate() {
    int scanPos = (groups[lastGroup] << 4) + lastInGroup;
    return RateEstimate.lastPosition(costs, block.scanIdx(), scan.x(scanPos), scan.y(scanPos));
  }

  private int neighbours(int i) {
    return CoefficientGroup.prevCsbf(codedGroups, scan.groupX(i), scan.groupY(i));
  }

  /** Rate of one group up to the last one; sets {@link #raisesAfter} if it is coded. */
  private int groupRate(int g, boolean raised) {
    int i = groups[g];
    int neighbours = neighbours(i);
    boolean flagged = g < lastGroup && i > 0;
    int rate = 0;
    if (flagged) {
      int ctx = CoefficientContexts.codedSubBlockFlag(neighbours);
      rate = costs.codedSubBlockFlag(ctx, coded[g] ? 1 : 0);
      if (!coded[g]) {
        return rate;
      }
    }
    int table =
        CoefficientContexts.sigTable(
            block.log2TrafoSize(), block.cIdx(), block.scanIdx(), neighbours, i == 0);
    int state = GroupState.enter(CoefficientContexts.ctxSet(i, block.cIdx(), raised));
    for (int n = g == lastGroup ? lastInGroup : 15; n >= 0; n--) {
      int level = levels[at(i, n)];
      boolean isLast = g == lastGroup && n == lastInGroup;
      boolean inferred = n == 0 && flagged && GroupState.flags(state) == 0;
      if (!isLast && !inferred) {
        int ctx = CoefficientContexts.sigAt(table, n);
        rate += costs.sigCoeffFlag(ctx, level != 0 ? 1 : 0);
      }
      rate += RateEstimate.level(costs, level, state);
      state = GroupState.next(state, level);
    }
    raisesAfter = GroupState.raisesNext(state);
    return rate;
  }
}
