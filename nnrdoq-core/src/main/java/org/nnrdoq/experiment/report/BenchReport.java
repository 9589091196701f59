package org.nnrdoq.experiment.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.nnrdoq.experiment.Point;
import org.nnrdoq.experiment.bench.BenchResults;
import org.nnrdoq.experiment.bench.Spread;
import org.nnrdoq.io.AtomicOutput;

/** Measured times as text, JSON and a picture. */
public final class BenchReport {
  private static final int WIDTH = 720;
  private static final int LEFT = 210;
  private static final int RIGHT = 150;
  private static final int BAR = 18;
  private static final int GAP = 5;
  private static final int GROUP_GAP = 16;
  private static final int TOP = 46;
  private static final int BOTTOM = 30;

  private final BenchResults results;
  private final RunInfo info;
  private final Point.Host host;

  /**
   * @param host the machine as it was when the measurement began
   */
  public BenchReport(BenchResults results, RunInfo info, Point.Host host) {
    this.results = results;
    this.info = info;
    this.host = host;
  }

  /** A table for a terminal: median, and 10 and 90 % of the rounds. */
  public String text() {
    List<List<String>> rows = new ArrayList<>();
    List<String> head = new ArrayList<>(results.keys());
    head.add("candidate");
    for (String figure : results.figures()) {
      head.add(figure);
      head.add("10 .. 90 %");
    }
    rows.add(head);
    for (BenchResults.Line line : results.lines()) {
      List<String> row = new ArrayList<>(line.keys());
      row.add(line.candidate());
      for (String figure : results.figures()) {
        Spread s = line.figures().get(figure);
        row.add(number(s.median()));
        row.add(number(s.low()) + " .. " + number(s.high()));
      }
      rows.add(row);
    }
    return TextTable.aligned(rows) + machine() + "\n";
  }

  /** All figures; the schema is described where the command is. */
  public String json() {
    ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    ObjectNode root = mapper.createObjectNode();
    root.put("schema", results.schema());
    root.set("run", mapper.valueToTree(info));
    root.set("host", mapper.valueToTree(host));
    root.put("rounds", results.rounds());
    for (BenchResults.Line line : results.lines()) {
      ObjectNode node = root.withArray("lines").addObject();
      for (int i = 0; i < results.keys().size(); i++) {
        node.put(results.keys().get(i), line.keys().get(i));
      }
      node.put("candidate", line.candidate());
      for (String figure : results.figures()) {
        node.set(figure, mapper.valueToTree(line.figures().get(figure)));
      }
    }
    try {
      return mapper.writeValueAsString(root) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e); // a tree of plain values
    }
  }

  /** The first figure as bars by case, with the spread as a line; follows light and dark. */
  public String svg() {
    String figure = results.figures().get(0);
    double most = 0;
    List<String> names = new ArrayList<>();
    for (BenchResults.Line line : results.lines()) {
      most = Math.max(most, line.figures().get(figure).high());
      if (!names.contains(line.candidate())) {
        names.add(line.candidate());
      }
    }
    double scale = (WIDTH - LEFT - RIGHT) / Math.max(most, 1e-9);
    StringBuilder bars = new StringBuilder();
    int y = TOP;
    List<String> previous = null;
    for (BenchResults.Line line : results.lines()) {
      if (!line.keys().equals(previous)) {
        y += previous == null ? 0 : GROUP_GAP;
        bars.append(text("", 12, y + BAR - 4, String.join(", ", line.keys())));
        previous = line.keys();
      }
      int colour = names.indexOf(line.candidate()) % 6;
      bar(bars, colour, y, scale, line.figures().get(figure), line.candidate());
      y += BAR + GAP;
    }
    int height = y + GROUP_GAP + BOTTOM;
    return String.format(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\">%n"
                + "<title>%s</title>%n<style>%n%s</style>%n",
            WIDTH, height, Html.text(results.title()), SummarySvg.STYLE)
        + text("head", 12, 24, results.title() + ": " + figure)
        + bars
        + text("soft", 12, height - 12, machine())
        + "</svg>\n";
  }

  private static void bar(
      StringBuilder out, int colour, int y, double scale, Spread s, String name) {
    out.append(
        String.format(
            Locale.ROOT,
            "<rect class=\"q%d\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"3\"/>%n"
                + "<line class=\"zero\" x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\"/>%n",
            colour,
            LEFT,
            y,
            Math.max(1, s.median() * scale),
            BAR,
            LEFT + s.low() * scale,
            y + BAR / 2,
            LEFT + s.high() * scale,
            y + BAR / 2));
    int right = (int) (LEFT + Math.max(s.median(), s.high()) * scale) + 8;
    out.append(text("", right, y + BAR - 4, name + "  " + number(s.median())));
  }

  private static String text(String style, int x, int y, String text) {
    return String.format("<text class=\"%s\" x=\"%d\" y=\"%d\">", style, x, y)
        + Html.text(text)
        + "</text>\n";
  }

  /** Writes the JSON and the picture as {@code NAME.json} and {@code NAME.svg}. */
  public void write(Path folder, String name) throws IOException {
    Files.createDirectories(folder);
    AtomicOutput.write(folder.resolve(name + ".json"), json());
    AtomicOutput.write(folder.resolve(name + ".svg"), svg());
  }

  private String machine() {
    String load = host.load() == null ? "" : String.format(Locale.ROOT, ", load %.1f", host.load());
    return String.format(
        "%s, %d logical processors%s; %d rounds, nnrdoq %s",
        host.cpu(), host.cores(), load, results.rounds(), info.version());
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, Math.abs(value) < 100 ? "%.3f" : "%.0f", value);
  }
}
