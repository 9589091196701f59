package org.nnrdoq.training.data;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.nnrdoq.quantizer.net.FeatureSet;

/**
 * How a network is built and trained; read from a JSON file with these names.
 *
 * @param name model name, part of its file name
 * @param description one line for the model card
 * @param featureSet name of the inputs: {@code block-1}, {@code block-2} with entropy costs, {@code
 *     block-3} with typical ones
 * @param hidden kernel size and channels of each hidden layer, first to last; the output layer is
 *     1x1 and is added
 * @param seed of weights, samples and decisions
 * @param steps gradient steps
 * @param batchPositions positions per step, about
 * @param learningRate of Adam at its highest; a cosine brings it to a hundredth
 * @param teacherShare share of the steps at the start that price alternatives around the teacher's
 *     levels; after that, around the network's own
 * @param temperatureBits softness of the target in bits: candidates whose cost differs by less are
 *     nearly equal targets
 * @param crossEntropyWeight weight of the soft cross entropy beside the expected cost
 * @param rateWeight what a bit counts in the cost that is trained on, in lambdas
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
    List<Layer> hidden,
    long seed,
    int steps,
    int batchPositions,
    double learningRate,
    double teacherShare,
    double temperatureBits,
    double crossEntropyWeight,
    double rateWeight,
    int integerSteps,
    int blocksPerFile,
    int validationBlocksPerFile,
    int validateEvery,
    int patience) {

  /** One hidden layer: a square kernel and its output channels. */
  public record Layer(int kernel, int channels) {
    public Layer {
      if (kernel < 1 || kernel > 7 || kernel % 2 == 0) {
        throw new IllegalArgumentException("kernel=" + kernel + ": expected 1, 3, 5 or 7");
      }
      if (channels < 1 || channels > 256) {
        throw new IllegalArgumentException("channels=" + channels + ": expected 1..256");
      }
    }
  }

  public TrainConfig {
    hidden = hidden == null ? List.of() : List.copyOf(hidden);
    if (name == null || !name.matches("[a-z0-9][a-z0-9.-]*")) {
      throw new IllegalArgumentException(
          "name=" + name + ": expected lower-case letters, digits, '-' and '.'");
    }
    if (FeatureSet.of(featureSet) == null) {
      throw new IllegalArgumentException(
          "featureSet=" + featureSet + ": expected block-1, block-2 or block-3");
    }
    if (hidden.isEmpty()) {
      throw new IllegalArgumentException("hidden: expected one layer or more");
    }
    if (steps < 1 || batchPositions < 16 || validateEvery < 1 || patience < 1) {
      throw new IllegalArgumentException(
          "steps, validateEvery, patience: expected 1 or more; batchPositions: 16 or more");
    }
    if (blocksPerFile < 1 || validationBlocksPerFile < 1) {
      throw new IllegalArgumentException(
          "blocksPerFile, validationBlocksPerFile: expected 1 or more");
    }
    if (!(learningRate > 0) || !(temperatureBits > 0) || !(crossEntropyWeight >= 0)) {
      throw new IllegalArgumentException(
          "learningRate, temperatureBits: expected above 0; crossEntropyWeight: 0 or more");
    }
    if (!(rateWeight > 0) || integerSteps < 0 || integerSteps > steps) {
      throw new IllegalArgumentException(
          "rateWeight: expected above 0; integerSteps: from 0 to steps");
    }
    if (!(teacherShare >= 0 && teacherShare <= 1)) {
      throw new IllegalArgumentException("teacherShare=" + teacherShare + ": expected 0..1");
    }
  }

  /** The inputs that {@link #featureSet} names. */
  public FeatureSet inputs() {
    return FeatureSet.of(featureSet);
  }

  /** Whether the run ends on rounded weights. */
  public boolean rounds() {
    return integerSteps > 0;
  }

  /**
   * Reads a configuration.
   *
   * @throws IllegalArgumentException if an entry is unknown, missing or out of range; the message
   *     names the file
   */
  public static TrainConfig read(Path file) throws IOException {
    ObjectMapper json =
        new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES);
    try {
      return json.readValue(Files.readAllBytes(file), TrainConfig.class);
    } catch (ValueInstantiationException e) {
      throw new IllegalArgumentException(file + ": " + e.getCause().getMessage(), e);
    } catch (JacksonException e) {
      throw new IllegalArgumentException(file + ": " + e.getOriginalMessage(), e);
    }
  }
}
