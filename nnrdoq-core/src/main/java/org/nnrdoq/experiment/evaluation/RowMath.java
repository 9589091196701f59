package org.nnrdoq.experiment.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.nnrdoq.experiment.bd.Bjontegaard;
import org.nnrdoq.experiment.bd.Figure;
import org.nnrdoq.experiment.bd.Interpolation;
import org.nnrdoq.experiment.bd.RdPoint;
import org.nnrdoq.experiment.plan.Candidate;
import org.nnrdoq.experiment.plan.ComparisonPlan;
import org.nnrdoq.experiment.plan.Trial;
import org.nnrdoq.experiment.result.Delta;
import org.nnrdoq.experiment.result.Point;
import org.nnrdoq.experiment.result.Quality;
import org.nnrdoq.quantizer.QuantizerKind;

/** From points to rows, and from rows to means. */
final class RowMath {
  private static final Figure LATER = Figure.missing("not computed");

  private RowMath() {}

  /** One row for each candidate on one trial. */
  static List<RowFigures> rows(ComparisonPlan plan, List<Point> points, Trial trial) {
    List<RowFigures> rows = new ArrayList<>();
    for (Candidate c : plan.candidates()) {
      rows.add(row(plan, points, trial, c));
    }
    return withShares(plan, rows);
  }

  /** The points of one curve, by ascending QP; those that are there. */
  static List<Point> curve(ComparisonPlan plan, List<Point> points, Trial trial, String candidate) {
    List<Point> curve = new ArrayList<>();
    for (int qp : plan.qps()) {
      points.stream()
          .filter(
              p ->
                  p.qp() == qp
                      && p.setup().equals(trial.setup().name())
                      && p.sequence().equals(trial.clip().name())
                      && p.quantizer().equals(candidate))
          .findFirst()
          .ifPresent(curve::add);
    }
    return curve;
  }

  static List<RdPoint> rd(List<Point> points, Quality quality) {
    return points.stream()
        .map(
            p -> {
              Double q = quality.of(p);
              return new RdPoint(p.kbps(), q == null ? Double.POSITIVE_INFINITY : q);
            })
        .toList();
  }

  private static RowFigures row(
      ComparisonPlan plan, List<Point> points, Trial trial, Candidate candidate) {
    List<Point> anchor = curve(plan, points, trial, plan.anchor());
    List<Point> test = curve(plan, points, trial, candidate.name());
    int want = plan.qps().size();
    Interpolation method = plan.interpolation();
    if (anchor.size() < want || test.size() < want) {
      int missing =
          candidate.name().equals(plan.anchor())
              ? want - anchor.size()
              : 2 * want - anchor.size() - test.size();
      Figure f = Figure.missing(missing + " points were not encoded");
      return row(candidate.name(), method, deltas((m, q) -> f, (m, q) -> f), f, f, f, 0, 1);
    }
    List<Delta> deltas =
        deltas(
            (m, q) -> unlessUnmeasured(test, q, Bjontegaard.rate(rd(anchor, q), rd(test, q), m)),
            (m, q) -> unlessUnmeasured(test, q, Bjontegaard.psnr(rd(anchor, q), rd(test, q), m)));
    Figure[] band = Bjontegaard.leaveOneOutRate(rd(anchor, Quality.Y), rd(test, Quality.Y), method);
    RowFigures row =
        row(candidate.name(), method, deltas, band[0], band[1], timeRatio(anchor, test), 0, 1);
    return row.bdRateY().number().isEmpty()
        ? row
        : row(candidate.name(), method, deltas, band[0], band[1], row.encodeTimeRatio(), 1, 1);
  }

  private static Figure unlessUnmeasured(List<Point> test, Quality quality, Figure figure) {
    return quality == Quality.SSIM && test.stream().allMatch(p -> p.ssimY() == null)
        ? Figure.missing("SSIM was not asked for")
        : figure;
  }

  private interface Measure {
    Figure of(Interpolation method, Quality quality);
  }

  private static List<Delta> deltas(Measure rate, Measure gain) {
    List<Delta> deltas = new ArrayList<>();
    for (Interpolation method : Interpolation.values()) {
      for (Quality quality : Quality.values()) {
        deltas.add(new Delta(method, quality, rate.of(method, quality), gain.of(method, quality)));
      }
    }
    return deltas;
  }

  private static RowFigures row(
      String candidate,
      Interpolation method,
      List<Delta> deltas,
      Figure bandLow,
      Figure bandHigh,
      Figure timeRatio,
      int used,
      int total) {
    return new RowFigures(
        candidate,
        find(deltas, method, Quality.Y).rate(),
        find(deltas, method, Quality.U).rate(),
        find(deltas, method, Quality.V).rate(),
        find(deltas, method, Quality.YUV).rate(),
        find(deltas, method, Quality.Y).gain(),
        bandLow,
        bandHigh,
        timeRatio,
        LATER,
        deltas,
        used,
        total);
  }

  private static Delta find(List<Delta> deltas, Interpolation method, Quality quality) {
    return deltas.stream()
        .filter(d -> d.method() == method && d.quality() == quality)
        .findFirst()
        .orElseThrow();
  }

  /** Of processor time, as HM's "ET": elapsed time would measure what else the machine does. */
  private static Figure timeRatio(List<Point> anchor, List<Point> test) {
    double logs = 0;
    for (int i = 0; i < anchor.size(); i++) {
      double a = anchor.get(i).cpuSeconds();
      double t = test.get(i).cpuSeconds();
      if (!(a > 0) || !(t > 0)) {
        return Figure.missing("an encode has no processor time");
      }
      logs += Math.log(t / a);
    }
    return new Figure.Value(Math.exp(logs / anchor.size()), timeNote(anchor, test));
  }

  /** What makes times hard to compare; {@code null} if nothing does. */
  private static String timeNote(List<Point> anchor, List<Point> test) {
    List<Point.Host> hosts =
        Stream.concat(anchor.stream(), test.stream())
            .map(Point::host)
            .filter(Objects::nonNull)
            .toList();
    List<String> cpus = hosts.stream().map(h -> h.cpu() + ", " + h.cores()).distinct().toList();
    if (cpus.size() > 1) {
      return "times of " + cpus.size() + " different machines";
    }
    for (Point.Host h : hosts) {
      if (h.load() != null && h.load() > h.cores() + 0.5) {
        return String.format(
            Locale.ROOT, "measured at a load of %.1f on %d cores", h.load(), h.cores());
      }
    }
    return null;
  }

  /** Fills in the share of rdoq's gain, once all rows of a trial (or the means) are known. */
  private static List<RowFigures> withShares(ComparisonPlan plan, List<RowFigures> rows) {
    RowFigures rdoq = null;
    for (int i = 0; i < rows.size(); i++) {
      if (plan.candidates().get(i).spec().kind() == QuantizerKind.RDOQ) {
        rdoq = rows.get(i);
      }
    }
    List<RowFigures> out = new ArrayList<>();
    for (RowFigures r : rows) {
      out.add(r.withShare(share(plan, rdoq, r)));
    }
    return out;
  }

  private static Figure share(ComparisonPlan plan, RowFigures rdoq, RowFigures row) {
    if (rdoq == null || rdoq.candidate().equals(plan.anchor())) {
      return Figure.missing("needs rdoq among the quantizers, not as the anchor");
    }
    if (rdoq.bdRateY().number().isEmpty()) {
      return rdoq.bdRateY();
    }
    double gain = rdoq.bdRateY().number().getAsDouble();
    if (gain >= 0) {
      return Figure.missing("rdoq gains nothing here");
    }
    return row.bdRateY().map(bd -> bd / gain + 0.0);
  }

  /**
   * Means over trials, one row for each candidate. Each figure's mean is over the trials where all
   * candidates have it, so that candidates are compared on the same set; one that has it nowhere
   * does not narrow the set of the others.
   *
   * @param trials rows of each trial
   * @param absent sequences that should be there too
   */
  static List<RowFigures> means(ComparisonPlan plan, List<List<RowFigures>> trials, int absent) {
    List<RowFigures> means = new ArrayList<>();
    for (int c = 0; c < plan.candidates().size(); c++) {
      int index = c;
      int total = trials.size() + absent;
      List<Delta> deltas = new ArrayList<>();
      int at = 0;
      for (Interpolation method : Interpolation.values()) {
        for (Quality quality : Quality.values()) {
          int d = at++;
          deltas.add(
              new Delta(
                  method,
                  quality,
                  mean(trials, index, total, r -> r.deltas().get(d).rate()),
                  mean(trials, index, total, r -> r.deltas().get(d).gain())));
        }
      }
      boolean has = trials.stream().anyMatch(t -> t.get(index).bdRateY().number().isPresent());
      means.add(
          row(
              plan.candidates().get(c).name(),
              plan.interpolation(),
              deltas,
              mean(trials, index, total, RowFigures::bandLow),
              mean(trials, index, total, RowFigures::bandHigh),
              geometricMean(trials, index, total),
              has ? common(trials, RowFigures::bdRateY).size() : 0,
              total));
    }
    return withShares(plan, means);
  }

  /** Trials where every candidate has a figure, those left out that have it nowhere. */
  private static List<List<RowFigures>> common(
      List<List<RowFigures>> trials, Function<RowFigures, Figure> figure) {
    if (trials.isEmpty()) {
      return List.of();
    }
    List<Integer> candidates =
        IntStream.range(0, trials.get(0).size())
            .filter(c -> trials.stream().anyMatch(t -> figure.apply(t.get(c)).number().isPresent()))
            .boxed()
            .toList();
    return trials.stream()
        .filter(
            t ->
                !candidates.isEmpty()
                    && candidates.stream()
                        .allMatch(c -> figure.apply(t.get(c)).number().isPresent()))
        .toList();
  }

  private static Figure mean(
      List<List<RowFigures>> trials,
      int candidate,
      int total,
      Function<RowFigures, Figure> figure) {
    if (trials.isEmpty()) {
      return Figure.missing("none of " + total + " sequences is there");
    }
    List<Figure> all = trials.stream().map(t -> figure.apply(t.get(candidate))).toList();
    if (all.stream().allMatch(f -> f.number().isEmpty())) {
      String reason = all.get(0).why().orElseThrow();
      return Figure.missing(all.size() == 1 ? reason : "no sequence has it: " + reason);
    }
    List<List<RowFigures>> common = common(trials, figure);
    if (common.isEmpty()) {
      return Figure.missing("no sequence has it for all quantizers");
    }
    double sum = 0;
    for (List<RowFigures> t : common) {
      sum += figure.apply(t.get(candidate)).number().orElseThrow();
    }
    return new Figure.Value(
        sum / common.size(),
        common.size() < total ? common.size() + " of " + total + " sequences" : null);
  }

  private static Figure geometricMean(List<List<RowFigures>> trials, int candidate, int total) {
    return mean(trials, candidate, total, r -> r.encodeTimeRatio().map(Math::log)).map(Math::exp);
  }
}
