package org.nnrdoq.network.integer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.nnrdoq.network.ModelException;
import org.nnrdoq.network.NetworkInfo;
import org.nnrdoq.network.onnx.OnnxGraph;
import org.nnrdoq.network.port.SequentialNetwork;

/** Makes an integer model of a float model; {@link LayerConverter} says how weights are rounded. */
public final class IntegerConverter {
  private final FloatTrunk trunk;
  private final List<IntegerLayer> layers = new ArrayList<>();

  /** Exponents e of the units of the last layer: the sum s of such a unit stands for s * 2^-e. */
  private int[] unitExponents;

  private int[] blockWeights;

  private IntegerConverter(FloatTrunk trunk) {
    this.trunk = trunk;
  }

  /**
   * Converts a model.
   *
   * @param name of the integer model
   * @param trunk of the float model, after it observed enough blocks
   * @throws ModelException if no block was observed, or the model is of an unknown form
   */
  public static IntegerModel convert(String name, FloatTrunk trunk) {
    if (trunk.blocks().isEmpty()) {
      throw new ModelException(name + ": no block was observed: name recordings that hold some");
    }
    return new IntegerConverter(trunk).convert(name);
  }

  private IntegerModel convert(String name) {
    NetworkInfo from = trunk.model().info();
    boolean sequential = from.kind().equals("ar");
    layers(sequential);
    NetworkInfo info =
        new NetworkInfo(
            name,
            from.kind(),
            from.sha256(),
            from.featureSet(),
            from.features(),
            from.blockFeatures(),
            from.classes(),
            from.signHidingTries());
    if (sequential) {
      IntegerHead head = head();
      return new IntegerModel(name, info, blockWeights, layers, head.scoreExponent(), head);
    }
    int exponent = unitExponents[0] - layers.get(layers.size() - 1).shift()[0];
    return new IntegerModel(name, info, blockWeights, layers, exponent, null);
  }

  private void layers(boolean sequential) {
    LayerConverter converter = new LayerConverter(trunk, sequential ? largestAdded() : null);
    int count = trunk.layers().size();
    for (int i = 0; i < count; i++) {
      boolean scores = i == count - 1 && !sequential;
      layers.add(converter.next(scores));
    }
    unitExponents = converter.sumExponents();
    blockWeights = converter.blockWeights();
  }

  /** What is added before a right shift, so that it rounds to nearest. */
  static int half(int shift) {
    return shift == 0 ? 0 : 1 << (shift - 1);
  }

  /**
   * The smallest shift after which scores of a bound are less than {@link IntegerModel#MAX_SCORE}.
   */
  static int shiftBelow(long bound) {
    int shift = 0;
    while (((bound + half(shift)) >> shift) + 1 >= IntegerModel.MAX_SCORE) {
      shift++;
    }
    return shift;
  }

  /** Largest magnitudes of what decisions add to each unit. */
  private double[] largestAdded() {
    Map<String, OnnxGraph.Tensor> tensors = trunk.model().graph().initializers();
    float[] logs = floats(tensors, "logs");
    float[] numbers = floats(tensors, "numbers.weight");
    int units = numbers.length / SequentialNetwork.NUMBERS;
    double[] added = largest(floats(tensors, "context.weight"), units);
    double[] patterns = largest(floats(tensors, "pattern.weight"), units);
    for (int u = 0; u < units; u++) {
      added[u] += patterns[u];
      for (int n = 0; n < SequentialNetwork.NUMBERS; n++) {
        double bound = n < 2 ? 1 : n < 4 ? 32 : logs[logs.length - 1];
        added[u] += bound * Math.abs(numbers[n * units + u]);
      }
    }
    return added;
  }

  private static double[] largest(float[] table, int units) {
    double[] largest = new double[units];
    for (int i = 0; i < table.length; i++) {
      largest[i % units] = Math.max(largest[i % units], Math.abs(table[i]));
    }
    return largest;
  }

  private IntegerHead head() {
    IntegerLayer output = layers.get(layers.size() - 1);
    long[] sums = IntegerModelCheck.bounds(output, IntegerModel.MAX_ACTIVATION);
    Map<String, OnnxGraph.Tensor> tensors = trunk.model().graph().initializers();
    return IntegerHeadConverter.convert(tensors, trunk.model().origin(), unitExponents, sums);
  }

  private OnnxGraph.Tensor tensor(Map<String, OnnxGraph.Tensor> tensors, String name) {
    OnnxGraph.Tensor t = tensors.get(name);
    if (t == null) {
      throw new ModelException(
          trunk.model().origin() + ": lacks the constant '" + name + "'; export it again");
    }
    return t;
  }

  private float[] floats(Map<String, OnnxGraph.Tensor> tensors, String name) {
    return tensor(tensors, name).floats();
  }
}
