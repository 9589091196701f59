package org.nnrdoq.training;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Named weights of a network as plain arrays, with the state of Adam beside them. */
final class Parameters {
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.98;
  private static final double EPSILON = 1e-8;

  /** One weight tensor. */
  static final class Weight {
    final String name;
    final long[] shape;
    final float[] values;
    private final float[] mean;
    private final float[] square;

    Weight(String name, long[] shape) {
      this.name = name;
      this.shape = shape;
      int n = 1;
      for (long d : shape) {
        n *= (int) d;
      }
      values = new float[n];
      mean = new float[n];
      square = new float[n];
    }
  }

  private final List<Weight> weights = new ArrayList<>();
  private int updates;

  /**
   * Adds a weight of normal random values.
   *
   * @param deviation standard deviation; 0 for a tensor of zeros
   */
  Weight add(String name, double deviation, SplittableRandom random, long... shape) {
    Weight w = new Weight(name, shape);
    java.util.Random normal = new java.util.Random(random.nextLong());
    for (int i = 0; i < w.values.length; i++) {
      w.values[i] = (float) (deviation * normal.nextGaussian());
    }
    weights.add(w);
    return w;
  }

  List<Weight> all() {
    return weights;
  }

  int count() {
    return weights.stream().mapToInt(w -> w.values.length).sum();
  }

  /** One step of Adam; {@code gradients} in the order of {@link #all}. */
  void update(List<float[]> gradients, double learningRate) {
    updates++;
    double c1 = 1 - Math.pow(BETA1, updates);
    double c2 = 1 - Math.pow(BETA2, updates);
    for (int t = 0; t < weights.size(); t++) {
      Weight w = weights.get(t);
      float[] g = gradients.get(t);
      for (int i = 0; i < g.length; i++) {
        w.mean[i] = (float) (BETA1 * w.mean[i] + (1 - BETA1) * g[i]);
        w.square[i] = (float) (BETA2 * w.square[i] + (1 - BETA2) * g[i] * g[i]);
        w.values[i] -=
            (float) (learningRate * (w.mean[i] / c1) / (Math.sqrt(w.square[i] / c2) + EPSILON));
      }
    }
  }

  List<float[]> copyValues() {
    return weights.stream().map(w -> w.values.clone()).toList();
  }

  void setValues(List<float[]> values) {
    for (int t = 0; t < weights.size(); t++) {
      System.arraycopy(values.get(t), 0, weights.get(t).values, 0, values.get(t).length);
    }
  }

  void write(DataOutputStream out) throws IOException {
    out.writeInt(updates);
    out.writeInt(count());
    for (Weight w : weights) {
      for (int i = 0; i < w.values.length; i++) {
        out.writeFloat(w.values[i]);
        out.writeFloat(w.mean[i]);
        out.writeFloat(w.square[i]);
      }
    }
  }

  void read(DataInputStream in) throws IOException {
    updates = in.readInt();
    if (in.readInt() != count()) {
      throw new IOException("the checkpoint is of another network: remove it or change the name");
    }
    for (Weight w : weights) {
      for (int i = 0; i < w.values.length; i++) {
        w.values[i] = in.readFloat();
        w.mean[i] = in.readFloat();
        w.square[i] = in.readFloat();
      }
    }
  }
}
