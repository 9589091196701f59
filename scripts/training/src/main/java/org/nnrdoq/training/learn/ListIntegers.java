package org.nnrdoq.training.learn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nnrdoq.network.NetworkInfo;
import org.nnrdoq.network.list.ListLayer;
import org.nnrdoq.network.list.ListModel;
import org.nnrdoq.network.list.ListScores;

/**
 * The integers of a network over lists.
 *
 * @param layers hidden layers
 * @param rows [output of the first layer][row]
 * @param scores the last layer
 */
record ListIntegers(List<ListLayer> layers, int[] rows, ListScores scores) {
  /** Rounds real weights. */
  ListIntegers(
      List<ListTrunk.Layer> real,
      float[] realRows,
      ListTrunk.Layer hidden,
      ListTrunk.Layer direct) {
    this(layers(real, realRows), rows(real.get(0), realRows), scores(hidden, direct));
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

  /** The network as a model. */
  ListModel model(NetworkInfo info) {
    return new ListModel(info.name(), info, rows, layers, scores);
  }
}
