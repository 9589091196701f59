package org.nnrdoq.experiment.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nnrdoq.experiment.result.BenchResults;
import org.nnrdoq.experiment.result.Point;
import org.nnrdoq.experiment.result.RunInfo;
import org.nnrdoq.experiment.result.Spread;

/** The JSON form of measured times; the fields are described where the commands are. */
final class BenchJson {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private static final String SCHEMAS = "nnrdoq-bench-(encode|latency|throughput)-2";

  private BenchJson() {}

  static String of(BenchReport report) {
    BenchResults results = report.results();
    ObjectNode root = JSON.createObjectNode();
    root.put("schema", results.schema());
    root.put("title", results.title());
    root.set("run", JSON.valueToTree(report.info()));
    root.set("host", JSON.valueToTree(report.host()));
    root.put("rounds", results.rounds());
    root.set("notes", JSON.valueToTree(results.notes()));
    root.set("keys", JSON.valueToTree(results.keys()));
    root.set("axes", JSON.valueToTree(results.axes()));
    root.set("figures", JSON.valueToTree(results.figures()));
    for (BenchResults.Line line : results.lines()) {
      ObjectNode node = root.withArray("lines").addObject();
      for (int i = 0; i < results.keys().size(); i++) {
        node.put(results.keys().get(i), line.keys().get(i));
      }
      node.put("candidate", line.candidate());
      for (BenchResults.Figure figure : results.figures()) {
        Spread spread = line.figures().get(figure.name());
        if (spread != null) {
          node.set(figure.name(), JSON.valueToTree(spread));
        }
      }
    }
    try {
      return JSON.writeValueAsString(root) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e); // a tree of plain values
    }
  }

  /**
   * Reads what {@link #of} made.
   *
   * @throws IOException in one line, if the file is not readable or holds something else
   */
  static BenchReport read(Path file) throws IOException {
    try {
      JsonNode root = JSON.readTree(Files.readAllBytes(file));
      String schema = root.path("schema").asText();
      if (!schema.matches(SCHEMAS)) {
        throw new IOException(
            file
                + ": schema '"
                + schema
                + "': expected figures of this version's 'nnrdoq bench'; measure again");
      }
      BenchResults results =
          new BenchResults(
              schema,
              root.path("title").asText(),
              strings(root.path("keys")),
              List.of(JSON.treeToValue(root.path("figures"), BenchResults.Figure[].class)),
              strings(root.path("axes")),
              root.path("rounds").asInt(),
              lines(root),
              strings(root.path("notes")));
      return new BenchReport(
          results,
          JSON.treeToValue(root.path("run"), RunInfo.class),
          JSON.treeToValue(root.path("host"), Point.Host.class));
    } catch (JsonProcessingException | RuntimeException e) {
      throw new IOException(file + ": not the JSON of a bench: " + firstLine(e), e);
    }
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("damaged");
  }

  private static List<String> strings(JsonNode array) {
    List<String> strings = new ArrayList<>();
    array.forEach(n -> strings.add(n.asText()));
    return strings;
  }

  private static List<BenchResults.Line> lines(JsonNode root) throws JsonProcessingException {
    List<BenchResults.Line> lines = new ArrayList<>();
    for (JsonNode node : root.path("lines")) {
      List<String> keys = new ArrayList<>();
      for (JsonNode key : root.path("keys")) {
        keys.add(node.required(key.asText()).asText());
      }
      Map<String, Spread> figures = new LinkedHashMap<>();
      for (JsonNode figure : root.path("figures")) {
        String name = figure.path("name").asText();
        if (node.has(name)) {
          figures.put(name, JSON.treeToValue(node.get(name), Spread.class));
        }
      }
      lines.add(new BenchResults.Line(keys, node.required("candidate").asText(), figures));
    }
    return lines;
  }
}
