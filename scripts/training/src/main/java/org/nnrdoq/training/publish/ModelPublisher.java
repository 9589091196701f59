package org.nnrdoq.training.publish;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.nnrdoq.network.RateWeights;
import org.nnrdoq.network.list.ListModel;
import org.nnrdoq.network.model.ModelFile;
import org.nnrdoq.training.data.BlockStore;
import org.nnrdoq.training.data.LambdaFactors;
import org.nnrdoq.training.data.TrainConfig;
import org.nnrdoq.training.learn.History;
import org.nnrdoq.training.learn.Learner;

/** Writes a trained network as a model file with sidecar, card and manifest entry. */
public final class ModelPublisher {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TEACHER =
      "RDOQ without sign hiding, for the first steps; then its own decisions";

  private ModelPublisher() {}

  /**
   * Makes the files of a trained network.
   *
   * @param from model that the run started from, or {@code null}
   */
  public static ModelFiles files(
      TrainConfig config,
      Path from,
      Learner model,
      History history,
      BlockStore training,
      BlockStore validation) {
    ObjectNode sidecar = JSON.createObjectNode();
    sidecar.put("format", ModelFile.FORMAT);
    sidecar.put("name", config.name());
    sidecar.put("description", config.description());
    sidecar.put("kind", model.kind());
    // The files fill these; they are listed here for their place.
    for (String field : List.of("file", "sha256", "featureSet", "inputs", "outputs")) {
      sidecar.putNull(field);
    }
    sidecar.put("featureSet", config.featureSet());
    sidecar.putPOJO("classes", List.of("keep", "minus one", "zero"));
    ModelFiles files = new ModelFiles(config.name(), model.export(config.name()), sidecar);
    sidecar.put("parameters", model.parameters().count());
    macs(sidecar, config, model.macsPerPosition());
    if (!config.rateWeights().equals(RateWeights.EVEN)) {
      sidecar.set("rateWeights", JSON.valueToTree(config.rateWeights().percent()));
    }
    sidecar.set("training", JSON.valueToTree(config));
    if (from != null) {
      sidecar.put("startedFrom", from.getFileName().toString());
    }
    data(sidecar.putObject("data"), training, validation);
    History.Entry best = history.entries.get(history.bestEntry);
    sidecar.set("validation", JSON.valueToTree(best));
    files.setCard(card(config, model, sidecar, best, files.stem()));
    return files;
  }

  private static void macs(ObjectNode sidecar, TrainConfig config, int macs) {
    if (config.inputs().lists()) {
      sidecar.put("macsPerLevel", macs);
      sidecar.put("arithmetic", ListModel.ARITHMETIC);
      return;
    }
    sidecar.put("macsPerCoefficient", macs);
    ObjectNode blocks = sidecar.putObject("macsPerBlock");
    for (int size = 4; size <= 32; size *= 2) {
      blocks.put(size + "x" + size, macs * size * size);
    }
  }

  private static void data(ObjectNode node, BlockStore training, BlockStore validation) {
    node.put("blocks", training.size());
    node.put("validationBlocks", validation.size());
    node.set("recordings", JSON.valueToTree(training.sources()));
    node.set("validationRecordings", JSON.valueToTree(validation.sources()));
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
    macRows(s, sidecar);
    row(s, "ONNX", "opset " + sidecar.get("opset") + ", operators " + sidecar.get("operators"));
    row(
        s,
        "Data",
        sidecar.at("/data/blocks")
            + " blocks of "
            + sidecar.at("/data/recordings").size()
            + " recordings of HM 16.20 (listed in the sidecar)");
    row(s, "Teacher", config.inputs().lists() ? "none: its own decisions" : TEACHER);
    row(
        s,
        "Loss",
        "expected J = D + lambda R in bits, each decision priced with the recorded context states,"
            + " which adapt inside the block, plus "
            + config.crossEntropyWeight()
            + " x soft cross entropy at "
            + config.temperatureBits()
            + " bits");
    row(s, "Weight of the rate in the loss", config.rateWeight() + " lambda");
    if (sidecar.has("rateWeights")) {
      row(
          s,
          "... where it is used",
          "luma and chroma of B, P and I slices: "
              + percents(config.rateWeights())
              + " % of lambda");
    }
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
            : config.inputs().lists() ? "rounded after training" : "float");
    s.append("\nOn ").append(sidecar.at("/data/validationBlocks")).append(" validation blocks");
    s.append(
        " (costs with recorded context states, which adapt inside the block):\n\n| | |\n|---|---|\n");
    row(s, "Decisions equal to RDOQ's", percent(best.accuracy()));
    row(s, "Regret against RDOQ", String.format(Locale.ROOT, "%.3f bits per block", best.regret()));
    row(s, "Share of RDOQ's gain over SQ", percent(best.gapClosed()));
    best.byConfiguration().forEach((k, v) -> row(s, "... " + k, percent(v)));
    if (best.byLambdaFactor().size() > 1) {
      best.byLambdaFactor().forEach((k, v) -> row(s, "... at lambda x " + k, percent(v)));
    }
    s.append(
        "\nBD-rates in real encodes are in [README.md](README.md), and the footage that the"
            + " recordings show, with its licences: [README.md](README.md#footage-and-licences).\n");
    return s.toString();
  }

  private static String percents(RateWeights weights) {
    return weights.percent().stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  private static void macRows(StringBuilder s, ObjectNode sidecar) {
    if (sidecar.has("macsPerLevel")) {
      row(s, "Multiply-accumulates per level", sidecar.get("macsPerLevel").asText());
      return;
    }
    row(s, "Multiply-accumulates per coefficient", sidecar.get("macsPerCoefficient").asText());
    String blocks =
        sidecar.get("macsPerBlock").properties().stream()
            .map(f -> String.format(Locale.ROOT, "%s %,d", f.getKey(), f.getValue().asInt()))
            .collect(Collectors.joining(", "));
    row(s, "... per block", blocks);
  }

  private static String layers(TrainConfig config) {
    if (config.inputs().lists()) {
      return config.hidden().stream()
          .map(l -> l.channels() + (l.kernel() > 1 ? " of " + l.kernel() + " levels" : ""))
          .collect(Collectors.joining(", "));
    }
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
