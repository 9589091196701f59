package org.nnrdoq.training.learn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nnrdoq.network.NetworkInfo;
import org.nnrdoq.network.integer.IntegerHead;
import org.nnrdoq.network.integer.IntegerHeadConverter;
import org.nnrdoq.network.integer.WeightRounding;
import org.nnrdoq.network.list.ListLayer;
import org.nnrdoq.network.list.ListLoop;
import org.nnrdoq.network.list.ListModel;
import org.nnrdoq.network.list.ListScores;
import org.nnrdoq.network.onnx.OnnxGraph;

/**
 * The integers of a network over lists.
 *
 * @param layers hidden layers
 * @param rows [output of the first layer][row]
 * @param scores the last layer; {@code null} of a network with a loop
 */
record ListIntegers(List<ListLayer> layers, int[] rows, ListScores scores) {
  /** The sum s of a loop's unit stands for s * 2^-18: weights are far from 0 and from 16 bits. */
  private static final int UNIT_EXPONENT = 18;

  /** Rounds real weights. */
  ListIntegers(
      List<ListTrunk.Layer> real,
      float[] realRows,
      ListTrunk.Layer hidden,
      ListTrunk.Layer direct) {
    this(layers(real, realRows), rows(real.get(0), realRows), scores(hidden, direct));
  }

  /** Rounds real weights of hidden layers. */
  ListIntegers(List<ListTrunk.Layer> real, float[] realRows) {
    this(layers(real, realRows), rows(real.get(0), realRows), null);
  }

  private static List<ListLayer> layers(List<ListTrunk.Layer> real, float[] rows) {
    List<ListLayer> result = new ArrayList<>();
    for (ListTrunk.Layer l : real) {
      int[] shift = exponents(l, result.isEmpty() ? rows : null);
      int[] bias = biases(l.bias, shift);
      result.add(new ListLayer(l.taps, l.in, l.out, weights(l.weights, shift), bias, shift));
    }
    return result;
  }

  private static int[] exponents(ListTrunk.Layer l, float[] rows) {
    ListRounding.Weights[] weights = {new ListRounding.Weights(l.weights, l.out)};
    return ListRounding.exponents(weights, l.bias, rows, true);
  }

  private static int[] rows(ListTrunk.Layer first, float[] rows) {
    return biases(rows, exponents(first, rows));
  }

  private static ListScores scores(ListTrunk.Layer hidden, ListTrunk.Layer direct) {
    ListRounding.Weights[] weights = {
      new ListRounding.Weights(hidden.weights, hidden.out),
      new ListRounding.Weights(direct.weights, direct.out)
    };
    int[] exponents = ListRounding.exponents(weights, hidden.bias, null, false);
    int shared = Arrays.stream(exponents).min().orElseThrow();
    Arrays.fill(exponents, shared); // the two scores are compared
    return new ListScores(
        weights(hidden.weights, exponents),
        weights(direct.weights, exponents),
        biases(hidden.bias, exponents),
        shared + ListRounding.UNIT_BITS);
  }

  private static int[] weights(float[] values, int[] exponents) {
    int each = values.length / exponents.length;
    int[] whole = new int[values.length];
    for (int i = 0; i < whole.length; i++) {
      whole[i] = ListRounding.weight(values[i], exponents[i / each]);
    }
    return whole;
  }

  private static int[] biases(float[] values, int[] exponents) {
    int each = values.length / exponents.length;
    int[] whole = new int[values.length];
    for (int i = 0; i < whole.length; i++) {
      whole[i] = ListRounding.bias(values[i], exponents[i / each]);
    }
    return whole;
  }

  /**
   * The network as an auto-regressive model.
   *
   * @param hidden weights of the loop's units by the last hidden layer's outputs, and biases
   * @param loop the constants of the loop, real numbers, by name
   */
  ListModel model(NetworkInfo info, ListTrunk.Layer hidden, Map<String, OnnxGraph.Tensor> loop) {
    int[] fromHidden = unitWeights(hidden.weights);
    int units = hidden.out;
    int[] exponents = new int[units];
    Arrays.fill(exponents, UNIT_EXPONENT);
    Map<String, OnnxGraph.Tensor> constants = new HashMap<>(loop);
    float[] states = loop.get("context.weight").floats().clone();
    for (int i = 0; i < states.length; i++) {
      states[i] += hidden.bias[i % units];
    }
    constants.put("context.weight", OnnxGraph.Tensor.of(states, states.length / units, units));
    long[] bounds = ListLoop.unitBounds(units, fromHidden);
    IntegerHead head = IntegerHeadConverter.convert(constants, info.name(), exponents, bounds);
    return new ListModel(info.name(), info, rows, layers, new ListLoop(fromHidden, head));
  }

  private static int[] unitWeights(float[] values) {
    int exponent = UNIT_EXPONENT - ListLoop.UNIT_SHIFT - ListRounding.UNIT_BITS;
    int[] whole = new int[values.length];
    for (int i = 0; i < whole.length; i++) {
      int w = WeightRounding.round(values[i], exponent);
      whole[i] = Math.max(-ListLoop.MAX_WEIGHT, Math.min(w, ListLoop.MAX_WEIGHT));
    }
    return whole;
  }

  /** The network as a model. */
  ListModel model(NetworkInfo info) {
    return new ListModel(info.name(), info, rows, layers, scores);
  }
}
