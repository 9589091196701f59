package org.nnrdoq.quantizer.rdoq;

import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.hevc.rate.RateEstimate;
import org.nnrdoq.hevc.residual.CoefficientGroup;
import org.nnrdoq.hevc.residual.ScanOrder;
import org.nnrdoq.quantizer.shared.QuantizationScale;
import org.nnrdoq.quantizer.shared.SignHiding;

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

  private RdoqSignHiding() {}

  /** Makes all parities fit; returns by how much the sum of the absolute levels grew. */
  static int apply(
      ScanOrder scan,
      QuantizationScale scale,
      double lambda,
      int[] coefficients,
      EntropyCosts costs,
      int[] levels,
      RdoqWorkspace work) {
    long rateOfDelta = scale.rateOfDelta(lambda);
    int grown = 0;
    boolean lastGroup = true;
    for (int i = work.lastScanPos >> 4; i >= 0; i--) {
      int sigMask = CoefficientGroup.sigMask(scan, i, levels);
      if (sigMask == 0) {
        continue;
      }
      if (SignHiding.hidesWrongSign(scan, i, levels, sigMask)) {
        int first = CoefficientGroup.first(sigMask);
        int last = lastGroup ? CoefficientGroup.last(sigMask) : 16;
        grown +=
            change(
                scan, scale, rateOfDelta, coefficients, costs, levels, work, i << 4, first, last);
      }
      lastGroup = false;
    }
    return grown;
  }

  /**
   * Changes one level of the group at {@code base}.
   *
   * @param last position of the block's last level in its group, 16 in other groups
   */
  private static int change(
      ScanOrder scan,
      QuantizationScale scale,
      long rateOfDelta,
      int[] coefficients,
      EntropyCosts costs,
      int[] levels,
      RdoqWorkspace work,
      int base,
      int first,
      int last) {
    boolean negative = levels[scan.position(base + first)] < 0;
    long best = FORBIDDEN;
    int bestPosition = -1;
    int bestChange = 0;
    for (int n = Math.min(last, 15); n >= 0; n--) {
      int position = scan.position(base + n);
      int level = Math.abs(levels[position]);
      int context = work.context[base + n];
      long delta = scale.delta(scale.magnitude(coefficients[position]), level);
      long cost;
      int change = 1;
      if (level == 0) {
        cost =
            n < first && coefficients[position] < 0 != negative
                ? FORBIDDEN
                : rateOfDelta * -Math.abs(delta)
                    + EntropyCosts.ONE_BIT
                    + RateEstimate.greater1Zero(costs, context)
                    + RateEstimate.sigDelta(costs, context);
      } else {
        int rate = RateEstimate.level(costs, level, context);
        cost = rateOfDelta * -delta + RateEstimate.level(costs, level + 1, context) - rate;
        long down = rateOfDelta * delta + RateEstimate.level(costs, level - 1, context) - rate;
        if (level == 1) {
          down -= RateEstimate.sigDelta(costs, context);
          down -= n == last ? SHORTER_BLOCK : 0;
        }
        if (cost >= down) {
          // A group's first level must stay, or another sign would be hidden.
          cost = n == first && level == 1 ? FORBIDDEN : down;
          change = -1;
        }
      }
      if (cost < best) {
        best = cost;
        bestPosition = position;
        bestChange = change;
      }
    }
    return SignHiding.addToMagnitude(coefficients, levels, bestPosition, bestChange);
  }
}
