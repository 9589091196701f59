package org.nnrdoq.experiment.evaluation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.nnrdoq.experiment.bd.Bjontegaard;
import org.nnrdoq.experiment.bd.Figure;
import org.nnrdoq.experiment.bd.Interpolation;
import org.nnrdoq.experiment.bd.RdPoint;
import org.nnrdoq.experiment.plan.ComparisonPlan;
import org.nnrdoq.experiment.result.Point;
import org.nnrdoq.experiment.result.QpRange;
import org.nnrdoq.experiment.result.Quality;
import org.nnrdoq.experiment.result.Saving;

/**
 * Splits a BD-rate up: by kind of block, and by range of QPs.
 *
 * <p>At equal PSNR a kind's rate is the curve's rate times the kind's share of it, the share being
 * interpolated linearly between points.
 */
final class Savings {
  /** Samples of the common range of PSNR; the trapezoid rule's error is far below 0.001 points. */
  private static final int SAMPLES = 401;

  private Savings() {}

  /** A {@link QpRange} with what is to be said of its rate. */
  record Range(int from, int to, Figure rate) {}

  /** Where bits went; empty if the encoder does not tell or there is no BD-rate. */
  static List<Saving> byKind(List<Point> anchor, List<Point> test, Interpolation method) {
    if (!hasBits(anchor) || !hasBits(test)) {
      return List.of();
    }
    List<double[]> difference =
        Bjontegaard.rateDifference(
            RowMath.rd(anchor, Quality.Y), RowMath.rd(test, Quality.Y), method, SAMPLES);
    if (difference.isEmpty()) {
      return List.of();
    }
    int kinds = anchor.get(0).blocks().size() + 1;
    Shares a = new Shares(anchor);
    Shares t = new Shares(test);
    double[] share = new double[kinds];
    double[] change = new double[kinds];
    for (int i = 0; i < SAMPLES; i++) {
      double weight = (i == 0 || i == SAMPLES - 1 ? 0.5 : 1) / (SAMPLES - 1);
      double psnr = difference.get(i)[0];
      double ratio = 1 + difference.get(i)[1] / 100;
      for (int k = 0; k < kinds; k++) {
        double before = a.at(psnr, k);
        share[k] += weight * 100 * before;
        change[k] += weight * 100 * (ratio * t.at(psnr, k) - before);
      }
    }
    List<Saving> savings = new ArrayList<>();
    for (int k = 0; k < kinds; k++) {
      boolean other = k == kinds - 1;
      Point.Blocks b = other ? null : anchor.get(0).blocks().get(k);
      savings.add(
          new Saving(other ? 0 : b.size(), other ? "other" : b.component(), share[k], change[k]));
    }
    return List.copyOf(savings);
  }

  private static boolean hasBits(List<Point> curve) {
    return !curve.isEmpty()
        && curve.stream()
            .allMatch(
                p -> !p.blocks().isEmpty() && p.blocks().stream().allMatch(b -> b.bits() != null));
  }

  /** Means of several sequences' savings, kind by kind. */
  static List<Saving> mean(List<List<Saving>> all) {
    if (all.isEmpty()) {
      return List.of();
    }
    return IntStream.range(0, all.get(0).size())
        .mapToObj(
            k -> {
              Saving first = all.get(0).get(k);
              return new Saving(
                  first.size(),
                  first.component(),
                  all.stream().mapToDouble(s -> s.get(k).anchorShare()).average().orElseThrow(),
                  all.stream().mapToDouble(s -> s.get(k).change()).average().orElseThrow());
            })
        .toList();
  }

  /** BD-rates between neighbouring QPs of the anchor. */
  static List<Range> byQp(
      ComparisonPlan plan, List<Point> anchor, List<Point> test, String missing) {
    List<Range> ranges = new ArrayList<>();
    List<RdPoint> a = RowMath.rd(anchor, Quality.Y);
    List<RdPoint> t = RowMath.rd(test, Quality.Y);
    for (int i = 0; i + 1 < plan.qps().size(); i++) {
      Figure rate =
          missing != null
              ? Figure.missing(missing)
              : Bjontegaard.rateBetween(
                  a, t, plan.interpolation(), a.get(i + 1).quality(), a.get(i).quality());
      ranges.add(new Range(plan.qps().get(i), plan.qps().get(i + 1), rate));
    }
    return List.copyOf(ranges);
  }

  /** Shares of a curve's rate by kind; the last kind is what the others leave. */
  private static final class Shares {
    private final double[] psnr;
    private final double[][] share;

    Shares(List<Point> curve) {
      List<Point> sorted = curve.stream().sorted(Comparator.comparingDouble(Point::psnrY)).toList();
      psnr = sorted.stream().mapToDouble(Point::psnrY).toArray();
      share = new double[sorted.size()][];
      for (int i = 0; i < share.length; i++) {
        Point p = sorted.get(i);
        share[i] = new double[p.blocks().size() + 1];
        double rest = 1;
        for (int k = 0; k < p.blocks().size(); k++) {
          share[i][k] = p.blocks().get(k).bits() / p.bits();
          rest -= share[i][k];
        }
        share[i][p.blocks().size()] = rest;
      }
    }

    double at(double q, int kind) {
      int i = 0;
      while (i + 2 < psnr.length && q > psnr[i + 1]) {
        i++;
      }
      double w = (q - psnr[i]) / (psnr[i + 1] - psnr[i]);
      return (1 - w) * share[i][kind] + w * share[i + 1][kind];
    }
  }
}
