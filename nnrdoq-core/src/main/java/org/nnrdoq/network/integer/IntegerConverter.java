package org.nnrdoq.network.integer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.nnrdoq.network.ModelException;
import org.nnrdoq.network.NetworkInfo;
import org.nnrdoq.network.SequentialNetwork;
import org.nnrdoq.network.onnx.OnnxGraph;

/**
 * Makes an integer model of a float model: weights by {@link WeightRounding}, activations of a
 * layer in one scale, chosen so that {@value #HEAD_ROOM} times the largest one that was observed
 * still fits.
 */
public final class IntegerConverter {
  /** How much larger than observed activations may get before they are cut. */
  static final int HEAD_ROOM = 4;

  private static final int INPUT_EXPONENT = 10;

  /** Exponent of activations that are never above 0. */
  private static final int MAX_EXPONENT = 14;

  /** Fractional bits of the hidden units of an auto-regressive network. */
  private static final int UNIT_EXPONENT = 7;

  private static final long MAX_BIAS = 1L << 28;

  private final FloatTrunk trunk;
  private final List<IntegerLayer> layers = new ArrayList<>();

  /** Exponent of each unit of the last layer: its sums stand for sum * 2^-exponent. */
  private int[] last;

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
    if (trunk.blocks() == 0) {
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
            from.classes());
    if (sequential) {
      IntegerHead head = head();
      return new IntegerModel(name, info, blockWeights, layers, head.scoreExponent(), head);
    }
    int exponent = last[0] - layers.get(layers.size() - 1).shift()[0];
    return new IntegerModel(name, info, blockWeights, layers, exponent, null);
  }

  private void layers(boolean sequential) {
    int inputExponent = INPUT_EXPONENT;
    int count = trunk.layers().size();
    for (int i = 0; i < count; i++) {
      FloatTrunk.Layer layer = trunk.layers().get(i);
      boolean output = i == count - 1;
      int[] e =
          WeightRounding.exponents(
              layer.weights(),
              layer.out(),
              i == 0 ? trunk.blockWeights() : null,
              output && !sequential);
      for (int o = 0; o < e.length; o++) {
        while (Math.abs(Math.scalb((double) layer.bias()[o], e[o] + inputExponent)) > MAX_BIAS) {
          e[o]--;
        }
      }
      int[] weights = rounded(layer.weights(), e);
      if (i == 0) {
        blockWeights = rounded(trunk.blockWeights(), e);
      }
      int[] sums = new int[e.length];
      for (int o = 0; o < e.length; o++) {
        sums[o] = e[o] + inputExponent;
      }
      int[] shift = new int[e.length];
      if (!output) {
        inputExponent = activationExponent(trunk.largest(i), sums);
        for (int o = 0; o < e.length; o++) {
          shift[o] = sums[o] - inputExponent;
        }
      }
      last = sums;
      layers.add(layer(layer, weights, sums, shift));
    }
    if (!sequential) {
      IntegerLayer scores = layers.remove(count - 1);
      int[] shift = new int[scores.out()];
      Arrays.fill(shift, shiftBelow(Arrays.stream(scoreBounds(scores)).max().orElse(0)));
      layers.add(layer(trunk.layers().get(count - 1), scores.weights(), last, shift));
    }
  }

  private static long[] scoreBounds(IntegerLayer layer) {
    return IntegerModelCheck.bounds(layer, IntegerModel.MAX_ACTIVATION);
  }

  private static IntegerLayer layer(FloatTrunk.Layer from, int[] weights, int[] sums, int[] shift) {
    return new IntegerLayer(
        from.kernel(),
        from.in(),
        from.out(),
        from.rectified(),
        weights,
        bias(from.bias(), sums, shift),
        shift);
  }

  private static int[] rounded(float[] weights, int[] exponents) {
    int[] rounded = new int[weights.length];
    int each = weights.length / exponents.length;
    for (int i = 0; i < rounded.length; i++) {
      rounded[i] = WeightRounding.round(weights[i], exponents[i / each]);
    }
    return rounded;
  }

  /** Biases in the scale of the sums, with half of what a shift will cut off. */
  private static int[] bias(float[] bias, int[] sums, int[] shift) {
    int[] rounded = new int[bias.length];
    for (int o = 0; o < rounded.length; o++) {
      rounded[o] = (int) Math.rint(Math.scalb((double) bias[o], sums[o])) + half(shift[o]);
    }
    return rounded;
  }

  private static int half(int shift) {
    return shift == 0 ? 0 : 1 << (shift - 1);
  }

  private static int activationExponent(float largest, int[] sums) {
    int exponent = MAX_EXPONENT;
    while (Math.scalb(HEAD_ROOM * (double) largest, exponent) > IntegerModel.MAX_ACTIVATION) {
      exponent--;
    }
    for (int s : sums) {
      exponent = Math.min(exponent, s);
    }
    return exponent;
  }

  private static int shiftBelow(long bound) {
    int shift = 0;
    while (((bound + half(shift)) >> shift) + 1 >= IntegerModel.MAX_SCORE) {
      shift++;
    }
    return shift;
  }

  private IntegerHead head() {
    Map<String, OnnxGraph.Tensor> tensors = trunk.model().graph().initializers();
    int units = last.length;
    int hidden = units - SequentialNetwork.CLASSES;
    int scores = last[hidden];
    for (int u = hidden; u < units; u++) {
      scores = Math.min(scores, last[u]);
    }
    int[] unitShift = new int[units];
    for (int u = 0; u < units; u++) {
      unitShift[u] = u < hidden ? Math.max(last[u] - UNIT_EXPONENT, 0) : last[u] - scores;
    }
    float[] weights = floats(tensors, "head.weight");
    int[] headWeights = new int[3 * hidden];
    for (int i = 0; i < headWeights.length; i++) {
      int unitExponent = last[i / 3] - unitShift[i / 3];
      headWeights[i] = WeightRounding.round(weights[i], scores - unitExponent);
    }
    int[] context = scaled(floats(tensors, "context.weight"), 0);
    for (int i = 0; i < context.length; i++) {
      context[i] += half(unitShift[i % units]);
    }
    int[] numbers = scaled(floats(tensors, "numbers.weight"), INPUT_EXPONENT);
    float[] logs = floats(tensors, "logs");
    int[] integerLogs = new int[logs.length];
    for (int i = 0; i < logs.length; i++) {
      integerLogs[i] = IntegerModel.quantize(logs[i]);
    }
    IntegerHead head =
        new IntegerHead(
            units,
            hidden,
            context,
            scaled(floats(tensors, "pattern.weight"), 0),
            numbers,
            unitShift,
            headWeights,
            new int[SequentialNetwork.CLASSES],
            0,
            scores,
            integerLogs,
            ints(tensors, "context.next"),
            ints(tensors, "context.entering"),
            ints(tensors, "context.priceRow"),
            ints(tensors, "context.surroundingRow"),
            ints(tensors, "start.context")[0]);
    long[] sums = scoreBounds(layers.get(layers.size() - 1));
    return head.shifted(shiftBelow(IntegerModelCheck.scoreBound(head, sums)));
  }

  /** A table [...][unit] in the units' scales, divided by 2^less. */
  private int[] scaled(float[] table, int less) {
    int[] scaled = new int[table.length];
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = WeightRounding.round(table[i], last[i % last.length] - less);
    }
    return scaled;
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

  private int[] ints(Map<String, OnnxGraph.Tensor> tensors, String name) {
    return Arrays.stream(tensor(tensors, name).longs()).mapToInt(v -> (int) v).toArray();
  }
}
