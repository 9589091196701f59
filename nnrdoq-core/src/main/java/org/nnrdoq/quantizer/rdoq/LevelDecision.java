package org.nnrdoq.quantizer.rdoq;

import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.hevc.rate.RateEstimate;
import org.nnrdoq.quantizer.shared.QuantizationScale;

/**
 * HM's choice of one coefficient's level: the cheapest of the nearest level, the one below it and,
 * if the nearest is 1 or 2, zero; in D + lambda R, evaluated in HM's order.
 *
 * <p>Holds the result of the last call.
 */
final class LevelDecision {
  /** Up to this nearest level zero is a candidate. */
  static final int MAX_NEAREST_TO_ZERO = 2;

  /** The chosen absolute level. */
  int level;

  /** Its distortion and rate with its sig_coeff_flag. */
  double cost;

  /** The part of {@link #cost} that the sig_coeff_flag takes. */
  double sigCost;

  /** Smallest candidate above zero. */
  static int lowest(int nearest) {
    return nearest > 1 ? nearest - 1 : 1;
  }

  /**
   * Chooses among the candidates.
   *
   * @param costs entropy costs
   * @param scale constants of the block
   * @param lambda Lagrange multiplier
   * @param magnitude scaled magnitude of the coefficient
   * @param nearest its nearest level
   * @param zeroDistortion distortion of level 0
   * @param context as {@link RateEstimate#context} packs it; {@link RateEstimate#NO_SIG_FLAG} means
   *     that the coefficient is the last significant one, whose level is not zero
   */
  void choose(
      EntropyCosts costs,
      QuantizationScale scale,
      double lambda,
      int magnitude,
      int nearest,
      double zeroDistortion,
      int context,
      int sigCtx) {
    boolean last = sigCtx == RateEstimate.NO_SIG_FLAG;
    int best = 0;
    double bestCost = Double.MAX_VALUE;
    double bestSig = 0;
    if (!last && nearest <= MAX_NEAREST_TO_ZERO) {
      bestSig = lambda * costs.sigCoeffFlag(sigCtx, 0);
      bestCost = zeroDistortion + bestSig;
    }
    if (nearest > 0) {
      double sig = last ? 0 : lambda * costs.sigCoeffFlag(sigCtx, 1);
      int lowest = lowest(nearest);
      for (int candidate = nearest; candidate >= lowest; candidate--) {
        double error = magnitude - (candidate << scale.qBits);
        double current =
            error * error * scale.errorScale
                + lambda * RateEstimate.level(costs, candidate, context);
        current += sig;
        if (current < bestCost) {
          best = candidate;
          bestCost = current;
          bestSig = sig;
        }
      }
    }
    level = best;
    cost = bestCost;
    sigCost = bestSig;
  }
}
