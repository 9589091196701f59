package org.nnrdoq.quantizer.net;

import java.util.Arrays;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.hevc.rate.RateEstimate;
import org.nnrdoq.hevc.residual.CoefficientContexts;
import org.nnrdoq.hevc.residual.GroupState;

/**
 * Chooses the last position of a block by price after a network has decided on its levels: zeroes
 * the levels at the end of the scan while they are 1 and their errors are worth less than the bits
 * they cost, or the whole block.
 *
 * <p>Networks decide on levels one by one; what a later last position costs is the price of many of
 * them together. Rates are those of context states frozen before the block. Where a group goes on
 * after the cut, its next two levels are priced as the first ones of a group. Everything is whole
 * numbers of 1/32768 bit. Mutable scratch for one thread; allocates nothing after construction.
 */
public final class LastPosition {
  /** Levels of a group whose prices follow a cut. */
  private static final int FOLLOWING = 2;

  private LevelList list;
  private EntropyCosts costs;
  private int[] levels;

  /** Cost of ending the block further down, the difference of last positions left out. */
  private long cost;

  private long leastCost;

  /** First level that stays. */
  private int best;

  /** Position of the level walked over before, 16 at the begin of a group. */
  private int before;

  private int lastRate;

  /** Scratch. */
  public LastPosition() {}

  /**
   * Zeroes levels at the end of the scan.
   *
   * @param block levels rounded to nearest
   * @param entropyCosts to price by
   * @param decided absolute levels in coding order, none above the nearest one; modified
   */
  public void choose(LevelList block, EntropyCosts entropyCosts, int[] decided) {
    list = block;
    costs = entropyCosts;
    levels = decided;
    cost = 0;
    leastCost = 0;
    best = 0;
    int first = next(0);
    if (first == list.count()) {
      return;
    }
    lastRate = lastPosition(first);
    long coded = codedGroups();
    int walked = -1;
    for (int g = 0; g < list.groups(); g++) {
      if ((coded & list.bit(g)) != 0) {
        boolean ended = !group(g, walked, coded);
        walked = g;
        if (ended) {
          break;
        }
      }
    }
    Arrays.fill(levels, 0, best, 0);
  }

  /** First level from {@code s} on that is not 0, or their number. */
  private int next(int s) {
    int t = s;
    while (t < list.count() && levels[t] == 0) {
      t++;
    }
    return t;
  }

  private long codedGroups() {
    long coded = 0;
    for (int g = 0; g < list.groups(); g++) {
      if (next(list.start(g)) < list.start(g + 1)) {
        coded |= list.bit(g);
      }
    }
    return coded;
  }

  private int lastPosition(int s) {
    int scanPos = list.scanPos(s);
    int x = list.scan().x(scanPos);
    int y = list.scan().y(scanPos);
    return RateEstimate.lastPosition(costs, list.block().scanIdx(), x, y);
  }

  /**
   * Walks over a group that holds levels.
   *
   * @param walked the group walked over before, or -1
   * @return whether to go on with the next group
   */
  private boolean group(int g, int walked, long coded) {
    int i = list.group(g);
    int prevCsbf = list.prevCsbf(g, coded);
    int table =
        CoefficientContexts.sigTable(
            list.block().log2TrafoSize(),
            list.block().cIdx(),
            list.block().scanIdx(),
            prevCsbf,
            i == 0);
    if (walked >= 0) {
      int csbf = CoefficientContexts.codedSubBlockFlag(prevCsbf);
      cost -= i > 0 ? costs.codedSubBlockFlag(csbf, 1) : 0;
      cost -= (long) (list.group(walked) - 1 - i) * costs.codedSubBlockFlag(0, 0);
    }
    int state = GroupState.enter(CoefficientContexts.ctxSet(i, list.block().cIdx(), false));
    before = 16;
    boolean first = walked < 0;
    int end = list.start(g + 1);
    for (int s = next(list.start(g)); s < end; s = next(s + 1)) {
      int n = list.scanPos(s) & 15;
      if (!first) {
        passZeros(table, n + 1);
        endAt(s, end, costs.sigCoeffFlag(CoefficientContexts.sigAt(table, n), 1), state);
      }
      first = false;
      before = n;
      if (levels[s] > 1) {
        return false;
      }
      cost += zeroError(s) - RateEstimate.level(costs, 1, state);
      state = GroupState.next(state, 1);
    }
    passZeros(table, 0);
    if (next(end) == list.count()) {
      endNowhere(i);
    }
    return true;
  }

  /** Saves the flags of zeros from the level walked over before down to a position. */
  private void passZeros(int table, int to) {
    for (int n = before - 1; n >= to; n--) {
      cost -= costs.sigCoeffFlag(CoefficientContexts.sigAt(table, n), 0);
    }
  }

  /** Considers a level as the block's last one. */
  private void endAt(int s, int groupEnd, int sigOne, int state) {
    long here = cost - sigOne + lastPosition(s) - lastRate;
    if (GroupState.flags(state) > 0) {
      here += following(s, groupEnd, state);
    }
    consider(here, s);
    cost -= sigOne;
  }

  /** What the next levels of a group cost more as its first ones. */
  private int following(int s, int groupEnd, int state) {
    int from = state;
    int to = GroupState.enter(GroupState.ctxSet(state));
    int more = 0;
    int t = s;
    for (int k = 0; k < FOLLOWING && t < groupEnd; k++) {
      int greater1 = levels[t] > 1 ? 1 : 0;
      more += costs.greater1Flag(GroupState.greater1Flag(to), greater1);
      more -= costs.greater1Flag(GroupState.greater1Flag(from), greater1);
      if (greater1 != 0) {
        break;
      }
      from = GroupState.next(from, 1);
      to = GroupState.next(to, 1);
      t = next(t + 1);
    }
    return more;
  }

  /** Considers a block without levels. */
  private void endNowhere(int i) {
    long emptyGroups = (long) Math.max(i - 1, 0) * costs.codedSubBlockFlag(0, 0);
    int flag = costs.codedBlockFlag(0) - costs.codedBlockFlag(1);
    consider(cost - lastRate + flag - emptyGroups, list.count());
  }

  private void consider(long here, int s) {
    if (here < leastCost) {
      leastCost = here;
      best = s;
    }
  }

  /** What zeroing a level of 1 costs in error. */
  private int zeroError(int s) {
    int error = (2 * list.nearest(s) - 1) * 128 + list.fraction(s);
    return LevelFeatures.errorPrice(list.bitsPerStep(), error) << LevelFeatures.RATE_SHIFT;
  }
}
