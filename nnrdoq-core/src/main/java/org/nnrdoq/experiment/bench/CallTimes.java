package org.nnrdoq.experiment.bench;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nnrdoq.experiment.result.Spread;

/** Times of one candidate's calls in one case, round by round, in microseconds. */
final class CallTimes {
  final double[] p50;
  final double[] p99;
  final double[] mean;

  /** Of rounds that are still to come. */
  CallTimes(int rounds) {
    p50 = missing(rounds);
    p99 = missing(rounds);
    mean = missing(rounds);
  }

  private static double[] missing(int rounds) {
    double[] values = new double[rounds];
    Arrays.fill(values, Double.NaN);
    return values;
  }

  /**
   * Figures of a line; those that were not measured in every round are not there.
   *
   * @param byMean whether ratios are those of means, not of p50
   * @param rdoq what to hold it against; may be {@code null}
   * @param kernel what to hold it against; may be {@code null}
   */
  Map<String, Spread> figures(boolean byMean, CallTimes rdoq, CallTimes kernel) {
    Map<String, Spread> figures = new LinkedHashMap<>();
    put(figures, LatencyBench.P50, p50);
    put(figures, LatencyBench.P99, p99);
    put(figures, LatencyBench.MEAN, mean);
    putRatio(figures, LatencyBench.TO_RDOQ, byMean, rdoq);
    putRatio(figures, LatencyBench.TO_KERNEL, byMean, kernel);
    return figures;
  }

  private static void put(Map<String, Spread> figures, String name, double[] values) {
    if (Arrays.stream(values).noneMatch(Double::isNaN)) {
      figures.put(name, Spread.of(values));
    }
  }

  private void putRatio(
      Map<String, Spread> figures, String name, boolean byMean, CallTimes reference) {
    if (reference != null) {
      double[] own = byMean ? mean : p50;
      double[] other = byMean ? reference.mean : reference.p50;
      double[] ratios = new double[own.length];
      Arrays.setAll(ratios, r -> own[r] / other[r]);
      put(figures, name, ratios);
    }
  }
}
