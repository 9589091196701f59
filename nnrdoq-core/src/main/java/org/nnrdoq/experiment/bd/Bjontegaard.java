package org.nnrdoq.experiment.bd;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Bjontegaard deltas (VCEG-M33 and its successors): the mean horizontal or vertical distance of two
 * rate-distortion curves over the interval that both cover, with rates on a logarithmic scale.
 *
 * @since 1.0
 */
public final class Bjontegaard {
  /** Fewest points of a curve. */
  public static final int MIN_POINTS = 4;

  /** Below this share of common quality (or rate) range a value carries a note. */
  public static final double MIN_OVERLAP = 0.75;

  private Bjontegaard() {}

  /**
   * BD-rate: by how many percent the rate of {@code test} differs from {@code anchor} at equal
   * quality; negative = saves bits.
   *
   * @param anchor points of the curve that is measured against
   * @param test points of the curve that is measured
   * @param method how curves are drawn
   * @return percent, or the reason why there is none
   */
  public static Figure rate(List<RdPoint> anchor, List<RdPoint> test, Interpolation method) {
    return rate(anchor, test, method, MIN_POINTS);
  }

  /**
   * BD-rate over a part of the range, such as that between two operating points of the anchor.
   *
   * @param anchor points of the curve that is measured against
   * @param test points of the curve that is measured
   * @param method how curves are drawn
   * @param from lowest quality that counts
   * @param to highest quality that counts
   * @return percent, or the reason why there is none
   */
  public static Figure rateBetween(
      List<RdPoint> anchor, List<RdPoint> test, Interpolation method, double from, double to) {
    Figure bad = check(anchor, test, MIN_POINTS);
    if (bad != null) {
      return bad;
    }
    double[] xa = qualities(sorted(anchor));
    double[] xt = qualities(sorted(test));
    double lo = Math.max(from, Math.max(xa[0], xt[0]));
    double hi = Math.min(to, Math.min(xa[xa.length - 1], xt[xt.length - 1]));
    if (!(hi > lo)) {
      return Figure.missing("the curves do not overlap there");
    }
    Curve a = method.through(xa, logRates(sorted(anchor)));
    Curve t = method.through(xt, logRates(sorted(test)));
    return Figure.of((Math.pow(10, t.mean(lo, hi) - a.mean(lo, hi)) - 1) * 100);
  }

  /**
   * BD-PSNR: by how many dB (or units of quality) {@code test} differs from {@code anchor} at equal
   * rate; positive = better.
   *
   * @param anchor points of the curve that is measured against
   * @param test points of the curve that is measured
   * @param method how curves are drawn
   * @return dB, or the reason why there is none
   */
  public static Figure psnr(List<RdPoint> anchor, List<RdPoint> test, Interpolation method) {
    Figure bad = check(anchor, test, MIN_POINTS);
    if (bad != null) {
      return bad;
    }
    return delta(
        logRates(sorted(anchor)),
        qualities(sorted(anchor)),
        logRates(sorted(test)),
        qualities(sorted(test)),
        method,
        "rate");
  }

  /**
   * The range of BD-rates when one point after the other is left out of both curves: a difference
   * inside it says little.
   *
   * @param anchor as many points as {@code test}, in the same order of operating points
   * @param test points of the curve that is measured
   * @param method how curves are drawn
   * @return smallest and largest BD-rate in percent, or the reason in both
   */
  public static Figure[] leaveOneOutRate(
      List<RdPoint> anchor, List<RdPoint> test, Interpolation method) {
    if (anchor.size() != test.size()) {
      Figure f =
          Figure.missing(
              "curves have " + anchor.size() + " and " + test.size() + " points: expected as many");
      return new Figure[] {f, f};
    }
    int fewest = method == Interpolation.CUBIC ? MIN_POINTS : MIN_POINTS - 1;
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < anchor.size(); i++) {
      Figure f = rate(without(anchor, i), without(test, i), method, fewest);
      if (f.number().isEmpty()) {
        return new Figure[] {f, f};
      }
      min = Math.min(min, f.number().getAsDouble());
      max = Math.max(max, f.number().getAsDouble());
    }
    if (anchor.isEmpty()) {
      Figure f = Figure.missing("no points");
      return new Figure[] {f, f};
    }
    return new Figure[] {Figure.of(min), Figure.of(max)};
  }

  /**
   * The curve behind the BD-rate: by how many percent the rate differs, at equal quality, over the
   * common range.
   *
   * @param anchor points of the curve that is measured against
   * @param test points of the curve that is measured
   * @param method how curves are drawn
   * @param samples number of qualities, 2 or more
   * @return pairs of quality and percent; empty where there is no BD-rate
   */
  public static List<double[]> rateDifference(
      List<RdPoint> anchor, List<RdPoint> test, Interpolation method, int samples) {
    if (rate(anchor, test, method).number().isEmpty()) {
      return List.of();
    }
    double[] xa = qualities(sorted(anchor));
    double[] xt = qualities(sorted(test));
    Curve a = method.through(xa, logRates(sorted(anchor)));
    Curve t = method.through(xt, logRates(sorted(test)));
    double lo = Math.max(xa[0], xt[0]);
    double hi = Math.min(xa[xa.length - 1], xt[xt.length - 1]);
    List<double[]> pairs = new ArrayList<>();
    for (int i = 0; i < samples; i++) {
      double q = lo + (hi - lo) * i / (samples - 1);
      pairs.add(new double[] {q, 100 * (Math.pow(10, t.value(q) - a.value(q)) - 1)});
    }
    return pairs;
  }

  private static Figure rate(
      List<RdPoint> anchor, List<RdPoint> test, Interpolation method, int fewest) {
    Figure bad = check(anchor, test, fewest);
    if (bad != null) {
      return bad;
    }
    return delta(
            qualities(sorted(anchor)),
            logRates(sorted(anchor)),
            qualities(sorted(test)),
            logRates(sorted(test)),
            method,
            "quality")
        .map(log10 -> (Math.pow(10, log10) - 1) * 100);
  }

  private static Figure delta(
      double[] xa, double[] ya, double[] xt, double[] yt, Interpolation method, String axis) {
    double lo = Math.max(xa[0], xt[0]);
    double hi = Math.min(xa[xa.length - 1], xt[xt.length - 1]);
    double all = Math.max(xa[xa.length - 1], xt[xt.length - 1]) - Math.min(xa[0], xt[0]);
    if (!(hi > lo)) {
      return Figure.missing("the curves do not overlap in " + axis);
    }
    double delta = method.through(xt, yt).mean(lo, hi) - method.through(xa, ya).mean(lo, hi);
    double overlap = (hi - lo) / all;
    String note =
        overlap < MIN_OVERLAP
            ? String.format(
                Locale.ROOT, "curves overlap in %.0f %% of their %s range", 100 * overlap, axis)
            : null;
    return new Figure.Value(delta, note);
  }

  private static Figure check(List<RdPoint> anchor, List<RdPoint> test, int fewest) {
    Figure bad = check("anchor", anchor, fewest);
    return bad != null ? bad : check("test", test, fewest);
  }

  private static Figure check(String name, List<RdPoint> points, int fewest) {
    if (points.size() < fewest) {
      return Figure.missing(
          name + " curve has " + points.size() + " points: at least " + fewest + " needed");
    }
    for (RdPoint p : points) {
      if (!(p.rate() > 0) || Double.isInfinite(p.rate())) {
        return Figure.missing(name + " curve has a rate of " + p.rate() + ": expected above 0");
      }
      if (!Double.isFinite(p.quality())) {
        return Figure.missing(
            name + " curve has a quality of " + p.quality() + " (lossless?): expected finite");
      }
    }
    List<RdPoint> s = sorted(points);
    for (int i = 1; i < s.size(); i++) {
      if (!(s.get(i).rate() > s.get(i - 1).rate())
          || !(s.get(i).quality() > s.get(i - 1).quality())) {
        return Figure.missing(
            String.format(
                Locale.ROOT,
                "%s curve is not monotonic: rate %.6g has quality %.4f, rate %.6g has %.4f",
                name,
                s.get(i - 1).rate(),
                s.get(i - 1).quality(),
                s.get(i).rate(),
                s.get(i).quality()));
      }
    }
    return null;
  }

  private static List<RdPoint> sorted(List<RdPoint> points) {
    return points.stream().sorted(Comparator.comparingDouble(RdPoint::rate)).toList();
  }

  private static List<RdPoint> without(List<RdPoint> points, int index) {
    List<RdPoint> rest = new ArrayList<>(points);
    rest.remove(index);
    return rest;
  }

  private static double[] qualities(List<RdPoint> points) {
    return points.stream().mapToDouble(RdPoint::quality).toArray();
  }

  private static double[] logRates(List<RdPoint> points) {
    return points.stream().mapToDouble(p -> Math.log10(p.rate())).toArray();
  }
}
