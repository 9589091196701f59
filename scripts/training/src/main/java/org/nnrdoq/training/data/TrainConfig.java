package org.nnrdoq.training.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.nnrdoq.network.RateWeights;
import org.nnrdoq.quantizer.net.FeatureSet;

/**
 * How a network is built and trained; read from a JSON file with these names.
 *
 * @param name model name, part of its file name
 * @param description one line for the model card
 * @param featureSet name of the inputs: {@code block-2} with entropy costs, {@code block-3} with
 *     typical ones
 * @param levelInputs how many inputs of a level a network over lists takes, an even number, 2..16;
 *     may be left out of a file: 0, all that the set has
 * @param hidden kernel size and channels of each hidden layer, first to last; the output layer is
 *     1x1 and is added
 * @param seed of weights, samples and decisions
 * @param steps gradient steps
 * @param batchPositions positions per step, about; levels for a network over lists
 * @param learningRate of Adam at its highest; a cosine brings it to a hundredth
 * @param teacherShare share of the steps at the start that price alternatives around the teacher's
 *     levels; after that, around the network's own
 * @param temperatureBits softness of the target in bits: candidates whose cost differs by less are
 *     nearly equal targets
 * @param crossEntropyWeight weight of the soft cross entropy beside the expected cost
 * @param rateWeight what a bit counts in the cost that is trained on, in lambdas
 * @param lambdaFactors range that lambda is multiplied by a factor of, drawn for each block of each
 *     step; may be left out of a file: lambda is then as recorded
 * @param rateWeights what a bit counts where the network is used, in hundredths of lambda, by slice
 *     type and channel; training does not depend on it; may be left out of a file: 100 each
 * @param integerSteps last steps that run on weights rounded as integer inference needs them; the
 *     model then holds rounded weights; 0 for none
 * @param blocksPerFile most training blocks per recording
 * @param validationBlocksPerFile most validation blocks per recording
 * @param validateEvery steps between validations
 * @param patience validations without a better score before training ends early
 */
public record TrainConfig(
    String name,
    String description,
    String featureSet,
    int levelInputs,
    List<Layer> hidden,
    long seed,
    int steps,
    int batchPositions,
    double learningRate,
    double teacherShare,
    double temperatureBits,
    double crossEntropyWeight,
    double rateWeight,
    LambdaFactors lambdaFactors,
    RateWeights rateWeights,
    int integerSteps,
    int blocksPerFile,
    int validationBlocksPerFile,
    int validateEvery,
    int patience) {

  /** Names of the entries, in the order in which files have them. */
  private static final List<String> ENTRIES =
      Arrays.stream(TrainConfig.class.getRecordComponents()).map(c -> c.getName()).toList();

  /**
   * One hidden layer.
   *
   * @param kernel side of its square kernel: 1, 3, 5 or 7
   * @param channels its outputs, 1..256
   */
  public record Layer(int kernel, int channels) {
    public Layer {
      check("kernel", kernel, kernel >= 1 && kernel <= 7 && kernel % 2 == 1, "1, 3, 5 or 7");
      check("channels", channels, channels >= 1 && channels <= 256, "1 to 256");
    }

    private static Layer of(JsonEntries entries) {
      entries.allow(List.of("kernel", "channels"));
      return entries.make(() -> new Layer(entries.integer("kernel"), entries.integer("channels")));
    }
  }

  public TrainConfig {
    hidden = hidden == null ? List.of() : List.copyOf(hidden);
    lambdaFactors = lambdaFactors == null ? LambdaFactors.RECORDED : lambdaFactors;
    rateWeights = rateWeights == null ? RateWeights.EVEN : rateWeights;
    check(
        "name",
        name,
        name != null && name.matches("[a-z0-9][a-z0-9.-]*"),
        "lower-case letters, digits, '-' and '.'");
    check(
        "featureSet",
        featureSet,
        FeatureSet.of(featureSet) != null,
        Arrays.stream(FeatureSet.values()).map(FeatureSet::id).collect(Collectors.joining(", ")));
    check("hidden", hidden, !hidden.isEmpty(), "one layer or more");
    checkList(FeatureSet.of(featureSet), levelInputs, hidden);
    boolean weighs = FeatureSet.of(featureSet).lists() || rateWeights.equals(RateWeights.EVEN);
    check("rateWeights", rateWeights.percent(), weighs, "none, but for networks over lists");
    atLeast("steps", steps, 1);
    atLeast("batchPositions", batchPositions, 16);
    above("learningRate", learningRate);
    check("teacherShare", teacherShare, teacherShare >= 0 && teacherShare <= 1, "0 to 1");
    above("temperatureBits", temperatureBits);
    check("crossEntropyWeight", crossEntropyWeight, crossEntropyWeight >= 0, "0 or more");
    above("rateWeight", rateWeight);
    check(
        "integerSteps",
        integerSteps,
        integerSteps >= 0 && integerSteps <= steps,
        "0 to steps, " + steps);
    atLeast("blocksPerFile", blocksPerFile, 1);
    atLeast("validationBlocksPerFile", validationBlocksPerFile, 1);
    atLeast("validateEvery", validateEvery, 1);
    atLeast("patience", patience, 1);
  }

  private static void checkList(FeatureSet set, int inputs, List<Layer> hidden) {
    if (!set.lists()) {
      check("levelInputs", inputs, inputs == 0, "none, but for networks over lists");
      return;
    }
    boolean possible = inputs >= 0 && inputs <= set.channels() && inputs % 2 == 0;
    check("levelInputs", inputs, possible, "an even number, at most " + set.channels());
    for (Layer l : hidden) {
      check("kernel", l.kernel(), l.kernel() <= 3, "1 or 3 in a network over lists");
      boolean fits = l.channels() % 4 == 0 && l.channels() <= 16;
      check("channels", l.channels(), fits, "4, 8, 12 or 16 in a network over lists");
    }
  }

  private static void check(String name, Object value, boolean holds, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(name + "=" + value + ": expected " + expected);
    }
  }

  private static void atLeast(String name, int value, int least) {
    check(name, value, value >= least, least + " or more");
  }

  private static void above(String name, double value) {
    check(name, value, value > 0 && value < Double.POSITIVE_INFINITY, "a number above 0");
  }

  /** The inputs that {@link #featureSet} names. */
  public FeatureSet inputs() {
    return FeatureSet.of(featureSet);
  }

  /** How many inputs of a position, or of a level in a list, the network takes. */
  public int channels() {
    return levelInputs == 0 ? inputs().channels() : levelInputs;
  }

  /** Blocks of a batch where their shapes do not matter: a block has 20 levels, about. */
  public int mixedBlocksPerBatch() {
    return Math.max(1, batchPositions / 20);
  }

  /** Whether the run ends on rounded weights. */
  public boolean rounds() {
    return integerSteps > 0;
  }

  /** Blocks of a batch, by shape of their crops as {@link BlockStore#byShape} counts them. */
  public int blocksPerBatch(int shape) {
    return Math.max(1, batchPositions / BlockStore.area(shape));
  }

  /** Factors of lambda to validate at: the recorded lambda, and around it where lambda varies. */
  public double[] validationFactors() {
    return lambdaFactors.recorded() ? new double[] {1} : new double[] {0.5, 1, 2};
  }

  /**
   * Reads a configuration.
   *
   * @throws IllegalArgumentException if an entry is unknown, missing or out of range; the message
   *     names file, line, entry, value and what is accepted
   */
  public static TrainConfig read(Path file) throws IOException {
    JsonEntries e = JsonEntries.read(file);
    e.allow(ENTRIES);
    return e.make(
        () ->
            new TrainConfig(
                e.text("name"),
                e.text("description"),
                e.text("featureSet"),
                e.has("levelInputs") ? e.integer("levelInputs") : 0,
                e.list("hidden").stream().map(Layer::of).toList(),
                e.longInteger("seed"),
                e.integer("steps"),
                e.integer("batchPositions"),
                e.number("learningRate"),
                e.number("teacherShare"),
                e.number("temperatureBits"),
                e.number("crossEntropyWeight"),
                e.number("rateWeight"),
                e.has("lambdaFactors")
                    ? LambdaFactors.of(e.entries("lambdaFactors"))
                    : LambdaFactors.RECORDED,
                e.has("rateWeights")
                    ? new RateWeights(e.integers("rateWeights"))
                    : RateWeights.EVEN,
                e.integer("integerSteps"),
                e.integer("blocksPerFile"),
                e.integer("validationBlocksPerFile"),
                e.integer("validateEvery"),
                e.integer("patience")));
  }
}
