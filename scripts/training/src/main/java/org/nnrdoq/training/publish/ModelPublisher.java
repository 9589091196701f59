package org.nnrdoq.training.publish;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.nnrdoq.io.AtomicOutput;
import org.nnrdoq.network.ModelFile;
import org.nnrdoq.network.onnx.OnnxGraph;
import org.nnrdoq.network.onnx.OnnxWriter;
import org.nnrdoq.training.data.BlockStore;
import org.nnrdoq.training.data.LambdaFactors;
import org.nnrdoq.training.data.TrainConfig;
import org.nnrdoq.training.learn.History;
import org.nnrdoq.training.learn.Learner;

/** Writes a trained network as a model file with sidecar, card and manifest entry. */
public final class ModelPublisher {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private ModelPublisher() {}

  /**
   * Writes {@code NAME-HASH8.onnx}, {@code .json} and {@code .md} and enters the model in {@code
   * manifest.json}.
   *
   * @param directory where models lie; made if missing
   * @param slot key of {@code defaults} in the manifest that this model takes, or {@code null}
   * @param from model that the run started from, or {@code null}
   * @return the {@code .onnx} file
   */
  public static Path publish(
      Path directory,
      String slot,
      TrainConfig config,
      Path from,
      Learner model,
      History history,
      BlockStore training,
      BlockStore validation)
      throws IOException {
    Files.createDirectories(directory);
    OnnxGraph graph = model.export(config.name());
    byte[] bytes = OnnxWriter.write(graph);
    String sha256 = ModelFile.sha256(bytes);
    String stem = config.name() + "-" + sha256.substring(0, 8);
    ObjectNode sidecar = JSON.createObjectNode();
    sidecar.put("format", ModelFile.FORMAT);
    sidecar.put("name", config.name());
    sidecar.put("description", config.description());
    sidecar.put("kind", model.kind());
    sidecar.put("file", stem + ".onnx");
    sidecar.put("sha256", sha256);
    sidecar.put("featureSet", config.featureSet());
    tensors(sidecar.putArray("inputs"), graph.inputs());
    tensors(sidecar.putArray("outputs"), graph.outputs());
    sidecar.putPOJO("classes", List.of("keep", "minus one", "zero"));
    sidecar.put("opset", graph.opset());
    TreeSet<String> operators = new TreeSet<>();
    operators(graph, operators);
    sidecar.putPOJO("operators", operators);
    sidecar.put("parameters", model.parameters().count());
    sidecar.put("macsPerCoefficient", model.macsPerPosition());
    ObjectNode macs = sidecar.putObject("macsPerBlock");
    for (int size = 4; size <= 32; size *= 2) {
      macs.put(size + "x" + size, model.macsPerPosition() * size * size);
    }
    sidecar.set("training", JSON.valueToTree(config));
    if (from != null) {
      sidecar.put("startedFrom", from.getFileName().toString());
    }
    data(sidecar.putObject("data"), training, validation);
    History.Entry best = history.entries.get(history.bestEntry);
    sidecar.set("validation", JSON.valueToTree(best));
    AtomicOutput.write(directory.resolve(stem + ".onnx"), bytes);
    AtomicOutput.write(directory.resolve(stem + ".json"), json(sidecar));
    AtomicOutput.write(
        directory.resolve(stem + ".md"),
        card(config, model, sidecar, best, stem).getBytes(StandardCharsets.UTF_8));
    manifest(directory, slot, config.name(), null, stem, sha256);
    return directory.resolve(stem + ".onnx");
  }

  static void operators(OnnxGraph graph, TreeSet<String> names) {
    for (OnnxGraph.Node n : graph.nodes()) {
      names.add(n.opType());
      for (Object a : n.attributes().values()) {
        if (a instanceof OnnxGraph body) {
          operators(body, names);
        }
      }
    }
  }

  static void tensors(ArrayNode array, List<OnnxGraph.Value> values) {
    for (OnnxGraph.Value v : values) {
      ObjectNode node = array.addObject();
      node.put("name", v.name());
      node.put("type", v.elementType() == OnnxGraph.INT64 ? "int64" : "float32");
      node.putPOJO("shape", v.shape());
    }
  }

  private static void data(ObjectNode node, BlockStore training, BlockStore validation) {
    node.put("blocks", training.size());
    node.put("validationBlocks", validation.size());
    node.set("recordings", JSON.valueToTree(training.sources()));
    node.set("validationRecordings", JSON.valueToTree(validation.sources()));
  }

  /** Enters a model; one made of a float model also puts that into the slot NAME-float. */
  static void manifest(
      Path directory, String slot, String name, String floatName, String stem, String sha256)
      throws IOException {
    Path file = directory.resolve("manifest.json");
    ObjectNode root =
        Files.exists(file)
            ? (ObjectNode) JSON.readTree(file.toFile())
            : JSON.createObjectNode().put("format", ModelFile.MANIFEST_FORMAT);
    ArrayNode models = root.withArray("models");
    for (int i = models.size() - 1; i >= 0; i--) {
      if (models.get(i).path("name").asText().equals(name)) {
        models.remove(i);
      }
    }
    models.addObject().put("name", name).put("file", stem + ".onnx").put("sha256", sha256);
    ObjectNode defaults =
        root.has("defaults") ? (ObjectNode) root.get("defaults") : root.putObject("defaults");
    if (slot != null) {
      defaults.put(slot, name);
    }
    if (floatName != null) {
      defaults.put(slot + "-float", floatName);
    }
    AtomicOutput.write(file, json(root));
  }

  static byte[] json(ObjectNode node) throws IOException {
    return (JSON.writeValueAsString(node) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static String card(
      TrainConfig config, Learner model, ObjectNode sidecar, History.Entry best, String stem) {
    StringBuilder s = new StringBuilder();
    s.append("# ").append(stem).append("\n\n").append(config.description()).append("\n\n");
    s.append("| | |\n|---|---|\n");
    row(s, "SHA-256", sidecar.get("sha256").asText());
    row(s, "Inputs", "feature set `" + config.featureSet() + "`");
    row(s, "Hidden layers", layers(config));
    row(s, "Parameters", String.valueOf(model.parameters().count()));
    row(s, "Multiply-accumulates per coefficient", String.valueOf(model.macsPerPosition()));
    String blocks =
        sidecar.get("macsPerBlock").properties().stream()
            .map(f -> String.format(Locale.ROOT, "%s %,d", f.getKey(), f.getValue().asInt()))
            .collect(Collectors.joining(", "));
    row(s, "... per block", blocks);
    row(s, "ONNX", "opset " + sidecar.get("opset") + ", operators " + sidecar.get("operators"));
    row(
        s,
        "Data",
        sidecar.at("/data/blocks")
            + " blocks of "
            + sidecar.at("/data/recordings").size()
            + " recordings of HM 16.20 (listed in the sidecar)");
    row(s, "Teacher", "RDOQ without sign hiding, for the first steps; then its own decisions");
    row(
        s,
        "Loss",
        "expected J = D + lambda R in bits, each decision priced under the recorded entropy"
            + " costs, plus "
            + config.crossEntropyWeight()
            + " x soft cross entropy at "
            + config.temperatureBits()
            + " bits");
    row(s, "Weight of the rate in the loss", config.rateWeight() + " lambda");
    LambdaFactors factors = config.lambdaFactors();
    row(
        s,
        "Lambda",
        factors.recorded()
            ? "as recorded"
            : "as recorded times " + factors.from() + " to " + factors.to());
    row(s, "Seed, steps", config.seed() + ", " + best.step());
    row(s, "Started from", sidecar.path("startedFrom").asText("random weights"));
    row(
        s,
        "Weights",
        config.rounds()
            ? "whole numbers in -64..64 times a power of two per channel, for integer inference;"
                + " trained so for the last "
                + config.integerSteps()
                + " steps"
            : "float");
    s.append("\nOn ").append(sidecar.at("/data/validationBlocks")).append(" validation blocks");
    s.append(" (costs under recorded context states):\n\n| | |\n|---|---|\n");
    row(s, "Decisions equal to RDOQ's", percent(best.accuracy()));
    row(s, "Regret against RDOQ", String.format(Locale.ROOT, "%.3f bits per block", best.regret()));
    row(s, "Share of RDOQ's gain over SQ", percent(best.gapClosed()));
    best.byConfiguration().forEach((k, v) -> row(s, "... " + k, percent(v)));
    if (best.byLambdaFactor().size() > 1) {
      best.byLambdaFactor().forEach((k, v) -> row(s, "... at lambda x " + k, percent(v)));
    }
    s.append("\nBD-rates in real encodes are in [README.md](README.md).\n");
    return s.toString();
  }

  private static String layers(TrainConfig config) {
    return String.join(
        ", ",
        config.hidden().stream()
            .map(l -> l.kernel() + "x" + l.kernel() + "x" + l.channels())
            .toList());
  }

  static void row(StringBuilder s, String name, String value) {
    s.append("| ").append(name).append(" | ").append(value).append(" |\n");
  }

  static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }
}
