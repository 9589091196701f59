package org.nnrdoq.experiment.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nnrdoq.encoder.EncodeJob;
import org.nnrdoq.experiment.bd.Interpolation;
import org.nnrdoq.experiment.evaluation.Evaluation;
import org.nnrdoq.experiment.plan.Absence;
import org.nnrdoq.experiment.plan.Candidate;
import org.nnrdoq.experiment.plan.Clip;
import org.nnrdoq.experiment.plan.ComparisonPlan;
import org.nnrdoq.experiment.plan.Setup;
import org.nnrdoq.experiment.plan.Trial;
import org.nnrdoq.experiment.result.Metric;
import org.nnrdoq.experiment.result.Point;
import org.nnrdoq.experiment.result.Results;
import org.nnrdoq.experiment.result.Row;
import org.nnrdoq.experiment.result.RunInfo;
import org.nnrdoq.io.VideoFormat;
import org.nnrdoq.quantizer.QuantizerKind;
import org.nnrdoq.quantizer.QuantizerSpec;

/** Figures from points that are made so that the figures are known. */
class ReportTest {
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
              List.of(),
              null));
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
    Results r = Evaluation.of(plan("a", "b"), points, INFO);
    Row rdoq = r.sequences().get(0).quantizers().get(1);
    Row fcn = r.sequences().get(0).quantizers().get(2);
    assertEquals(-4, number(rdoq.figure(Metric.BD_RATE_Y)), 1e-9);
    assertEquals(-4, number(rdoq.figure(Metric.BD_RATE_U)), 1e-9);
    assertEquals(-4, number(rdoq.figure(Metric.BD_RATE_YUV)), 1e-9);
    assertEquals(-3, number(fcn.figure(Metric.BD_RATE_Y)), 1e-9);
    assertEquals(0.75, number(fcn.figure(Metric.RDOQ_GAIN_SHARE)), 1e-9);
    assertEquals(1.5, number(rdoq.figure(Metric.ENCODE_TIME_RATIO)), 1e-9);
    assertEquals(-4, number(rdoq.figure(Metric.BAND_LOW)), 1e-9);
    Row mean = r.overall().get(2);
    assertEquals(-4, number(mean.figure(Metric.BD_RATE_Y)), 1e-9);
    assertEquals(4 / 5.0, number(mean.figure(Metric.RDOQ_GAIN_SHARE)), 1e-9);
    assertEquals(4, number(mean.figure(Metric.ENCODE_TIME_RATIO)), 1e-9);
    assertEquals(2, mean.sequencesUsed());
  }

  @Test
  void aMissingPointLeavesAReasonAndIsLeftOutOfMeans() {
    List<Point> points = all("a", 0.96, 0.97);
    List<Point> incomplete = all("b", 0.90, 0.91);
    incomplete.remove(5); // a point of rdoq
    points.addAll(incomplete);
    Results r = Evaluation.of(plan("a", "b"), points, INFO);
    Row missing = r.sequences().get(1).quantizers().get(1);
    assertTrue(
        missing.figure(Metric.BD_RATE_Y).why().orElseThrow().contains("1 points were not encoded"));
    Row mean = r.overall().get(1);
    assertEquals(-4, number(mean.figure(Metric.BD_RATE_Y)), 1e-9);
    assertEquals(1, mean.sequencesUsed());
    assertEquals(2, mean.sequencesTotal());
    String table = TextTable.plain(r);
    assertTrue(table.contains("mean of 1/2"), table);
    assertTrue(
        table.contains("b rdoq BD-rate Y, BD-rate U, BD-rate V: 1 points were not encoded"), table);
  }

  @Test
  void shareNeedsAGainOfRdoq() {
    Results worse = Evaluation.of(plan("a"), all("a", 1.02, 0.97), INFO);
    Row fcn = worse.sequences().get(0).quantizers().get(2);
    assertTrue(fcn.figure(Metric.RDOQ_GAIN_SHARE).why().orElseThrow().contains("gains nothing"));
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
                  List.of(),
                  null)
              : p);
    }
    Results r = Evaluation.of(plan("a"), points, INFO);
    Row fcn = r.sequences().get(0).quantizers().get(2);
    assertTrue(fcn.figure(Metric.BD_RATE_Y).why().orElseThrow().contains("lossless"));
    assertEquals(-3, number(fcn.figure(Metric.BD_RATE_U)), 1e-9);
    assertTrue(ReportHtml.of(r, List.of()).contains("lossless"));
  }

  @Test
  void everyReportTellsTheSameNumbers() throws IOException {
    Results r = Evaluation.of(plan("a"), all("a", 0.9613, 0.97), INFO);
    JsonNode json = new ObjectMapper().readTree(r.json());
    JsonNode rdoq = json.path("sequences").path(0).path("quantizers").path(1);
    assertEquals(-3.87, rdoq.path("bdRateY").asDouble(), 1e-6);
    assertEquals(4, rdoq.path("points").size());
    assertTrue(TextTable.plain(r).contains("-3.87 %"));
    assertTrue(TextTable.markdown(r).contains("| a | rdoq | -3.87 % |"));
    String page = ReportHtml.of(r, List.of());
    assertTrue(page.contains("-3.87 %"));
    assertTrue(page.contains("cmd &lt;&amp;&gt;"), "text is escaped");
    assertFalse(
        page.contains("<script") || page.contains("src=") || page.contains("href=\"http"), page);
    assertTrue(SummarySvg.of(r).contains("-3.87 %"));
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
    Results r = Evaluation.of(plan("a", "b"), points, INFO);
    JsonNode json = new ObjectMapper().readTree(r.json());
    Matcher cell =
        Pattern.compile("data-json=\"([^\"]+)\"[^>]*>(?:<abbr title=\"[^\"]*\">|<span>)?([^<]*)<")
            .matcher(ReportHtml.of(r, List.of()));
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
    Results r = Evaluation.of(plan, points, INFO);
    assertEquals(3, r.groups().size());
    Results.Group classB = r.groups().get(0);
    assertEquals("B", classB.sequenceClass());
    Row rdoqB = classB.rows().get(1);
    assertEquals(
        -4,
        number(rdoqB.figure(Metric.BD_RATE_Y)),
        1e-9,
        "b lacks fcn: no part of rdoq's mean either");
    assertEquals("class B mean of 1/2", r.label(rdoqB));
    Results.Group all = r.groups().get(2);
    Row rdoq = all.rows().get(1);
    assertEquals(-6, number(rdoq.figure(Metric.BD_RATE_Y)), 1e-9);
    assertEquals(-4, number(all.rows().get(2).figure(Metric.BD_RATE_Y)), 1e-9);
    assertEquals("mean of 2/4", r.label(rdoq));
    String note = rdoq.notes().get("bdRateY");
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
    Results r = Evaluation.of(plan, points, INFO);
    assertEquals(
        -4, number(r.sequences().get(0).quantizers().get(1).figure(Metric.BD_RATE_Y)), 1e-9);
    assertEquals(
        -10, number(r.sequences().get(1).quantizers().get(1).figure(Metric.BD_RATE_Y)), 1e-9);
    assertEquals("hm a", r.sequences().get(1).label());
    assertEquals(6, r.overall().size());
    assertEquals(-10, number(r.overall().get(4).figure(Metric.BD_RATE_Y)), 1e-9);
  }

  @Test
  void deltasComeByEveryCurveAndQuality() throws IOException {
    Results r = Evaluation.of(plan("a"), all("a", 0.9613, 0.97), INFO);
    JsonNode rdoq =
        new ObjectMapper().readTree(r.json()).path("sequences").path(0).path("quantizers").path(1);
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
              p.blocks(),
              null));
    }
    Results r = Evaluation.of(plan("a"), points, INFO);
    assertTrue(
        TextTable.plain(r).contains("a all quantizers time ratio: times of 2 different machines"),
        TextTable.plain(r));
  }

  @TempDir Path dir;

  /** Two sequences, of which one lacks a point: figures, reasons and notes. */
  private static Results results() {
    List<Point> points = all("a", 0.9613, 0.97);
    points.addAll(all("b", 0.9571, 0.991));
    points.remove(points.size() - 1);
    return Evaluation.of(plan("a", "b"), points, INFO);
  }

  @Test
  void resultsComeBackAsTheyWere_whenReadFromTheirFile() throws IOException {
    Results written = results();
    Report.write(dir.resolve("run"), written, List.of());
    Results read = Results.read(dir.resolve("run"));
    assertEquals(written, read);
    assertEquals(Files.readString(dir.resolve("run/results.json")), read.json());
  }

  /** What is read from a file is all that the files of a report are made of. */
  @Test
  void reportIsTheSame_whenMadeOfTheFile() throws IOException {
    Path first = dir.resolve("first");
    Path second = dir.resolve("second");
    Report.write(first, results(), List.of());
    Report.write(second, Results.read(first), List.of());
    assertEquals(files(first), files(second));
    assertEquals(5, files(first).size());
  }

  @Test
  void filesAreTheSame_inALocaleWithDigitsOfItsOwn() throws IOException {
    Path first = dir.resolve("first");
    Path second = dir.resolve("second");
    Report.write(first, results(), List.of());
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-EG"));
    try {
      Report.write(second, results(), List.of());
    } finally {
      Locale.setDefault(before);
    }
    assertEquals(files(first), files(second));
  }

  private static Map<String, String> files(Path folder) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.list(folder)) {
      for (Path file : all.toList()) {
        files.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    return files;
  }

  /** Names are what people chose, and what attackers would. */
  @Test
  void namesAreEscapedInEveryFormat() throws IOException {
    String evil = "=a|b<i>\u001b[31m\nc`d";
    List<Point> points = new ArrayList<>();
    for (Point p : all("x", 0.96, 0.97)) {
      points.add(p.named(p.setup(), evil, p.quantizer()));
    }
    Report.write(dir, Evaluation.of(plan(evil), points, INFO.with(evil, evil)), List.of());
    Map<String, String> files = files(dir);
    for (Map.Entry<String, String> f : files.entrySet()) {
      int at = f.getValue().indexOf(0x1b);
      assertEquals(-1, at, f.getKey() + ": " + f.getValue().substring(Math.max(0, at - 80)));
    }
    assertTrue(
        files.get("results.md").contains("| =a\\|b&lt;i&gt;?\\[31m?c\\`d | rdoq |"),
        files.get("results.md"));
    assertTrue(files.get("results.csv").contains("embedded,\"'=a|b<i>?[31m?c`d\",sq,22,"));
    assertFalse(files.get("report.html").contains("<i>?"), "markup of a name");
    assertFalse(files.get("summary.svg").contains("<i>"));
    String text = Report.text(Results.read(dir));
    assertTrue(text.contains("=a|b<i>?[31m?c`d  rdoq"), text);
  }

  @Test
  void reasonsAreMergedIntoOneLine() {
    List<Point> points = new ArrayList<>();
    for (String clip : List.of("a", "b", "c")) {
      double load = 10 + points.size();
      for (Point p : all(clip, 0.96, 0.97)) {
        points.add(p.on(new Point.Host("cpu", 2, load, 1)));
      }
    }
    List<String> lines = Notes.lines(Evaluation.of(plan("a", "b", "c"), points, INFO));
    assertEquals(
        List.of(
            "all sequences, all quantizers time ratio: measured at a load of 10.0 to 34.0 on 2"
                + " cores"),
        lines);
  }

  @Test
  void setupThatCannotRunIsMentionedOnce() {
    Setup cannot = Setup.of("other", Map.of());
    ComparisonPlan plan =
        plan(
            List.of(new Trial(Setup.EMBEDDED, clip("a")), new Trial(Setup.EMBEDDED, clip("b"))),
            List.of(
                new Absence(cannot, "a", null, "has no configuration LP"),
                new Absence(cannot, "b", null, "has no configuration LP")));
    List<Point> points = all("a", 0.96, 0.97);
    points.addAll(all("b", 0.94, 0.95));
    Results r = Evaluation.of(plan, points, INFO);
    assertEquals(List.of("other could not be run: has no configuration LP"), Notes.lines(r));
    String page = ReportHtml.of(r, List.of());
    assertEquals(page.indexOf("other could"), page.lastIndexOf("other could"));
    assertFalse(page.contains("mean of 0/2"), "a mean of nothing");
  }

  @Test
  void longNamesAreShortAndStandOnceInFull() {
    String name = "fcn=a-model-with-a-very-long-name-of-its-own";
    ComparisonPlan plan =
        new ComparisonPlan(
            Setup.EMBEDDED,
            List.of(clip("a")),
            List.of(
                candidate(QuantizerKind.SQ),
                candidate(QuantizerKind.RDOQ),
                new Candidate(name, QuantizerSpec.of(QuantizerKind.FCN), null)),
            "sq",
            QPS,
            1,
            EncodeJob.Tools.DEFAULT,
            Interpolation.PCHIP);
    List<Point> points = new ArrayList<>();
    for (Point p : all("a", 0.96, 0.97)) {
      points.add(p.quantizer().equals("fcn") ? p.named("embedded", "a", name) : p);
    }
    String page = ReportHtml.of(Evaluation.of(plan, points, INFO), List.of());
    String shown = page.replaceAll("(title=\"[^\"]*\"|<title>[^<]*</title>)", "");
    assertEquals(shown.indexOf(name), shown.lastIndexOf(name), "shown once");
    assertTrue(page.contains(">fcn 1</span></td>"), "short in tables");
  }

  @Test
  void ticksAreToldApart() {
    for (double[] range : new double[][] {{-0.004, 0.001}, {-0.02, 0.03}, {-3, 1}, {0, 50_000}}) {
      List<Double> ticks = Ticks.linear(range[0], range[1]);
      List<String> labels = ticks.stream().map(t -> Ticks.label(t, ticks)).toList();
      assertEquals(labels.size(), labels.stream().distinct().count(), labels.toString());
      assertFalse(labels.stream().anyMatch(l -> l.matches("-0(\\.0*)?")), labels.toString());
    }
  }

  /** In the first schema "verified": false meant that nobody had looked. */
  @Test
  void pointsOfTheFirstSchemaAreNotCalledWrong() throws IOException {
    String first =
        results()
            .json()
            .replace("nnrdoq-results-2", "nnrdoq-results-1")
            .replace("\"verified\" : true", "\"verified\" : false");
    Files.writeString(dir.resolve("results.json"), first);
    assertEquals(null, Results.read(dir).sequences().get(0).curve("sq").get(0).verified());
    String second = first.replace("nnrdoq-results-1", "nnrdoq-results-2");
    Files.writeString(dir.resolve("results.json"), second);
    assertEquals(false, Results.read(dir).sequences().get(0).curve("sq").get(0).verified());
  }

  @Test
  void damagedResultsAreRefusedInOneLine() throws IOException {
    Path file = dir.resolve("results.json");
    for (String content :
        List.of(
            "",
            "{",
            "[]",
            "{}",
            "{\"schema\": \"nnrdoq-results-1\"}",
            results().json().replace("\"qp\" : 22", "\"qp\" : \"x\""))) {
      Files.writeString(file, content);
      String message = assertThrows(IOException.class, () -> Results.read(dir)).getMessage();
      assertTrue(message.startsWith(file + ": "), message);
      assertEquals(1, message.lines().count(), message);
    }
  }
}
