package org.nnrdoq.experiment.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nnrdoq.experiment.result.BenchResults;
import org.nnrdoq.experiment.result.Point;
import org.nnrdoq.experiment.result.RunInfo;
import org.nnrdoq.experiment.result.Spread;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class BenchReportTest {
  @TempDir Path folder;

  private static BenchReport report(List<String> axes) {
    List<BenchResults.Line> lines = new ArrayList<>();
    for (String batch : List.of("1", "64")) {
      for (String threads : List.of("1", "2")) {
        double rate = Integer.parseInt(batch) * Integer.parseInt(threads);
        Spread spread = new Spread(rate, rate / 2, rate * 2);
        lines.add(
            new BenchResults.Line(
                List.of(batch, threads), "rdoq <&>", Map.of("rate", spread, "time", spread)));
        lines.add(new BenchResults.Line(List.of(batch, threads), "fcn", Map.of("rate", spread)));
      }
    }
    BenchResults results =
        new BenchResults(
            "nnrdoq-bench-throughput-2",
            "A <title>",
            List.of("batch", "threads"),
            List.of(
                new BenchResults.Figure("rate", "blocks/s", false),
                new BenchResults.Figure("time", "", true)),
            axes,
            3,
            lines,
            List.of("a note <b>"));
    RunInfo info = RunInfo.here("1", "known", "f", "nnrdoq bench <x>");
    return new BenchReport(results, info, new Point.Host("cpu <&>", 2, 0.5, 1));
  }

  private static Document parsed(String xml) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(xml)));
  }

  @Test
  void json_isReadAsItWasWritten() throws Exception {
    BenchReport report = report(List.of("batch", "threads"));
    report.write(folder, "x");
    assertEquals(report, BenchReport.read(folder.resolve("x.json")));
    JsonNode json = new ObjectMapper().readTree(report.json());
    assertEquals("nnrdoq-bench-throughput-2", json.path("schema").asText());
    assertEquals("64", json.at("/lines/4/batch").asText());
    assertEquals("rdoq <&>", json.at("/lines/4/candidate").asText());
    assertEquals(32, json.at("/lines/4/rate/low").asDouble());
    assertTrue(json.at("/lines/5/time").isMissingNode(), "what makes no sense is not there");
  }

  @Test
  void otherJson_isRefusedInOneLine() throws Exception {
    String good = report(List.of()).json();
    for (String bad :
        List.of(
            "{}",
            "[",
            "",
            good.replace("throughput-2", "throughput-1"),
            good.replace("\"host\"", "\"guest\""),
            good.replace("\"candidate\"", "\"x\""),
            good.replace("\"median\"", "\"x\""),
            good.substring(0, good.length() / 2))) {
      Path file = Files.writeString(folder.resolve("bad.json"), bad);
      IOException e = assertThrows(IOException.class, () -> BenchReport.read(file), bad);
      assertTrue(e.getMessage().startsWith(file + ": "), e.getMessage());
      assertEquals(1, e.getMessage().lines().count(), e.getMessage());
    }
  }

  @Test
  void text_hasTheSpreadUnlessAFigureIsBrief() {
    List<String> lines = report(List.of()).text().lines().toList();
    assertEquals("A <title>", lines.get(0));
    assertTrue(
        lines.get(1).matches("batch +threads +candidate +rate +10..90 % +time"), lines.get(1));
    assertTrue(lines.get(3).matches("1 +1 +rdoq <&> +1.000 +0.500..2.000 +1.000"), lines.get(3));
    assertTrue(lines.get(4).matches("1 +1 +fcn +1.000 +0.500..2.000"), lines.get(4));
    assertEquals("a note <b>", lines.get(lines.size() - 2));
    assertTrue(lines.get(lines.size() - 1).startsWith("cpu <&>, 2 logical processors, load 0.5"));
  }

  @Test
  void bars_areOneForEachLine() throws Exception {
    Document svg = parsed(report(List.of()).svg());
    assertEquals(8, svg.getElementsByTagName("rect").getLength());
    assertEquals(8, svg.getElementsByTagName("line").getLength());
  }

  @Test
  void curves_areOneForEachCandidateAndPanel() throws Exception {
    Document svg = parsed(report(List.of("batch", "threads")).svg());
    assertEquals(4, svg.getElementsByTagName("path").getLength(), "two panels, two candidates");
    assertEquals(8, svg.getElementsByTagName("circle").getLength(), "two points on each");
    assertEquals(2, svg.getElementsByTagName("rect").getLength(), "a legend");
    Document one = parsed(report(List.of("threads")).svg());
    assertEquals(4, one.getElementsByTagName("path").getLength(), "a panel for each batch");
  }

  @Test
  void pictureInAPage_stylesNothingButItself() throws Exception {
    String html = report(List.of()).html();
    Document page = parsed("<x>" + html + "</x>");
    assertEquals(1, page.getElementsByTagName("svg").getLength());
    assertEquals(9, page.getElementsByTagName("tr").getLength());
    String style = page.getElementsByTagName("style").item(0).getTextContent();
    for (String rule : style.replaceAll("@media[^{]*\\{", "").split("\\}")) {
      for (String selector : rule.replaceAll("\\{.*", "").split(",")) {
        assertTrue(selector.isBlank() || selector.strip().startsWith(".bench "), rule);
      }
    }
  }
}
