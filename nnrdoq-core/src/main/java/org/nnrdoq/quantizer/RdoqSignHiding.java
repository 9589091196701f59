package org.nnrdoq.quantizer;

import org.nnrdoq.hevc.cabac.EntropyCosts;
import org.nnrdoq.hevc.residual.ScanOrder;

/**
 * Sign data hiding by least D + lambda R, as HM does after RDOQ.
 *
 * <p>Costs are integers in rateQ15. Rates are those of the contexts that the first walk saw, even
 * where later decisions changed them.
 */
final class RdoqSignHiding {
  private static final long FORBIDDEN = Long.MAX_VALUE;

  /** Bonus for clearing the last level of the block, whose position gets cheaper then: 4 bits. */
  private static final int SHORTER_BLOCK = 4 << 15;

  /** Position of the last level in its group where that group is not the block's last. */
  private static final int NOT_LAST_GROUP = 16;

  // The price of the better change of one level, up or down, and which it is.
  private long price;
  private int change;

  /** Makes all parities fit; returns by how much the sum of the absolute levels grew. */
  int apply(RdoqWorkspace work, int[] levels) {
    ScanOrder scan = work.scan;
    long rateOfDelta = work.scale.rateOfDelta(work.lambda);
    int grown = 0;
    boolean lastGroup = true;
    for (int base = work.lastScanPos & ~15; base >= 0; base -= 16) {
      int last = SignHiding.lastNonZero(scan, levels, base);
      if (last < 0) {
        continue;
      }
      int first = SignHiding.firstNonZero(scan, levels, base);
      if (last - first >= SignHiding.MIN_DISTANCE
          && !SignHiding.fits(scan, levels, base, first, last)) {
        grown +=
            changeGroup(work, levels, rateOfDelta, base, first, lastGroup ? last : NOT_LAST_GROUP);
      }
      lastGroup = false;
    }
    return grown;
  }

  private int changeGroup(
      RdoqWorkspace work, int[] levels, long rateOfDelta, int base, int first, int last) {
    ScanOrder scan = work.scan;
    boolean negative = levels[scan.position(base + first)] < 0;
    long best = FORBIDDEN;
    int bestPosition = -1;
    int bestChange = 0;
    for (int n = Math.min(last, 15); n >= 0; n--) {
      int position = scan.position(base + n);
      int coefficient = work.coefficients[position];
      int level = Math.abs(levels[position]);
      long delta = rateOfDelta * work.scale.delta(work.scale.magnitude(coefficient), level);
      int context = work.context[base + n];
      if (level == 0) {
        boolean wrongSign = n < first && coefficient < 0 != negative;
        priceZero(work.costs, delta, context, wrongSign);
      } else {
        priceLevel(work.costs, level, delta, context, n == first, n == last);
      }
      if (price < best) {
        best = price;
        bestPosition = position;
        bestChange = change;
      }
    }
    return SignHiding.addToMagnitude(work.coefficients, levels, bestPosition, bestChange);
  }

  /** A new level of 1; before the first, only with the first's sign. */
  private void priceZero(EntropyCosts costs, long delta, int context, boolean wrongSign) {
    change = 1;
    price =
        wrongSign
            ? FORBIDDEN
            : -Math.abs(delta)
                + EntropyCosts.ONE_BIT
                + RateEstimate.greater1Zero(costs, context)
                + RateEstimate.sigDelta(costs, context);
  }

  private void priceLevel(
      EntropyCosts costs, int level, long delta, int context, boolean first, boolean last) {
    int rate = RateEstimate.level(costs, level, context);
    long up = RateEstimate.level(costs, level + 1, context) - rate - delta;
    long down = RateEstimate.level(costs, level - 1, context) - rate + delta;
    if (level == 1) {
      down -= RateEstimate.sigDelta(costs, context);
      down -= last ? SHORTER_BLOCK : 0;
    }
    if (up < down) {
      change = 1;
      price = up;
    } else {
      // A group's first level must stay, or another sign would be hidden.
      change = -1;
      price = first && level == 1 ? FORBIDDEN : down;
    }
  }
}
