package org.nnrdoq.network.list;

import java.util.Arrays;
import java.util.List;

/** The hidden layers of a network over lists in plain Java; for one thread. */
final class ListTrunk {
  /** Most levels of a list. */
  static final int MAX_LEVELS = 1024;

  private final ListModel model;
  private final int[] features;
  private final int[] sums = new int[MAX_LEVELS];
  private int[] inputs;
  private int[] outputs;

  ListTrunk(ListModel model) {
    this.model = model;
    features = new int[model.info().features() * MAX_LEVELS];
    inputs = new int[channels() * MAX_LEVELS];
    outputs = new int[channels() * MAX_LEVELS];
  }

  /** What went in last: [input][level]. */
  int[] features() {
    return features;
  }

  /** Outputs of the last hidden layer: [output][level]; valid until the next run. */
  int[] outputs() {
    return inputs;
  }

  /**
   * Runs all hidden layers on a list.
   *
   * @param levels whole numbers, [input][level], from {@code at} on
   * @param blockFeatures from {@code blockAt} on
   */
  void run(int count, float[] levels, int at, float[] blockFeatures, int blockAt) {
    int each = model.info().features() * count;
    for (int i = 0; i < each; i++) {
      features[i] = (int) levels[at + i];
      inputs[i] = features[i];
    }
    hidden(count, blockFeatures, blockAt);
  }

  private int channels() {
    int most = model.info().features();
    for (ListLayer l : model.layers()) {
      most = Math.max(most, l.out());
    }
    return most;
  }

  /** Runs all hidden layers; their outputs become the inputs. */
  private void hidden(int count, float[] blockFeatures, int at) {
    List<ListLayer> layers = model.layers();
    for (int i = 0; i < layers.size(); i++) {
      ListLayer l = layers.get(i);
      for (int o = 0; o < l.out(); o++) {
        int half = 1 << l.shift()[o] - 1;
        int bias = l.bias()[o] + half + (i == 0 ? rows(o, blockFeatures, at) : 0);
        Arrays.fill(sums, 0, count, bias);
        convolve(l, o, count);
        for (int s = 0; s < count; s++) {
          int value = sums[s] >> l.shift()[o];
          outputs[o * count + s] = Math.max(0, Math.min(value, ListModel.MAX_VALUE));
        }
      }
      int[] swap = inputs;
      inputs = outputs;
      outputs = swap;
    }
  }

  /** Sum of the rows that a block chose. */
  private int rows(int o, float[] blockFeatures, int at) {
    int rows = model.info().blockFeatures();
    int sum = 0;
    for (int r = 0; r < rows; r++) {
      sum += blockFeatures[at + r] != 0 ? model.blockRows()[o * rows + r] : 0;
    }
    return sum;
  }

  private void convolve(ListLayer l, int o, int count) {
    for (int c = 0; c < l.in(); c++) {
      for (int t = 0; t < l.taps(); t++) {
        int weight = l.weights()[(o * l.in() + c) * l.taps() + t];
        int move = t - l.taps() / 2;
        int from = Math.max(0, -move);
        int to = Math.min(count, count - move);
        for (int s = from; s < to; s++) {
          sums[s] += weight * inputs[c * count + s + move];
        }
      }
    }
  }

  /** Refuses what is no list. */
  static void check(int height, int width) {
    if (height != 1 || width > MAX_LEVELS) {
      throw new IllegalArgumentException(
          height + "x" + width + ": expected lists of height 1, of at most " + MAX_LEVELS);
    }
  }
}
