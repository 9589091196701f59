package org.nnrdoq.experiment.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nnrdoq.encoder.EncodeJob;
import org.nnrdoq.experiment.bd.Interpolation;
import org.nnrdoq.experiment.plan.Candidate;
import org.nnrdoq.experiment.plan.Clip;
import org.nnrdoq.experiment.plan.ComparisonPlan;
import org.nnrdoq.experiment.plan.Setup;
import org.nnrdoq.experiment.result.Point;
import org.nnrdoq.experiment.result.QpRange;
import org.nnrdoq.experiment.result.Results;
import org.nnrdoq.experiment.result.Row;
import org.nnrdoq.experiment.result.Saving;
import org.nnrdoq.io.VideoFormat;
import org.nnrdoq.quantizer.QuantizerKind;
import org.nnrdoq.quantizer.QuantizerSpec;

/** Parts of BD-rates, of points that are made so that the parts are known. */
class SavingsTest {
  private static final List<Integer> QPS = List.of(22, 27, 32, 37);

  private static ComparisonPlan plan(String... clips) {
    List<Clip> all = new ArrayList<>();
    for (String c : clips) {
      all.add(new Clip(c, Path.of(c), null, new VideoFormat(64, 64, 8, 25, 1), 0, 1, "sha"));
    }
    return new ComparisonPlan(
        Setup.EMBEDDED,
        all,
        List.of(
            new Candidate("sq", QuantizerSpec.of(QuantizerKind.SQ), null),
            new Candidate("rdoq", QuantizerSpec.of(QuantizerKind.RDOQ), null)),
        "sq",
        QPS,
        1,
        EncodeJob.Tools.DEFAULT,
        Interpolation.PCHIP);
  }

  /** Rates of 4x4 luma, 8x8 chroma and the rest, in units of the anchor's whole rate. */
  private static List<Point> curve(
      String clip, String quantizer, double luma, double chroma, double other, boolean rated) {
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < QPS.size(); i++) {
      double anchorBits = 160_000 / Math.pow(2, i);
      long bits = Math.round(anchorBits * (luma + chroma + other));
      points.add(
          new Point(
              "k",
              "embedded",
              clip,
              quantizer,
              QPS.get(i),
              1,
              bits,
              bits / 40.0,
              44 - 3.3 * i,
              46 - 3.3 * i,
              47 - 3.3 * i,
              null,
              1,
              1,
              1,
              "0123456789abcdef",
              true,
              null,
              List.of(
                  new Point.Blocks(4, "luma", 1, 2, 0, rated ? anchorBits * luma : null),
                  new Point.Blocks(8, "chroma", 1, 2, 0, rated ? anchorBits * chroma : null)),
              null));
    }
    return points;
  }

  private static List<Point> both(String clip, double lumaSaved, boolean rated) {
    List<Point> points = curve(clip, "sq", 0.6, 0.1, 0.3, rated);
    points.addAll(curve(clip, "rdoq", 0.6 - lumaSaved, 0.11, 0.3, rated));
    return points;
  }

  private static Row rdoq(Results results) {
    return results.sequences().get(0).quantizers().get(1);
  }

  @Test
  void savingsAreThoseOfEachKind() {
    List<Point> points = both("a", 0.06, true);
    points.addAll(both("b", 0.04, true));
    Results r = Evaluation.of(plan("a", "b"), points, null);
    List<Saving> savings = rdoq(r).savings();
    assertEquals(3, savings.size());
    assertEquals("luma", savings.get(0).component());
    assertEquals(60, savings.get(0).anchorShare(), 1e-6);
    assertEquals(-6, savings.get(0).change(), 1e-6);
    assertEquals(1, savings.get(1).change(), 1e-6);
    assertEquals(new Saving(0, "other", 30, 0).size(), savings.get(2).size());
    assertEquals(30, savings.get(2).anchorShare(), 1e-6);
    assertEquals(0, savings.get(2).change(), 1e-6);
    double bdRate = rdoq(r).bdRateY();
    assertEquals(bdRate, savings.stream().mapToDouble(Saving::change).sum(), 1e-6);
    assertEquals(-5, r.overall().get(1).savings().get(0).change(), 1e-6);
  }

  @Test
  void rangesOfQpsHaveTheirOwnRates() {
    List<Point> points = curve("a", "sq", 0.6, 0.1, 0.3, false);
    List<Point> test = curve("a", "rdoq", 0.6, 0.1, 0.3, false);
    // only the two points of high quality get cheaper
    for (int i = 0; i < 4; i++) {
      points.add(i < 2 ? curve("a", "rdoq", 0.5, 0.1, 0.3, false).get(i) : test.get(i));
    }
    Results r = Evaluation.of(plan("a"), points, null);
    List<QpRange> ranges = rdoq(r).bdRateYByQp();
    assertEquals(List.of(22, 27, 32), ranges.stream().map(QpRange::from).toList());
    double[] rates = ranges.stream().mapToDouble(QpRange::rate).toArray();
    assertEquals(-10, rates[0], 1);
    assertTrue(rates[1] < -1 && rates[1] > -9, "" + rates[1]);
    assertEquals(0, rates[2], 1);
    assertEquals(rates[0], r.overall().get(1).bdRateYByQp().get(0).rate());
  }

  @Test
  void withoutRatesThereAreNoSavings() {
    Results r = Evaluation.of(plan("a"), both("a", 0.06, false), null);
    assertEquals(List.of(), rdoq(r).savings());
    assertEquals(List.of(), r.overall().get(1).savings());
  }

  @Test
  void missingPointsGiveReasons() {
    List<Point> points = both("a", 0.06, true);
    points.remove(7);
    Results r = Evaluation.of(plan("a"), points, null);
    for (QpRange range : rdoq(r).bdRateYByQp()) {
      assertEquals("points were not encoded", rdoq(r).bdRate(range).why().orElseThrow());
    }
    assertEquals(List.of(), rdoq(r).savings());
  }
}
