package org.nnrdoq.experiment.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunComparisonTest {
  @TempDir Path dir;

  private static String quantizer(
      String name, double factor, String bdRate, double cpu, String md5) {
    StringBuilder points = new StringBuilder();
    for (int i = 0; i < 4; i++) {
      points.append(
          String.format(
              Locale.ROOT,
              "%s{\"qp\": %d, \"kbps\": %.6f, \"psnrY\": %.4f, \"cpuSeconds\": %.3f,"
                  + " \"streamMd5\": \"%s%d\"}",
              i == 0 ? "" : ",",
              22 + 5 * i,
              factor * 4000 / Math.pow(2, i),
              44 - 3.3 * i,
              cpu,
              md5,
              i < 2 ? 0 : factor > 0.965 ? 1 : 2));
    }
    return String.format(
        "{\"quantizer\": \"%s\", \"bdRateY\": %s, \"points\": [%s], \"reasons\": {}}",
        name, bdRate, points);
  }

  private Path run(String name, String model, String... sequences) throws IOException {
    Path folder = Files.createDirectories(dir.resolve(name));
    Files.writeString(
        folder.resolve("results.json"),
        String.format(
            "{\"schema\": \"nnrdoq-results-1\", \"run\": {\"version\": \"1\", \"created\": \"%s\","
                + " \"encoder\": \"embedded\", \"encoderFingerprint\": \"0123456789\"},"
                + " \"settings\": {\"anchor\": \"sq\"}, \"quantizers\": [{\"name\": \"fcn\","
                + " \"modelSha256\": \"%s\"}], \"sequences\": [%s]}",
            name, model, String.join(",", sequences)));
    return folder;
  }

  private static String sequence(String label, String... quantizers) {
    return String.format(
        "{\"label\": \"%s\", \"quantizers\": [%s]}", label, String.join(",", quantizers));
  }

  private static double number(org.nnrdoq.experiment.bd.Figure f) {
    return f.number().orElseThrow(() -> new AssertionError(f.why().orElseThrow()));
  }

  @Test
  void linesHoldBothRunsAndTheirDifference() throws IOException {
    String sq = quantizer("sq", 1, "0", 1, "s");
    Path a =
        run(
            "a",
            "m1",
            sequence("x", sq, quantizer("fcn", 0.97, "-3.0", 2, "f")),
            sequence("y", sq, quantizer("fcn", 0.97, "-3.0", 2, "f")));
    Path b =
        run(
            "b",
            "m2",
            sequence("x", sq, quantizer("fcn", 0.96, "-4.0", 1, "f")),
            sequence("y", sq, quantizer("fcn", 0.98, "-2.0", 4, "f")),
            sequence("z", sq));
    RunComparison c = RunComparison.read(a, b);
    RunComparison.Line x = c.lines().get(1);
    assertEquals("x fcn", x.sequence() + " " + x.quantizer());
    assertEquals(-1, number(x.change()), 1e-9);
    assertEquals(100 * (0.96 / 0.97 - 1), number(x.direct()), 1e-4);
    assertEquals(0.5, number(x.time()), 1e-9);
    assertEquals(2, x.same());
    assertEquals(4, x.both());
    assertEquals("only in run 2", c.lines().get(4).change().why().orElseThrow());
    RunComparison.Line mean = c.means().get(1);
    assertEquals("mean of 2/2", mean.sequence());
    assertEquals(0, number(mean.change()), 1e-9);
    assertEquals(1, number(mean.time()), 1e-9);
    String table = c.plain();
    assertTrue(table.contains("network of fcn: m1, then m2"), table);
    assertTrue(
        c.markdown().contains("| x | fcn | -3.00 % | -4.00 % | -1.00 | -1.03 % | 0.50 | 2/4 |"),
        c.markdown());
    String page = c.html();
    assertTrue(page.contains("<td class=\"main\">-1.00</td>"), page);
    assertFalse(page.contains("<script") || page.contains("src=") || page.contains("http"), page);
  }

  @Test
  void runsWithNothingInCommonAreRefused() throws IOException {
    String sq = quantizer("sq", 1, "0", 1, "s");
    Path a = run("a", "m", sequence("x", sq));
    Path b = run("b", "m", sequence("y", sq));
    assertTrue(
        assertThrows(IOException.class, () -> RunComparison.read(a, b))
            .getMessage()
            .contains("has no quantizer on a sequence"));
    assertTrue(
        assertThrows(IOException.class, () -> RunComparison.read(a, dir.resolve("none")))
            .getMessage()
            .contains("no such file"));
    Files.writeString(dir.resolve("f.json"), "{\"schema\": \"other\"}");
    assertTrue(
        assertThrows(IOException.class, () -> RunComparison.read(a, dir.resolve("f.json")))
            .getMessage()
            .contains("schema 'other': expected nnrdoq-results-2"));
  }

  @Test
  void aMissingFigureKeepsItsReason() throws IOException {
    String few =
        "{\"quantizer\": \"fcn\", \"bdRateY\": null, \"points\": [], \"reasons\": {\"bdRateY\": \"too few\"}}";
    Path a = run("a", "m", sequence("x", few));
    Path b = run("b", "m", sequence("x", quantizer("fcn", 1, "-1.0", 1, "f")));
    RunComparison c = RunComparison.read(a, b);
    assertEquals("too few", c.lines().get(0).change().why().orElseThrow());
    assertEquals(List.of(), c.means());
  }
}
