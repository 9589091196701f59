package org.nnrdoq.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.nnrdoq.experiment.bd.Bjontegaard;
import org.nnrdoq.experiment.bd.Figure;
import org.nnrdoq.experiment.bd.Interpolation;
import org.nnrdoq.experiment.bd.RdPoint;
import org.nnrdoq.quantizer.QuantizerKind;

/**
 * All figures of a comparison, computed from its points alone.
 *
 * @param plan what was run
 * @param points one for each clip, candidate and QP; missing ones give figures with a reason
 * @param sequences one entry for each clip, in the plan's order
 * @param overall means over sequences, one row for each candidate
 */
public record Results(
    ComparisonPlan plan, List<Point> points, List<SequenceRows> sequences, List<Row> overall) {

  /** One row for each candidate, in the plan's order. */
  public record SequenceRows(Clip clip, List<Row> rows) {}

  /** Computes everything. */
  public static Results of(ComparisonPlan plan, List<Point> points) {
    List<SequenceRows> sequences = new ArrayList<>();
    for (Clip clip : plan.clips()) {
      List<Row> rows = new ArrayList<>();
      for (Candidate c : plan.candidates()) {
        rows.add(row(plan, points, clip, c));
      }
      sequences.add(new SequenceRows(clip, withShares(plan, rows)));
    }
    List<Row> overall = new ArrayList<>();
    for (int i = 0; i < plan.candidates().size(); i++) {
      int index = i;
      overall.add(mean(sequences.stream().map(s -> s.rows().get(index)).toList()));
    }
    return new Results(plan, List.copyOf(points), sequences, withShares(plan, overall));
  }

  /** The points of one curve, by ascending QP; those that are there. */
  public List<Point> curve(String sequence, String candidate) {
    return curve(plan, points, sequence, candidate);
  }

  private static List<Point> curve(
      ComparisonPlan plan, List<Point> points, String sequence, String candidate) {
    List<Point> curve = new ArrayList<>();
    for (int qp : plan.qps()) {
      points.stream()
          .filter(
              p -> p.qp() == qp && p.sequence().equals(sequence) && p.quantizer().equals(candidate))
          .findFirst()
          .ifPresent(curve::add);
    }
    return curve;
  }

  /**
   * The relative difference of a curve to the anchor's over luma PSNR: how many percent of rate at
   * each quality. Empty where there is no BD-rate.
   *
   * @return pairs of PSNR in dB and percent
   */
  public List<double[]> relativeDifference(String sequence, String candidate, int samples) {
    return Bjontegaard.rateDifference(
        rd(curve(sequence, plan.anchor()), Point::psnrY),
        rd(curve(sequence, candidate), Point::psnrY),
        plan.interpolation(),
        samples);
  }

  private static Row row(ComparisonPlan plan, List<Point> points, Clip clip, Candidate candidate) {
    List<Point> anchor = curve(plan, points, clip.name(), plan.anchor());
    List<Point> test = curve(plan, points, clip.name(), candidate.name());
    int want = plan.qps().size();
    if (anchor.size() < want || test.size() < want) {
      int missing = 2 * want - anchor.size() - test.size();
      Figure f = Figure.missing(missing + " points were not encoded");
      return new Row(candidate.name(), f, f, f, f, f, f, f, f, f, 0, 1);
    }
    Interpolation method = plan.interpolation();
    Figure y = rate(anchor, test, method, Point::psnrY);
    Figure[] band = band(anchor, test, method);
    return new Row(
        candidate.name(),
        y,
        rate(anchor, test, method, Point::psnrU),
        rate(anchor, test, method, Point::psnrV),
        rate(anchor, test, method, Point::psnrYuv611),
        psnr(anchor, test, method),
        band[0],
        band[1],
        timeRatio(anchor, test),
        Figure.missing("not computed"),
        y.number().isPresent() ? 1 : 0,
        1);
  }

  private static Figure rate(
      List<Point> anchor, List<Point> test, Interpolation method, Function<Point, Double> psnr) {
    return Bjontegaard.rate(rd(anchor, psnr), rd(test, psnr), method);
  }

  private static Figure psnr(List<Point> anchor, List<Point> test, Interpolation method) {
    return Bjontegaard.psnr(rd(anchor, Point::psnrY), rd(test, Point::psnrY), method);
  }

  private static Figure[] band(List<Point> anchor, List<Point> test, Interpolation method) {
    return Bjontegaard.leaveOneOutRate(rd(anchor, Point::psnrY), rd(test, Point::psnrY), method);
  }

  private static List<RdPoint> rd(List<Point> points, Function<Point, Double> psnr) {
    return points.stream()
        .map(
            p -> {
              Double quality = psnr.apply(p);
              return new RdPoint(p.kbps(), quality == null ? Double.POSITIVE_INFINITY : quality);
            })
        .toList();
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
    return Figure.of(Math.exp(logs / anchor.size()));
  }

  /** Fills in the share of rdoq's gain, once all rows of a sequence (or the means) are known. */
  private static List<Row> withShares(ComparisonPlan plan, List<Row> rows) {
    Row rdoq = null;
    for (int i = 0; i < rows.size(); i++) {
      if (plan.candidates().get(i).spec().kind() == QuantizerKind.RDOQ) {
        rdoq = rows.get(i);
      }
    }
    List<Row> out = new ArrayList<>();
    for (Row r : rows) {
      out.add(withShare(r, share(plan, rdoq, r)));
    }
    return out;
  }

  private static Figure share(ComparisonPlan plan, Row rdoq, Row row) {
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

  private static Row withShare(Row r, Figure share) {
    return new Row(
        r.candidate(),
        r.bdRateY(),
        r.bdRateU(),
        r.bdRateV(),
        r.bdRateYuv(),
        r.bdPsnrY(),
        r.bandLow(),
        r.bandHigh(),
        r.encodeTimeRatio(),
        share,
        r.used(),
        r.total());
  }

  private static Row mean(List<Row> rows) {
    return new Row(
        rows.get(0).candidate(),
        mean(rows, Row::bdRateY),
        mean(rows, Row::bdRateU),
        mean(rows, Row::bdRateV),
        mean(rows, Row::bdRateYuv),
        mean(rows, Row::bdPsnrY),
        mean(rows, Row::bandLow),
        mean(rows, Row::bandHigh),
        geometricMean(rows),
        Figure.missing("not computed"),
        rows.stream().mapToInt(Row::used).sum(),
        rows.size());
  }

  /** Mean over the rows that have the figure; a note says if some have not. */
  private static Figure mean(List<Row> rows, Function<Row, Figure> figure) {
    double sum = 0;
    int n = 0;
    String reason = null;
    for (Row r : rows) {
      Figure f = figure.apply(r);
      if (f.number().isPresent()) {
        sum += f.number().getAsDouble();
        n++;
      } else if (reason == null) {
        reason = f.why().orElseThrow();
      }
    }
    if (n == 0) {
      return Figure.missing(rows.size() == 1 ? reason : "no sequence has it: " + reason);
    }
    return new Figure.Value(
        sum / n, n < rows.size() ? n + " of " + rows.size() + " sequences" : null);
  }

  private static Figure geometricMean(List<Row> rows) {
    return mean(rows.stream().toList(), r -> r.encodeTimeRatio().map(Math::log)).map(Math::exp);
  }
}
