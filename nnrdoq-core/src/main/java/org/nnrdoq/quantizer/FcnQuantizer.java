package org.nnrdoq.quantizer;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.nnrdoq.hevc.cabac.EntropyCosts;
import org.nnrdoq.network.ModelException;
import org.nnrdoq.network.ModelFile;
import org.nnrdoq.network.NetworkInfo;
import org.nnrdoq.network.RefinementNetwork;
import org.nnrdoq.network.ort.OrtNetwork;

/**
 * Rounds to nearest, then lets a fully-convolutional network keep, lower by one, or zero each
 * level.
 *
 * <p>A block that rounds to zero is done before any network runs: the network can only lower
 * magnitudes. The network sees the crop that {@link BlockFeatures} describes, so its cost follows
 * what a block holds, not its size. Sign hiding, where it applies, runs on the network's levels and
 * chooses each parity change by the network's confidence ({@link ConfidentSignHiding}), or by the
 * entropy costs where the model takes them ({@link RatedSignHiding}).
 */
public final class FcnQuantizer implements Quantizer {
  /** Network classes, in the order of the output's channels. */
  public static final int KEEP = 0;

  /** Class of a level that becomes one less. */
  public static final int MINUS_ONE = 1;

  /** Class of a level that becomes zero; for a level of 1 only {@link #MINUS_ONE} counts. */
  public static final int ZERO = 2;

  /** Number of network classes. */
  public static final int CLASSES = 3;

  private final String name;
  private final RefinementNetwork network;
  private final FeatureSet features;

  /**
   * Makes a quantizer of a network.
   *
   * @param name as on the command line
   * @param network takes the inputs of a {@link FeatureSet} and gives {@link #CLASSES} classes;
   *     stays open as long as the quantizer is used
   * @throws QuantizerException if the network takes other inputs
   */
  public FcnQuantizer(String name, RefinementNetwork network) {
    NetworkInfo info = network.info();
    features = FeatureSet.of(info.featureSet());
    if (features == null
        || info.features() != features.channels()
        || info.blockFeatures() != features.blockChannels()
        || info.classes() != CLASSES) {
      throw new QuantizerException(
          String.format(
              "model %s takes %d + %d inputs of feature set '%s' and gives %d classes: expected"
                  + " %s; use a model trained for this version",
              info.name(),
              info.features(),
              info.blockFeatures(),
              info.featureSet(),
              info.classes(),
              known()));
    }
    this.name = name;
    this.network = network;
  }

  /**
   * Opens a model through ONNX Runtime.
   *
   * @param model a {@code .onnx} file with its sidecar, or {@code null} for the shipped one
   * @throws QuantizerException if the model is missing, damaged or of another kind
   */
  public static FcnQuantizer open(Path model) {
    try {
      ModelFile file = model == null ? ModelFile.shipped("fcn") : ModelFile.open(model);
      if (!file.info().kind().equals("fcn")) {
        throw new QuantizerException(
            file.origin() + ": a model of kind '" + file.info().kind() + "': expected 'fcn'");
      }
      return new FcnQuantizer("fcn", OrtNetwork.open(file));
    } catch (ModelException e) {
      throw new QuantizerException(e.getMessage(), e);
    }
  }

  private static String known() {
    return Arrays.stream(FeatureSet.values())
        .map(f -> f.channels() + " + " + f.blockChannels() + " of '" + f.id() + "'")
        .collect(Collectors.joining(" or ", "", ", and " + CLASSES + " classes"));
  }

  @Override
  public String name() {
    return name;
  }

  /** What the network says of itself. */
  public NetworkInfo info() {
    return network.info();
  }

  @Override
  public boolean needsEntropyCosts() {
    return features.needsCosts();
  }

  @Override
  public Workspace newWorkspace() {
    return new FcnWorkspace(features, network.newSession());
  }

  @Override
  public int quantize(
      BlockParameters block,
      int[] coefficients,
      EntropyCosts costs,
      int[] levels,
      Workspace workspace) {
    FcnWorkspace w = (FcnWorkspace) workspace;
    Arrays.fill(levels, 0, block.coefficients(), 0);
    if (w.features.round(block, coefficients) == 0) {
      return 0;
    }
    int height = w.features.height();
    int width = w.features.width();
    w.features.inputs(w.inputs, 0, costs);
    w.features.blockInputs(w.blockInputs, 0);
    try {
      w.session.run(1, height, width, w.inputs, w.blockInputs, w.logits);
    } catch (ModelException e) {
      throw new QuantizerException(e.getMessage(), e);
    }
    int sum = decide(w, block, coefficients, levels);
    if (block.signHiding() && sum >= 2) {
      sum =
          features.needsCosts()
              ? w.ratedHiding.apply(block, w.features, costs, coefficients, levels, sum)
              : w.signHiding.apply(block, w.features, w.logits, coefficients, levels, sum);
    }
    return sum;
  }

  private static int decide(
      FcnWorkspace w, BlockParameters block, int[] coefficients, int[] levels) {
    int height = w.features.height();
    int width = w.features.width();
    int area = height * width;
    int size = block.size();
    int[] nearest = w.features.levels();
    int sum = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int p = y * width + x;
        int level = nearest[p];
        if (level == 0) {
          continue;
        }
        level = decided(level, w.logits[p], w.logits[area + p], w.logits[2 * area + p]);
        int at = y * size + x;
        levels[at] = coefficients[at] < 0 ? -level : level;
        sum += level;
      }
    }
    return sum;
  }

  /** The level that the scores of the three classes choose; ties keep the higher level. */
  public static int decided(int level, float keep, float minusOne, float zero) {
    if (level == 1) {
      return minusOne > keep ? 0 : 1;
    }
    if (zero > keep && zero > minusOne) {
      return 0;
    }
    return minusOne > keep ? level - 1 : level;
  }

  private static final class FcnWorkspace implements Workspace {
    final BlockFeatures features;
    final ConfidentSignHiding signHiding = new ConfidentSignHiding();
    final RatedSignHiding ratedHiding = new RatedSignHiding();
    final float[] inputs;
    final float[] blockInputs;
    final float[] logits = new float[CLASSES * 1024];
    final RefinementNetwork.Session session;

    FcnWorkspace(FeatureSet set, RefinementNetwork.Session session) {
      features = new BlockFeatures(set);
      inputs = new float[set.channels() * 1024];
      blockInputs = new float[set.blockChannels()];
      this.session = session;
    }

    @Override
    public void close() {
      session.close();
    }
  }
}
