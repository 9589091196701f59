package org.nnrdoq.training.learn;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.nnrdoq.network.integer.WeightRounding;
import org.nnrdoq.network.onnx.OnnxGraph;

/** Named weights of a network as plain arrays, with the state of Adam beside them. */
public final class Parameters {
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.98;
  private static final double EPSILON = 1e-8;

  /** How weights become integers; {@link WeightRounding} says more. */
  enum Rounding {
    /** Not at all, as biases. */
    NONE,
    /** By output channel. */
    CHANNEL,
    /** With one step for all channels: scores that are compared with each other. */
    SHARED,
    /** In the steps of the first weight's channels, whose sums it enters: inputs per block. */
    WITH_FIRST
  }

  /** One weight tensor. */
  static final class Weight {
    final String name;
    final long[] shape;
    final float[] values;
    private final float[] mean;
    private final float[] square;

    private Rounding rounding = Rounding.NONE;

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

    /** Says how the weight is rounded where the network runs on rounded ones. */
    Weight rounding(Rounding rounding) {
      this.rounding = rounding;
      return this;
    }
  }

  private final List<Weight> weights = new ArrayList<>();
  private int updates;
  private boolean rounded;

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

  public int count() {
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

  /**
   * Takes over values by name.
   *
   * @param count of the first weights, all of which the model must have
   * @param origin for messages
   * @throws IllegalArgumentException if one is missing or of another shape
   */
  void take(Map<String, OnnxGraph.Tensor> tensors, int count, String origin) {
    for (Weight w : weights.subList(0, count)) {
      System.arraycopy(floats(tensors, w.name, w.shape, origin), 0, w.values, 0, w.values.length);
    }
  }

  /** A tensor's values, checked. */
  static float[] floats(
      Map<String, OnnxGraph.Tensor> tensors, String name, long[] shape, String origin) {
    OnnxGraph.Tensor t = tensors.get(name);
    if (t == null || t.floats() == null || !Arrays.equals(t.shape(), shape)) {
      throw new IllegalArgumentException(
          origin
              + ": '"
              + name
              + "' is "
              + (t == null ? "missing" : Arrays.toString(t.shape()))
              + ": expected float "
              + Arrays.toString(shape)
              + "; start from a float model with the layers of the configuration");
    }
    return t.floats();
  }

  /** Whether the network runs on rounded weights from now on ({@link WeightRounding}). */
  void setRounded(boolean rounded) {
    this.rounded = rounded;
  }

  /** Whether the network runs on rounded weights. */
  boolean rounded() {
    return rounded;
  }

  /** The values that the network runs on, in the order of {@link #all}. */
  List<float[]> effective() {
    List<float[]> values = copyValues();
    if (!rounded) {
      return values;
    }
    for (int t = 0; t < values.size(); t++) {
      Weight w = weights.get(t);
      if (w.rounding != Rounding.NONE && w.rounding != Rounding.WITH_FIRST) {
        float[] block = t == 0 ? blockWeights(values) : null;
        boolean shared = w.rounding == Rounding.SHARED;
        WeightRounding.apply(values.get(t), (int) w.shape[0], block, shared);
      }
    }
    return values;
  }

  private float[] blockWeights(List<float[]> values) {
    for (int t = 0; t < values.size(); t++) {
      if (weights.get(t).rounding == Rounding.WITH_FIRST) {
        return values.get(t);
      }
    }
    return null;
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
      throw new EOFException("another number of weights");
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
