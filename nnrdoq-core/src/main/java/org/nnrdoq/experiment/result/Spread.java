package org.nnrdoq.experiment.result;

import java.util.Arrays;

/**
 * A figure measured several times.
 *
 * @param median of the samples
 * @param low one in ten samples is below
 * @param high one in ten samples is above
 * @since 1.0
 */
public record Spread(double median, double low, double high) {

  /**
   * {@return the spread of one or more samples in any order; values between two samples are
   * interpolated}
   *
   * @param samples one or more, in any order
   */
  public static Spread of(double... samples) {
    if (samples.length == 0) {
      throw new IllegalArgumentException("no samples: expected one or more");
    }
    double[] sorted = samples.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    return new Spread(quantile(sorted, n, 0.5), quantile(sorted, n, 0.1), quantile(sorted, n, 0.9));
  }

  /**
   * {@return the spread of each value over the reference of the same round}
   *
   * @param values one for each round
   * @param reference one for each round, in the same order
   */
  public static Spread ofRatios(double[] values, double[] reference) {
    double[] ratios = new double[values.length];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = values[i] / reference[i];
    }
    return of(ratios);
  }

  /**
   * A quantile of samples.
   *
   * @param sorted the first {@code count} are the samples, ascending
   * @param count 1 or more
   * @param share of the samples below it, 0..1
   * @return the value at that share, interpolated between two samples
   */
  public static double quantile(double[] sorted, int count, double share) {
    double at = share * (count - 1);
    int below = (int) at;
    int above = Math.min(below + 1, count - 1);
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  }
}
