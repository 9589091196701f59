package org.nnrdoq.network.integer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Converts the layers of a float trunk to integers, from the first to the last, each seeing what
 * the integer layers before it make of the observed blocks.
 *
 * <p>Weights that {@link WeightRounding} leaves as they are (those of a network that was trained
 * with it) are taken over. Others are fitted to what the float network gives ({@link WeightFit}),
 * after each rectified channel was scaled so that its largest weight uses the whole range; the next
 * layer's weights undo that. Activations of a layer have one scale, chosen so that {@value
 * #HEAD_ROOM} times the largest one that was observed still fits.
 */
final class LayerConverter {
  /** Exponent of the inputs of the first layer: {@link IntegerModel#ONE} is 2^10. */
  static final int INPUT_EXPONENT = 10;

  /** How much larger than observed activations may get before they are cut. */
  private static final int HEAD_ROOM = 4;

  /** Exponent of activations that are never above 0. */
  private static final int MAX_EXPONENT = 14;

  /** Bound of sums; rounding may add a little. */
  private static final double MAX_SUM = IntegerModel.MAX_SUM / 2;

  private final FloatTrunk trunk;
  private final boolean exact;

  /** Largest magnitudes that are added to each output of the last layer, or {@code null}. */
  private final double[] addedToLast;

  private final List<ObservedBlock> blocks = new ArrayList<>();
  private int[] blockWeights;
  private int layer;

  /** Exponent of the inputs of the next layer. */
  private int inputExponent = INPUT_EXPONENT;

  /** What each input of the next layer was multiplied by, besides 2^inputExponent. */
  private double[] inputScale;

  /**
   * Exponents e of the outputs of the layer that was converted last: the sum s of such an output
   * stands for s * 2^-e.
   */
  private int[] sumExponents;

  /**
   * Starts before the first layer.
   *
   * @param trunk to convert, after it observed blocks
   * @param addedToLast largest magnitudes of what is added to each output of the last layer, in its
   *     real scale; {@code null} if nothing is
   */
  LayerConverter(FloatTrunk trunk, double[] addedToLast) {
    this.trunk = trunk;
    this.addedToLast = addedToLast;
    exact = isRounded(trunk);
    for (FloatTrunk.Block b : trunk.blocks()) {
      blocks.add(new ObservedBlock(b));
    }
    inputScale = new double[trunk.model().info().features()];
    Arrays.fill(inputScale, 1);
  }

  /** Whether all weights are such as {@link WeightRounding} leaves them. */
  private static boolean isRounded(FloatTrunk trunk) {
    int count = trunk.layers().size();
    boolean sequential = trunk.model().info().kind().equals("ar");
    for (int i = 0; i < count; i++) {
      FloatTrunk.Layer l = trunk.layers().get(i);
      float[] block = i == 0 ? trunk.blockWeights().clone() : null;
      float[] weights = l.weights().clone();
      WeightRounding.apply(weights, l.out(), block, i == count - 1 && !sequential);
      if (!Arrays.equals(weights, l.weights())
          || (block != null && !Arrays.equals(block, trunk.blockWeights()))) {
        return false;
      }
    }
    return true;
  }

  /** Weights of the per-block inputs, [output of the first layer][input]. */
  int[] blockWeights() {
    return blockWeights;
  }

  /** Exponents of the sums of the layer that was converted last. */
  int[] sumExponents() {
    return sumExponents;
  }

  /**
   * Converts the next layer.
   *
   * @param scores whether its outputs are the scores of a network, which share one scale
   */
  IntegerLayer next(boolean scores) {
    FloatTrunk.Layer from = trunk.layers().get(layer);
    float largest = 0;
    List<float[]> real = new ArrayList<>();
    for (ObservedBlock s : blocks) {
      float[] bias = layer == 0 ? trunk.firstBias(s.block.blockFeatures()) : from.bias();
      float[] out = FloatTrunk.convolve(from, bias, s.block.height(), s.block.width(), s.real);
      for (float v : out) {
        largest = Math.max(largest, v);
      }
      real.add(out);
    }
    Weights w = exact ? takenOver(from, scores) : fitted(from, scores, real);
    IntegerLayer converted = layer(from, w, scores, largest);
    if (from.rectified()) {
      for (int i = 0; i < blocks.size(); i++) {
        ObservedBlock s = blocks.get(i);
        s.apply(converted, blockWeights, blockInputs());
        float[] out = real.get(i);
        for (int p = 0; p < out.length; p++) {
          out[p] = Math.max(out[p], 0);
        }
        s.real = out;
      }
      inputScale = w.scale;
    }
    layer++;
    return converted;
  }

  /**
   * Weights of a layer in integers.
   *
   * @param integers [output][inputs, then per-block inputs]
   * @param exponents of the integers, [output]
   * @param bias in the scale of the real outputs times {@code scale}
   * @param scale what each output is multiplied by
   */
  private record Weights(int[] integers, int[] exponents, double[] bias, double[] scale) {}

  private int blockInputs() {
    return layer == 0 ? trunk.model().info().blockFeatures() : 0;
  }

  /** The real weights for scaled inputs, [output][inputs, then per-block inputs, then the bias]. */
  private double[] rows(FloatTrunk.Layer from) {
    int taps = from.kernel() * from.kernel();
    int each = from.in() * taps;
    int block = blockInputs();
    int n = each + block + 1;
    double[] rows = new double[from.out() * n];
    for (int o = 0; o < from.out(); o++) {
      for (int i = 0; i < each; i++) {
        rows[o * n + i] = from.weights()[o * each + i] / inputScale[i / taps];
      }
      for (int i = 0; i < block; i++) {
        rows[o * n + each + i] = trunk.blockWeights()[o * block + i];
      }
      rows[o * n + n - 1] = from.bias()[o];
    }
    return rows;
  }

  /** Weights that are integers times powers of two already. */
  private Weights takenOver(FloatTrunk.Layer from, boolean scores) {
    double[] rows = rows(from);
    int n = rows.length / from.out();
    int[] e = exponents(rows, from.out(), scores);
    int[] integers = new int[from.out() * (n - 1)];
    double[] bias = new double[from.out()];
    double[] scale = new double[from.out()];
    Arrays.fill(scale, 1);
    for (int o = 0; o < from.out(); o++) {
      for (int i = 0; i < n - 1; i++) {
        integers[o * (n - 1) + i] = WeightRounding.round((float) rows[o * n + i], e[o]);
      }
      bias[o] = rows[o * n + n - 1];
    }
    return new Weights(integers, e, bias, scale);
  }

  /** Exponents by the rule of {@link WeightRounding}, smaller where sums could overflow. */
  private int[] exponents(double[] rows, int outputs, boolean shared) {
    int n = rows.length / outputs;
    float[] weights = new float[outputs * (n - 1)];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) rows[i / (n - 1) * n + i % (n - 1)];
    }
    int[] e = WeightRounding.exponents(weights, outputs, null, shared);
    int least = Integer.MAX_VALUE;
    boolean last = layer == trunk.layers().size() - 1;
    for (int o = 0; o < outputs; o++) {
      double most = Math.scalb(Math.abs(rows[o * n + n - 1]), inputExponent);
      for (int i = 0; i < n - 1; i++) {
        most += Math.abs(rows[o * n + i]) * 32768;
      }
      most += last && addedToLast != null ? Math.scalb(addedToLast[o], inputExponent) : 0;
      while (Math.scalb(most, e[o]) > MAX_SUM) {
        e[o]--;
      }
      least = Math.min(least, e[o]);
    }
    if (shared) {
      Arrays.fill(e, least);
    }
    return e;
  }

  /** Weights fitted so that the layer gives what the real one gives on the observed blocks. */
  private Weights fitted(FloatTrunk.Layer from, boolean scores, List<float[]> real) {
    int taps = from.kernel() * from.kernel();
    int each = from.in() * taps;
    int block = blockInputs();
    int n = each + block + 1;
    WeightFit fit = new WeightFit(n - 1, from.out());
    double[] z = new double[n - 1];
    double[] y = new double[from.out()];
    int reach = 0;
    for (int l = layer + 1; l < trunk.layers().size(); l++) {
      reach += trunk.layers().get(l).kernel() / 2;
    }
    for (int b = 0; b < blocks.size(); b++) {
      ObservedBlock s = blocks.get(b);
      for (int i = 0; i < block; i++) {
        z[each + i] = IntegerModel.quantize(s.block.blockFeatures()[i]) / (double) IntegerModel.ONE;
      }
      int area = s.block.height() * s.block.width();
      for (int p = 0; p < area; p++) {
        if (s.isSeen(p, reach)) {
          s.gather(from, inputExponent, p, z);
          for (int o = 0; o < from.out(); o++) {
            y[o] = real.get(b)[o * area + p];
          }
          fit.add(z, y);
        }
      }
    }
    double[] rows = fit.fit(rows(from));
    double[] scale = new double[from.out()];
    Arrays.fill(scale, 1);
    if (from.rectified()) {
      stretch(rows, scale);
    }
    int[] e = exponents(rows, from.out(), scores);
    int[] integers = fit.round(rows, e);
    double[] bias = new double[from.out()];
    for (int o = 0; o < from.out(); o++) {
      bias[o] = rows[o * n + n - 1];
    }
    return new Weights(integers, e, bias, scale);
  }

  /** Scales rows so that the largest weight of each is a power of two. */
  private static void stretch(double[] rows, double[] scale) {
    int n = rows.length / scale.length;
    for (int o = 0; o < scale.length; o++) {
      double largest = 0;
      for (int i = 0; i < n - 1; i++) {
        largest = Math.max(largest, Math.abs(rows[o * n + i]));
      }
      if (largest > 0) {
        scale[o] = Math.scalb(1.0, Math.getExponent(largest) + 1) / largest;
        for (int i = 0; i < n; i++) {
          rows[o * n + i] *= scale[o];
        }
      }
    }
  }

  private IntegerLayer layer(FloatTrunk.Layer from, Weights w, boolean scores, float largest) {
    int outputs = from.out();
    int block = blockInputs();
    int n = w.integers.length / outputs;
    int[] weights = new int[outputs * (n - block)];
    int[] perBlock = new int[outputs * block];
    sumExponents = new int[outputs];
    for (int o = 0; o < outputs; o++) {
      System.arraycopy(w.integers, o * n, weights, o * (n - block), n - block);
      System.arraycopy(w.integers, o * n + n - block, perBlock, o * block, block);
      sumExponents[o] = w.exponents[o] + inputExponent;
    }
    if (layer == 0) {
      blockWeights = perBlock;
    }
    int[] shift = new int[outputs];
    if (from.rectified()) {
      double most = Arrays.stream(w.scale).max().orElse(1) * largest * HEAD_ROOM;
      inputExponent = activationExponent(most);
      for (int o = 0; o < outputs; o++) {
        shift[o] = sumExponents[o] - inputExponent;
      }
    } else if (scores) {
      IntegerLayer unshifted = make(from, weights, w.bias, shift);
      long[] bounds = IntegerModelCheck.bounds(unshifted, IntegerModel.MAX_ACTIVATION);
      Arrays.fill(shift, IntegerConverter.shiftBelow(Arrays.stream(bounds).max().orElse(0)));
    }
    return make(from, weights, w.bias, shift);
  }

  private int activationExponent(double most) {
    int exponent = MAX_EXPONENT;
    while (Math.scalb(most, exponent) > IntegerModel.MAX_ACTIVATION) {
      exponent--;
    }
    for (int sumExponent : sumExponents) {
      exponent = Math.min(exponent, sumExponent);
    }
    return exponent;
  }

  /** Makes a layer whose biases include half of what its shifts cut off, so that it rounds. */
  private IntegerLayer make(FloatTrunk.Layer from, int[] weights, double[] bias, int[] shift) {
    int[] rounded = new int[bias.length];
    for (int o = 0; o < bias.length; o++) {
      rounded[o] =
          (int) Math.rint(Math.scalb(bias[o], sumExponents[o])) + IntegerConverter.half(shift[o]);
    }
    return new IntegerLayer(
        from.kernel(), from.in(), from.out(), from.rectified(), weights, rounded, shift);
  }
}
