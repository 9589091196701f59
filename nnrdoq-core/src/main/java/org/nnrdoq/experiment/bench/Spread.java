package org.nnrdoq.experiment.bench;

import java.util.Arrays;

/**
 * A figure measured several times.
 *
 * @param median of the samples
 * @param low one in ten samples is below
 * @param high one in ten samples is above
 */
public record Spread(double median, double low, double high) {

  /** Of one or more samples in any order; values between two samples are interpolated. */
  public static Spread of(double... samples) {
    if (samples.length == 0) {
      throw new IllegalArgumentException("no samples: expected one or more");
    }
    double[] sorted = samples.clone();
    Arrays.sort(sorted);
    return new Spread(quantile(sorted, 0.5), quantile(sorted, 0.1), quantile(sorted, 0.9));
  }

  /**
   * A quantile of samples.
   *
   * @param sorted one or more, ascending
   * @param share of the samples below it, 0..1
   */
  public static double quantile(double[] sorted, double share) {
    double at = share * (sorted.length - 1);
    int below = (int) at;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  }
}
