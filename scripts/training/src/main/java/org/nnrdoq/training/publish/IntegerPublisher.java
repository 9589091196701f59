package org.nnrdoq.training.publish;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import org.nnrdoq.network.integer.IntegerModel;
import org.nnrdoq.network.model.ModelFile;
import org.nnrdoq.training.data.CostScore;

/** Writes an integer model as a model file with sidecar, card and manifest entry. */
public final class IntegerPublisher {
  private final ModelFile floats;
  private final IntegerModel integers;
  private final String name;
  private final ObjectNode sidecar;
  private final ObjectNode integer;
  private final StringBuilder summary = new StringBuilder();

  public IntegerPublisher(ModelFile floats, IntegerModel integers, String name) {
    this.floats = floats;
    this.integers = integers;
    this.name = name;
    sidecar = floats.sidecar().deepCopy();
    sidecar.put("arithmetic", IntegerModel.ARITHMETIC);
    integer = sidecar.putObject("integer");
    integer.put("madeOf", floats.sidecar().path("file").asText(floats.info().name()));
  }

  /** Takes how many blocks of how many recordings the integers were fitted to. */
  public void fittedTo(int blocks, int recordings) {
    integer.put("blocks", blocks);
    integer.put("recordings", recordings);
  }

  /** Takes what both models gain; the float model comes first. */
  public void scored(boolean signHiding, CostScore score) {
    double[] means = CostScore.means(score.scores());
    double ofFloats = means[1] / means[0];
    double ofIntegers = means[2] / means[0];
    ObjectNode node = integer.putObject(signHiding ? "signsHidden" : "signsNotHidden");
    node.put("decisionsEqual", score.agreement());
    node.put("gainOfFloat", ofFloats);
    node.put("gain", ofIntegers);
    summary.append(
        String.format(
            Locale.ROOT,
            "%s, signs %s: %.2f %% of RDOQ's gain, as a float model %.2f %%; %.2f %% of levels"
                + " equal%n",
            name,
            signHiding ? "hidden" : "not hidden",
            100 * ofIntegers,
            100 * ofFloats,
            100 * score.agreement()));
  }

  /** What both models gain, a line each. */
  public String summary() {
    return summary.toString();
  }

  /** Makes the files of the integer model. */
  public ModelFiles files() {
    String description = floats.sidecar().path("description").asText("") + " Integer arithmetic.";
    ModelFiles files = new ModelFiles(name, integers.graph(name), sidecar);
    sidecar.put("description", description.strip());
    files.setCard(card(files.stem(), files.sha256()));
    return files;
  }

  /** Name of the float model, if it is another: it can ship beside the integer one. */
  public String floatName() {
    return floats.info().name().equals(name) ? null : floats.info().name();
  }

  private String card(String stem, String sha256) {
    StringBuilder s = new StringBuilder();
    s.append("# ").append(stem).append("\n\n");
    s.append(sidecar.get("description").asText()).append("\n\n| | |\n|---|---|\n");
    ModelPublisher.row(s, "SHA-256", sha256);
    ModelPublisher.row(s, "Inputs", "feature set `" + floats.info().featureSet() + "`");
    ModelPublisher.row(
        s,
        "Made of",
        "`" + integer.get("madeOf").asText() + "`, whose card says how it was trained");
    ModelPublisher.row(
        s,
        "Arithmetic",
        "weights -64..64, activations 0..32767, sums of 32 bits that cannot overflow: the same"
            + " decisions in plain Java, the compiled kernel and ONNX Runtime");
    ModelPublisher.row(
        s,
        "Fitted to",
        integer.get("blocks") + " blocks of " + integer.get("recordings") + " recordings");
    ModelPublisher.row(
        s, "ONNX", "opset " + sidecar.get("opset") + ", operators " + sidecar.get("operators"));
    s.append("\nOn validation blocks, share of RDOQ's gain over SQ in J = D + lambda R:\n\n");
    s.append("| | this model | float model | equal levels |\n|---|---|---|---|\n");
    for (String key : List.of("signsNotHidden", "signsHidden")) {
      s.append("| ").append(key.equals("signsHidden") ? "signs hidden" : "signs not hidden");
      for (String value : List.of("gain", "gainOfFloat", "decisionsEqual")) {
        double share = integer.path(key).path(value).asDouble();
        s.append(String.format(Locale.ROOT, " | %.2f %%", 100 * share));
      }
      s.append(" |\n");
    }
    s.append("\nBD-rates in real encodes are in [README.md](README.md).\n");
    return s.toString();
  }
}
