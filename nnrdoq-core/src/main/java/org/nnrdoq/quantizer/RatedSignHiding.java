package org.nnrdoq.quantizer;

import org.nnrdoq.hevc.cabac.BitCounter;
import org.nnrdoq.hevc.cabac.CabacContexts;
import org.nnrdoq.hevc.cabac.EntropyCosts;
import org.nnrdoq.hevc.residual.CoefficientContexts;
import org.nnrdoq.hevc.residual.ResidualCoding;
import org.nnrdoq.hevc.residual.ScanOrder;

/**
 * Sign data hiding after a network where entropy costs are at hand (H.265 §7.4.9.11): in each
 * coefficient group whose parity does not match, changes the one level by one whose change of D +
 * lambda R is least.
 *
 * <p>All changes are priced under the contexts that the levels lead to, with frozen states; what a
 * change does to levels coded after it is left out. The most promising few are then tried: the
 * block is coded with each, with states that adapt as in the stream, and the cheapest stays. A
 * change may also end the hiding, by bringing first and last level of the group together, and the
 * block's last level may move to either side. Mutable scratch for one thread.
 */
final class RatedSignHiding {
  /** Every level of a group, up and down. */
  static final int MAX_TRIES = 32;

  private static final float BITS = 1f / EntropyCosts.ONE_BIT;
  private static final int MAX_LEVEL = 32767;

  private final boolean[] coded = new boolean[64];
  private final int[] contexts = new int[16];
  private BlockParameters block;
  private ScanOrder scan;
  private BlockFeatures features;
  private EntropyCosts costs;
  private int[] coefficients;
  private int[] levels;
  private final int tries;
  private final int[] positions;
  private final int[] changes;
  private final float[] errors;
  private final float[] prices;
  private final BitCounter counter = new BitCounter();
  private final CabacContexts before = new CabacContexts();
  private boolean recovered;
  private int found;

  /**
   * Scratch.
   *
   * @param tries changes of a group that are tried, 1..{@link #MAX_TRIES}; with 1 none is, and the
   *     price decides
   * @throws IllegalArgumentException if {@code tries} is out of range
   */
  RatedSignHiding(int tries) {
    if (tries < 1 || tries > MAX_TRIES) {
      throw new IllegalArgumentException("tries=" + tries + ": expected 1.." + MAX_TRIES);
    }
    this.tries = tries;
    positions = new int[tries];
    changes = new int[tries];
    errors = new float[tries];
    prices = new float[tries];
  }

  /**
   * Changes levels so that every group that hides a sign hides the right one.
   *
   * @param parameters what the block is
   * @param of features of the block, rounded
   * @param entropyCosts of the block
   * @param c coefficients of the whole block
   * @param l levels of the whole block, modified
   * @param sum of absolute levels before
   * @return sum of absolute levels after
   */
  int apply(
      BlockParameters parameters,
      BlockFeatures of,
      EntropyCosts entropyCosts,
      int[] c,
      int[] l,
      int sum) {
    block = parameters;
    scan = ScanOrder.of(parameters.log2TrafoSize(), parameters.scanIdx());
    features = of;
    costs = entropyCosts;
    coefficients = c;
    levels = l;
    int columns = features.width() >> 2;
    int rows = features.height() >> 2;
    int total = sum;
    int greater1Ctx = 1;
    boolean seen = false;
    recovered = false;
    for (int i = scan.groups() - 1; i >= 0; i--) {
      int gx = scan.groupX(i);
      int gy = scan.groupY(i);
      if (gx >= columns || gy >= rows) {
        continue;
      }
      int end = 15;
      while (end >= 0 && levels[scan.position((i << 4) + end)] == 0) {
        end--;
      }
      coded[gy * columns + gx] = end >= 0;
      if (end < 0) {
        continue;
      }
      boolean right = gx + 1 < columns && coded[gy * columns + gx + 1];
      boolean below = gy + 1 < rows && coded[(gy + 1) * columns + gx];
      int neighbours = (right ? 1 : 0) | (below ? 2 : 0);
      int ctxSet = CoefficientContexts.ctxSet(i, block.cIdx(), seen ? greater1Ctx : 1);
      total += group(i, end, !seen, neighbours, ctxSet);
      greater1Ctx = endOfGroup(i);
      seen = true;
    }
    return total;
  }

  /** Fits the parity of one group; returns by how much its sum grew. */
  private int group(int i, int end, boolean lastGroup, int neighbours, int ctxSet) {
    int first = 0;
    while (levels[scan.position((i << 4) + first)] == 0) {
      first++;
    }
    if (end - first < SignHiding.MIN_DISTANCE) {
      return 0;
    }
    int sign = levels[scan.position((i << 4) + first)] < 0 ? 1 : 0;
    if (SignHiding.parity(scan, levels, (i << 4) + first, (i << 4) + end) == sign) {
      return 0;
    }
    int table =
        CoefficientContexts.sigTable(
            block.log2TrafoSize(), block.cIdx(), block.scanIdx(), neighbours, i == 0);
    int top = lastGroup ? end : 15;
    contexts(i, top, lastGroup, table, ctxSet);
    found = 0;
    if (lastGroup) {
      longer(i, end, table, ctxSet);
    }
    for (int n = top; n >= 0; n--) {
      prices(i, n, first, end, sign, lastGroup && n == end);
    }
    int best = found > 1 ? cheapest() : 0;
    change(best);
    return changes[best];
  }

  /** Tries the changes found. */
  private int cheapest() {
    if (!recovered) {
      CostStates.recover(costs, block, before);
      recovered = true;
    }
    int best = 0;
    float bestPrice = Float.MAX_VALUE;
    for (int k = 0; k < found; k++) {
      int old = levels[positions[k]];
      change(k);
      float price = errors[k] + rate();
      levels[positions[k]] = old;
      if (price < bestPrice) {
        bestPrice = price;
        best = k;
      }
    }
    return best;
  }

  private void change(int k) {
    int p = positions[k];
    levels[p] += coefficients[p] < 0 ? -changes[k] : changes[k];
  }

  private float rate() {
    counter.contexts().copyFrom(before);
    counter.reset();
    ResidualCoding.write(
        counter,
        block.log2TrafoSize(),
        block.cIdx(),
        block.scanIdx(),
        false,
        block.transformSkip(),
        true,
        levels);
    return counter.rateQ15() * BITS;
  }

  /** Considers a new last level after the block's last one, in the same group. */
  private void longer(int i, int end, int table, int ctxSet) {
    int context =
        RateEstimate.context(
            CoefficientContexts.greater1Flag(ctxSet, 1), ctxSet, 0, 3, RateEstimate.NO_SIG_FLAG);
    int rate =
        RateEstimate.level(costs, 1, context)
            + costs.sigCoeffFlag[2 * CoefficientContexts.sigAt(table, end) + 1]
            - RateEstimate.lastPosition(costs, block.scanIdx(), x(i, end), y(i, end));
    for (int n = end + 1; n < 16; n++) {
      float u = features.magnitudes()[y(i, n) * features.width() + x(i, n)];
      int price = rate + RateEstimate.lastPosition(costs, block.scanIdx(), x(i, n), y(i, n));
      consider(
          scan.position((i << 4) + n),
          1,
          features.bitsPerSquaredStep() * (1 - 2 * u),
          price * BITS);
      rate += costs.sigCoeffFlag[2 * CoefficientContexts.sigAt(table, n)];
    }
  }

  private void contexts(int i, int top, boolean lastGroup, int table, int ctxSet) {
    int greater1Ctx = 1;
    int flags = 0;
    int rice = 0;
    boolean greater2Coded = false;
    for (int n = top; n >= 0; n--) {
      int level = Math.abs(levels[scan.position((i << 4) + n)]);
      int base = flags >= RateEstimate.MAX_GREATER1_FLAGS ? 1 : greater2Coded ? 2 : 3;
      contexts[n] =
          RateEstimate.context(
              CoefficientContexts.greater1Flag(ctxSet, greater1Ctx),
              ctxSet,
              rice,
              base,
              lastGroup && n == top
                  ? RateEstimate.NO_SIG_FLAG
                  : CoefficientContexts.sigAt(table, n));
      if (level != 0) {
        rice = level >= base ? RateEstimate.nextRice(level, rice) : rice;
        if (flags < RateEstimate.MAX_GREATER1_FLAGS) {
          flags++;
          greater1Ctx = CoefficientContexts.nextGreater1Ctx(greater1Ctx, level > 1 ? 1 : 0);
          greater2Coded |= level > 1;
        }
      }
    }
  }

  private void prices(int i, int n, int first, int end, int sign, boolean last) {
    int scanPos = (i << 4) + n;
    int position = scan.position(scanPos);
    int level = Math.abs(levels[position]);
    int context = contexts[n];
    float u = features.magnitudes()[scan.y(scanPos) * features.width() + scan.x(scanPos)];
    float perStep = features.bitsPerSquaredStep();
    int rate = RateEstimate.level(costs, level, context);
    // A level raised before the first one in scan becomes the one whose sign is hidden.
    if (level < MAX_LEVEL
        && (n > first || level > 0 || (coefficients[position] < 0 ? 1 : 0) == sign)) {
      int change = RateEstimate.level(costs, level + 1, context) - rate;
      change += level == 0 ? RateEstimate.sigDelta(costs, context) : 0;
      consider(position, 1, perStep * (1 - 2 * (u - level)), change * BITS);
    }
    if (level > 1 || (level == 1 && (n != first || mayDropFirst(i, first, end, sign)))) {
      int change = RateEstimate.level(costs, level - 1, context) - rate;
      if (level == 1) {
        change -= last ? shorter(i, n) : RateEstimate.sigDelta(costs, context);
      }
      consider(position, -1, perStep * (1 + 2 * (u - level)), change * BITS);
    }
  }

  /** Rate saved, beside its own, when the block's last level goes and the next one takes over. */
  private int shorter(int i, int n) {
    int saved = RateEstimate.lastPosition(costs, block.scanIdx(), x(i, n), y(i, n));
    int m = n - 1;
    while (levels[scan.position((i << 4) + m)] == 0) {
      saved += costs.sigCoeffFlag[2 * (contexts[m] >> RateEstimate.SIG_SHIFT)];
      m--;
    }
    saved += costs.sigCoeffFlag[2 * (contexts[m] >> RateEstimate.SIG_SHIFT) + 1];
    return saved - RateEstimate.lastPosition(costs, block.scanIdx(), x(i, m), y(i, m));
  }

  private int x(int i, int n) {
    return scan.x((i << 4) + n);
  }

  private int y(int i, int n) {
    return scan.y((i << 4) + n);
  }

  /** Whether the group fits without its first level in scan. */
  private boolean mayDropFirst(int i, int first, int end, int sign) {
    int m = first + 1;
    while (levels[scan.position((i << 4) + m)] == 0) {
      m++;
    }
    return end - m < SignHiding.MIN_DISTANCE
        || (levels[scan.position((i << 4) + m)] < 0 ? 1 : 0) == sign;
  }

  /** Remembers a change if it is among the most promising ones. */
  private void consider(int position, int change, float error, float bits) {
    float price = error + bits;
    if (found == tries && price >= prices[tries - 1]) {
      return;
    }
    int at = found < tries ? found++ : tries - 1;
    while (at > 0 && prices[at - 1] > price) {
      positions[at] = positions[at - 1];
      changes[at] = changes[at - 1];
      errors[at] = errors[at - 1];
      prices[at] = prices[at - 1];
      at--;
    }
    positions[at] = position;
    changes[at] = change;
    errors[at] = error;
    prices[at] = price;
  }

  /** greater1Ctx after the group's flags. */
  private int endOfGroup(int i) {
    int greater1Ctx = 1;
    int flags = 0;
    for (int n = 15; n >= 0 && flags < RateEstimate.MAX_GREATER1_FLAGS; n--) {
      int level = Math.abs(levels[scan.position((i << 4) + n)]);
      if (level != 0) {
        flags++;
        greater1Ctx = CoefficientContexts.nextGreater1Ctx(greater1Ctx, level > 1 ? 1 : 0);
      }
    }
    return greater1Ctx;
  }
}
