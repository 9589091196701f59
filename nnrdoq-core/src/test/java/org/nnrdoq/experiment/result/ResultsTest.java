package org.nnrdoq.experiment.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.nnrdoq.encoder.EncodeJob;
import org.nnrdoq.experiment.bd.Interpolation;
import org.nnrdoq.experiment.plan.Absence;
import org.nnrdoq.experiment.plan.Candidate;
import org.nnrdoq.experiment.plan.Clip;
import org.nnrdoq.experiment.plan.ComparisonPlan;
import org.nnrdoq.experiment.plan.Setup;
import org.nnrdoq.experiment.plan.Trial;
import org.nnrdoq.experiment.report.ReportHtml;
import org.nnrdoq.experiment.report.ResultsCsv;
import org.nnrdoq.experiment.report.ResultsJson;
import org.nnrdoq.experiment.report.RunInfo;
import org.nnrdoq.experiment.report.SummarySvg;
import org.nnrdoq.experiment.report.TextTable;
import org.nnrdoq.io.VideoFormat;
import org.nnrdoq.quantizer.QuantizerKind;
import org.nnrdoq.quantizer.QuantizerSpec;

/** Figures from points that are made so that the figures are known. */
class ResultsTest {
  private static final List<Integer> QPS = List.of(22, 27, 32, 37);
  private static final RunInfo INFO =
      new RunInfo("1", "fake", "f", "2026-01-01T00:00:00Z", "os", "cpu", 2, "java", "cmd <&>");

  private static Clip clip(String name) {
    return new Clip(
        name, Path.of(name + ".y4m"), null, new VideoFormat(64, 64, 8, 25, 1), 0, 1, "sha-" + name);
  }

  private static Candidate candidate(QuantizerKind kind) {
    return new Candidate(kind.id(), QuantizerSpec.of(kind), null);
  }

  private static ComparisonPlan plan(String... clips) {
    List<Clip> all = new ArrayList<>();
    for (String c : clips) {
      all.add(clip(c));
    }
    return new ComparisonPlan(
        Setup.EMBEDDED,
        all,
        List.of(
            candidate(QuantizerKind.SQ),
            candidate(QuantizerKind.RDOQ),
            candidate(QuantizerKind.FCN)),
        "sq",
        QPS,
        1,
        EncodeJob.Tools.DEFAULT,
        Interpolation.PCHIP);
  }

  /** A curve whose rates are {@code factor} times those of factor 1, at the same PSNR. */
  private static List<Point> curve(String clip, String quantizer, double factor, double seconds) {
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < QPS.size(); i++) {
      double kbps = factor * 4000 / Math.pow(2, i);
      double psnr = 44 - 3.3 * i - 0.1 * i * i;
      points.add(
          new Point(
              "k",
              "embedded",
              clip,
              quantizer,
              QPS.get(i),
              1,
              Math.round(40 * kbps),
              kbps,
              psnr,
              psnr + 2,
              psnr + 3,
              null,
              seconds,
              seconds,
              1,
              "0123456789abcdef",
              true,
              null,
              List.of()));
    }
    return points;
  }

  private static List<Point> all(String clip, double rdoq, double fcn) {
    List<Point> points = new ArrayList<>(curve(clip, "sq", 1, 2));
    points.addAll(curve(clip, "rdoq", rdoq, 3));
    points.addAll(curve(clip, "fcn", fcn, 8));
    return points;
  }

  private static double number(org.nnrdoq.experiment.bd.Figure f) {
    return f.number().orElseThrow(() -> new AssertionError(f.why().orElseThrow()));
  }

  @Test
  void figuresAreThoseOfThePoints() {
    List<Point> points = all("a", 0.96, 0.97);
    points.addAll(all("b", 0.94, 0.95));
    Results r = Results.of(plan("a", "b"), points);
    Row rdoq = r.sequences().get(0).rows().get(1);
    Row fcn = r.sequences().get(0).rows().get(2);
    assertEquals(-4, number(rdoq.bdRateY()), 1e-9);
    assertEquals(-4, number(rdoq.bdRateU()), 1e-9);
    assertEquals(-4, number(rdoq.bdRateYuv()), 1e-9);
    assertEquals(-3, number(fcn.bdRateY()), 1e-9);
    assertEquals(0.75, number(fcn.rdoqGainShare()), 1e-9);
    assertEquals(1.5, number(rdoq.encodeTimeRatio()), 1e-9);
    assertEquals(-4, number(rdoq.bandLow()), 1e-9);
    Row mean = r.overall().get(0).rows().get(2);
    assertEquals(-4, number(mean.bdRateY()), 1e-9);
    assertEquals(4 / 5.0, number(mean.rdoqGainShare()), 1e-9);
    assertEquals(4, number(mean.encodeTimeRatio()), 1e-9);
    assertEquals(2, mean.used());
  }

  @Test
  void aMissingPointLeavesAReasonAndIsLeftOutOfMeans() {
    List<Point> points = all("a", 0.96, 0.97);
    List<Point> incomplete = all("b", 0.90, 0.91);
    incomplete.remove(5); // a point of rdoq
    points.addAll(incomplete);
    Results r = Results.of(plan("a", "b"), points);
    Row missing = r.sequences().get(1).rows().get(1);
    assertTrue(missing.bdRateY().why().orElseThrow().contains("1 points were not encoded"));
    Row mean = r.overall().get(0).rows().get(1);
    assertEquals(-4, number(mean.bdRateY()), 1e-9);
    assertEquals(1, mean.used());
    assertEquals(2, mean.total());
    String table = TextTable.plain(r);
    assertTrue(table.contains("mean of 1/2"), table);
    assertTrue(table.contains("b rdoq BD-rate Y: 1 points were not encoded"), table);
  }

  @Test
  void shareNeedsAGainOfRdoq() {
    Results worse = Results.of(plan("a"), all("a", 1.02, 0.97));
    Row fcn = worse.sequences().get(0).rows().get(2);
    assertTrue(fcn.rdoqGainShare().why().orElseThrow().contains("gains nothing"));
  }

  @Test
  void losslessPointsHaveNoBdRate() {
    List<Point> points = new ArrayList<>();
    for (Point p : all("a", 0.96, 0.97)) {
      points.add(
          p.quantizer().equals("fcn") && p.qp() == 22
              ? new Point(
                  "k",
                  "embedded",
                  "a",
                  "fcn",
                  22,
                  1,
                  p.bits(),
                  p.kbps(),
                  null,
                  p.psnrU(),
                  p.psnrV(),
                  null,
                  1,
                  1,
                  1,
                  "0123456789",
                  true,
                  null,
                  List.of())
              : p);
    }
    Results r = Results.of(plan("a"), points);
    Row fcn = r.sequences().get(0).rows().get(2);
    assertTrue(fcn.bdRateY().why().orElseThrow().contains("lossless"));
    assertEquals(-3, number(fcn.bdRateU()), 1e-9);
    assertTrue(ReportHtml.of(r, INFO).contains("lossless"));
  }

  @Test
  void everyReportTellsTheSameNumbers() throws IOException {
    Results r = Results.of(plan("a"), all("a", 0.9613, 0.97));
    JsonNode json = new ObjectMapper().readTree(ResultsJson.of(r, INFO));
    JsonNode rdoq = json.path("sequences").path(0).path("quantizers").path(1);
    assertEquals(-3.87, rdoq.path("bdRateY").asDouble(), 1e-6);
    assertEquals(4, rdoq.path("points").size());
    assertTrue(TextTable.plain(r).contains("-3.87 %"));
    assertTrue(TextTable.markdown(r).contains("| a | rdoq | -3.87 % |"));
    String page = ReportHtml.of(r, INFO);
    assertTrue(page.contains("-3.87 %"));
    assertTrue(page.contains("cmd &lt;&amp;&gt;"), "text is escaped");
    assertFalse(page.contains("<script") || page.contains("src=") || page.contains("href="), page);
    assertTrue(SummarySvg.of(r, INFO).contains("-3.87 %"));
    String csv = ResultsCsv.of(r);
    assertEquals(13, csv.lines().count());
    assertTrue(
        csv.contains("embedded,a,rdoq,22,1,153808,3845.2000,44.0000,46.0000,47.0000,44.6250,,"),
        csv);
  }

  /** Every number of the page is found where its cell says that results.json holds it. */
  @Test
  void thePageHasTheNumbersOfTheJson() throws IOException {
    List<Point> points = all("a", 0.9613, 0.97);
    points.addAll(all("b", 0.9571, 0.991));
    points.remove(points.size() - 1);
    Results r = Results.of(plan("a", "b"), points);
    JsonNode json = new ObjectMapper().readTree(ResultsJson.of(r, INFO));
    Matcher cell =
        Pattern.compile("data-json=\"([^\"]+)\"[^>]*>(?:<abbr title=\"[^\"]*\">|<span>)?([^<]*)<")
            .matcher(ReportHtml.of(r, INFO));
    int numbers = 0;
    int missing = 0;
    while (cell.find()) {
      JsonNode node = json.at(cell.group(1));
      assertFalse(node.isMissingNode(), cell.group(1));
      if (cell.group(2).equals("n/a")) {
        assertTrue(node.isNull(), cell.group());
        missing++;
        continue;
      }
      Matcher number = Pattern.compile("[+-]?[0-9]+(?:\\.([0-9]+))?").matcher(cell.group(2));
      assertTrue(number.find(), cell.group());
      int digits = number.group(1) == null ? 0 : number.group(1).length();
      double scale = cell.group(1).endsWith("rdoqGainShare") ? 100 : 1;
      double shown = Double.parseDouble(number.group());
      assertEquals(scale * node.asDouble(), shown, 0.5001 * Math.pow(10, -digits), cell.group());
      numbers++;
    }
    assertTrue(numbers > 200, numbers + " numbers");
    assertTrue(missing > 5, missing + " missing");
  }

  @Test
  void plansAreChecked() {
    Candidate sq = candidate(QuantizerKind.SQ);
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new ComparisonPlan(
                Setup.EMBEDDED,
                List.of(clip("a")),
                List.of(sq, sq),
                "sq",
                QPS,
                1,
                EncodeJob.Tools.DEFAULT,
                Interpolation.PCHIP));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new ComparisonPlan(
                Setup.EMBEDDED,
                List.of(),
                List.of(sq),
                "sq",
                QPS,
                1,
                EncodeJob.Tools.DEFAULT,
                Interpolation.PCHIP));
  }

  private static Clip ofClass(String name, String sequenceClass) {
    return clip(name).named(name, sequenceClass);
  }

  private static ComparisonPlan plan(List<Trial> trials, List<Absence> absences) {
    return new ComparisonPlan(
        trials,
        List.of(
            candidate(QuantizerKind.SQ),
            candidate(QuantizerKind.RDOQ),
            candidate(QuantizerKind.FCN)),
        "sq",
        QPS,
        1,
        EncodeJob.Tools.DEFAULT,
        Interpolation.PCHIP,
        absences);
  }

  @Test
  void meansAreByClassOverWhatAllQuantizersHave() {
    Setup s = Setup.EMBEDDED;
    ComparisonPlan plan =
        plan(
            List.of(
                new Trial(s, ofClass("a", "B")),
                new Trial(s, ofClass("b", "B")),
                new Trial(s, ofClass("c", "C"))),
            List.of(new Absence(s, "d", "C", "not found")));
    List<Point> points = all("a", 0.96, 0.97);
    List<Point> incomplete = all("b", 0.90, 0.91);
    incomplete.remove(9); // a point of fcn
    points.addAll(incomplete);
    points.addAll(all("c", 0.92, 0.95));
    Results r = Results.of(plan, points);
    assertEquals(3, r.groups().size());
    Results.GroupRows classB = r.groups().get(0);
    assertEquals("B", classB.sequenceClass());
    Row rdoqB = classB.rows().get(1);
    assertEquals(-4, number(rdoqB.bdRateY()), 1e-9, "b lacks fcn: no part of rdoq's mean either");
    assertEquals("class B mean of 1/2", r.label(classB, rdoqB));
    Results.GroupRows all = r.groups().get(2);
    Row rdoq = all.rows().get(1);
    assertEquals(-6, number(rdoq.bdRateY()), 1e-9);
    assertEquals(-4, number(all.rows().get(2).bdRateY()), 1e-9);
    assertEquals("mean of 2/4", r.label(all, rdoq));
    String note = ((org.nnrdoq.experiment.bd.Figure.Value) rdoq.bdRateY()).note();
    assertEquals("2 of 4 sequences", note);
    assertTrue(TextTable.plain(r).contains("embedded: not found: d"), TextTable.plain(r));
  }

  @Test
  void setupsAreKeptApart() {
    Setup hm = Setup.of("hm", java.util.Map.of());
    ComparisonPlan plan =
        plan(List.of(new Trial(Setup.EMBEDDED, clip("a")), new Trial(hm, clip("a"))), List.of());
    List<Point> points = all("a", 0.96, 0.97);
    all("a", 0.90, 0.92).forEach(p -> points.add(p.named("hm", "a", p.quantizer())));
    Results r = Results.of(plan, points);
    assertEquals(-4, number(r.sequences().get(0).rows().get(1).bdRateY()), 1e-9);
    assertEquals(-10, number(r.sequences().get(1).rows().get(1).bdRateY()), 1e-9);
    assertEquals("hm a", r.label(r.sequences().get(1)));
    assertEquals(2, r.overall().size());
    assertEquals(-10, number(r.overall().get(1).rows().get(1).bdRateY()), 1e-9);
  }

  @Test
  void deltasComeByEveryCurveAndQuality() throws IOException {
    Results r = Results.of(plan("a"), all("a", 0.9613, 0.97));
    JsonNode rdoq =
        new ObjectMapper()
            .readTree(ResultsJson.of(r, INFO))
            .path("sequences")
            .path(0)
            .path("quantizers")
            .path(1);
    for (Interpolation method : Interpolation.values()) {
      for (String quality : List.of("y", "u", "v", "yuv")) {
        JsonNode pair = rdoq.path("bd").path(method.id()).path(quality);
        assertEquals(-3.87, pair.path("rate").asDouble(), 1e-6, method + " " + quality);
        assertTrue(pair.path("psnr").asDouble() > 0.1, method + " " + quality);
      }
      assertTrue(rdoq.path("bd").path(method.id()).path("ssim").path("rate").isNull());
      assertEquals(
          "SSIM was not asked for",
          rdoq.path("reasons").path("bd." + method.id() + ".ssim.rate").asText());
    }
  }

  @Test
  void timesOfDifferentMachinesCarryANote() {
    List<Point> points = new ArrayList<>();
    int i = 0;
    for (Point p : all("a", 0.96, 0.97)) {
      Point.Host host = new Point.Host("cpu " + (i++ < 4 ? 1 : 2), 2, 0.5, 1);
      points.add(
          new Point(
              p.key(),
              p.setup(),
              p.sequence(),
              p.quantizer(),
              p.qp(),
              p.frames(),
              p.bits(),
              p.kbps(),
              p.psnrY(),
              p.psnrU(),
              p.psnrV(),
              p.ssimY(),
              p.encodeSeconds(),
              p.cpuSeconds(),
              p.threads(),
              p.streamMd5(),
              p.verified(),
              host,
              p.blocks()));
    }
    Results r = Results.of(plan("a"), points);
    assertTrue(
        TextTable.plain(r).contains("a rdoq time ratio: times of 2 different machines"),
        TextTable.plain(r));
  }
}
