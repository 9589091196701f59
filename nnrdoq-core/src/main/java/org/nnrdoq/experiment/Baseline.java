package org.nnrdoq.experiment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.nnrdoq.io.AtomicOutput;

/**
 * Luma BD-rates that were once accepted; what later results are held against.
 *
 * @param bdRateY percent, by {@code sequence/quantizer}
 */
public record Baseline(Map<String, Double> bdRateY) {
  /** Value of the file's field {@code schema}. */
  public static final String SCHEMA = "nnrdoq-baseline-1";

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /**
   * How one figure does.
   *
   * @param name {@code sequence/quantizer}
   * @param passed whether it is good enough
   * @param text figures and difference, or why there is none
   */
  public record Verdict(String name, boolean passed, String text) {}

  /**
   * Takes the figures of a results file.
   *
   * @throws IOException if it is no results file, or lacks a figure
   */
  public static Baseline ofResults(Path results) throws IOException {
    Map<String, Double> figures = new TreeMap<>();
    for (Map.Entry<String, JsonNode> e : rows(results).entrySet()) {
      JsonNode value = e.getValue().path("bdRateY");
      if (!value.isNumber()) {
        throw new IOException(
            results + ": " + e.getKey() + " has no BD-rate: " + reason(e.getValue()));
      }
      figures.put(e.getKey(), value.asDouble());
    }
    return new Baseline(figures);
  }

  /** Reads a baseline file. */
  public static Baseline read(Path file) throws IOException {
    JsonNode root = parse(file, SCHEMA);
    Map<String, Double> figures = new TreeMap<>();
    for (Map.Entry<String, JsonNode> e : root.path("bdRateY").properties()) {
      if (!e.getValue().isNumber()) {
        throw new IOException(file + ": " + e.getKey() + ": expected a number");
      }
      figures.put(e.getKey(), e.getValue().asDouble());
    }
    if (figures.isEmpty()) {
      throw new IOException(file + ": holds no figure; make it with --update-baseline");
    }
    return new Baseline(figures);
  }

  /** Writes a baseline file. */
  public void write(Path file) throws IOException {
    ObjectNode root = JSON.createObjectNode();
    root.put("schema", SCHEMA);
    ObjectNode figures = root.putObject("bdRateY");
    bdRateY.forEach(figures::put);
    AtomicOutput.write(file, JSON.writeValueAsString(root) + "\n");
  }

  /**
   * Holds results against this baseline. A figure of the baseline that the results lack fails; one
   * that the baseline lacks fails too, because nobody has accepted it.
   *
   * @param maxLoss how many percentage points a BD-rate may rise
   */
  public List<Verdict> check(Path results, double maxLoss) throws IOException {
    Map<String, JsonNode> rows = rows(results);
    List<Verdict> verdicts = new ArrayList<>();
    for (Map.Entry<String, Double> e : bdRateY.entrySet()) {
      JsonNode row = rows.remove(e.getKey());
      if (row == null) {
        verdicts.add(new Verdict(e.getKey(), false, "missing in the results"));
      } else if (!row.path("bdRateY").isNumber()) {
        verdicts.add(new Verdict(e.getKey(), false, "no BD-rate: " + reason(row)));
      } else {
        double now = row.path("bdRateY").asDouble();
        double loss = now - e.getValue();
        verdicts.add(
            new Verdict(
                e.getKey(),
                loss <= maxLoss,
                String.format(
                    Locale.ROOT,
                    "BD-rate Y %+.3f %%, baseline %+.3f %%, change %+.3f (at most %+.3f)",
                    now,
                    e.getValue(),
                    loss,
                    maxLoss)));
      }
    }
    for (String name : rows.keySet()) {
      verdicts.add(new Verdict(name, false, "not in the baseline; review and update it"));
    }
    return verdicts;
  }

  /** Verdicts as JUnit XML, for systems that collect test reports. */
  public static String junit(List<Verdict> verdicts) {
    long failed = verdicts.stream().filter(v -> !v.passed).count();
    StringBuilder out = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out.append(
        String.format(
            "<testsuite name=\"nnrdoq experiment check\" tests=\"%d\" failures=\"%d\""
                + " errors=\"0\" skipped=\"0\">%n",
            verdicts.size(), failed));
    for (Verdict v : verdicts) {
      out.append(String.format("  <testcase name=\"%s\">", escape(v.name)));
      out.append(
          String.format(
              v.passed ? "<system-out>%s</system-out>" : "<failure message=\"%s\"/>",
              escape(v.text)));
      out.append("</testcase>\n");
    }
    return out.append("</testsuite>\n").toString();
  }

  private static String escape(String raw) {
    return raw.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  /** Rows of a results file by name, without the anchor. */
  private static Map<String, JsonNode> rows(Path results) throws IOException {
    JsonNode root = parse(results, "nnrdoq-results-1");
    String anchor = root.path("settings").path("anchor").asText();
    Map<String, JsonNode> rows = new TreeMap<>();
    for (JsonNode sequence : root.path("sequences")) {
      for (JsonNode row : sequence.path("quantizers")) {
        String quantizer = row.path("quantizer").asText();
        if (!quantizer.equals(anchor)) {
          String label = sequence.path("label").asText(sequence.path("name").asText());
          rows.put(label + "/" + quantizer, row);
        }
      }
    }
    if (rows.isEmpty()) {
      throw new IOException(results + ": compares nothing");
    }
    return rows;
  }

  private static String reason(JsonNode row) {
    return row.path("reasons").path("bdRateY").asText("unknown");
  }

  private static JsonNode parse(Path file, String schema) throws IOException {
    try {
      JsonNode root = JSON.readTree(Files.readAllBytes(file));
      if (!root.path("schema").asText().equals(schema)) {
        throw new IOException(
            file + ": schema '" + root.path("schema").asText() + "': expected " + schema);
      }
      return root;
    } catch (NoSuchFileException e) {
      throw new IOException(file + ": no such file", e);
    } catch (JsonProcessingException e) {
      throw new IOException(file + ": not JSON: " + e.getOriginalMessage(), e);
    }
  }
}
