package org.nnrdoq.training.learn;

import org.nnrdoq.network.integer.WeightRounding;
import org.nnrdoq.network.list.ListInputs;
import org.nnrdoq.network.list.ListModel;

/**
 * How real weights of a network over lists become integers: those of one output share the largest
 * power of two with which no sum can leave 16 bits.
 *
 * <p>Inputs and activations are whole numbers of 1/{@value #UNIT}.
 */
final class ListRounding {
  /** An input or activation of 1 as a whole number. */
  static final int UNIT = 16;

  /** log2 of {@link #UNIT}. */
  static final int UNIT_BITS = 4;

  /** Largest exponent of weights. */
  private static final int MAX_EXPONENT = 10;

  private ListRounding() {}

  /** A tensor's part that belongs to one output: {@code [output][...]}. */
  record Weights(float[] values, int outputs) {
    int each() {
      return values.length / outputs;
    }

    /** Sum of the magnitudes of an output's integers, or a bound that no sum has. */
    long magnitude(int output, int exponent) {
      long sum = 0;
      for (int i = output * each(); i < (output + 1) * each(); i++) {
        long whole = Math.abs((long) WeightRounding.round(values[i], exponent));
        sum += whole <= WeightRounding.MAX_WEIGHT ? whole : ListModel.MAX_SUM;
      }
      return sum;
    }
  }

  /**
   * The exponents of a layer's outputs.
   *
   * @param weights all that is multiplied by inputs or activations
   * @param bias [output]
   * @param blockRows [output][row], or {@code null}
   * @param shifted whether sums are shifted by the exponent, which must then be 1 or more
   */
  static int[] exponents(Weights[] weights, float[] bias, float[] blockRows, boolean shifted) {
    int[] exponents = new int[bias.length];
    for (int o = 0; o < exponents.length; o++) {
      int e = MAX_EXPONENT;
      while (e > (shifted ? 1 : 0) && !fits(weights, bias, blockRows, o, e, shifted)) {
        e--;
      }
      exponents[o] = e;
    }
    return exponents;
  }

  private static boolean fits(
      Weights[] weights, float[] bias, float[] blockRows, int o, int exponent, boolean shifted) {
    long sum = Math.abs((long) bias(bias[o], exponent));
    for (Weights w : weights) {
      sum += ListModel.MAX_VALUE * w.magnitude(o, exponent);
    }
    for (int choice = 0; blockRows != null && choice < ListInputs.CHOICES; choice++) {
      long most = 0;
      for (int r = ListInputs.firstRow(choice); r < ListInputs.firstRow(choice + 1); r++) {
        float row = blockRows[o * ListInputs.BLOCK_ROWS + r];
        most = Math.max(most, Math.abs((long) bias(row, exponent)));
      }
      sum += most;
    }
    return sum + (shifted ? 1L << exponent - 1 : 0) <= ListModel.MAX_SUM;
  }

  /** A bias or a block's row as a whole number in the scale of the sums. */
  static int bias(float value, int exponent) {
    return WeightRounding.round(value, exponent + UNIT_BITS);
  }

  /** A weight as a whole number. */
  static int weight(float value, int exponent) {
    int whole = WeightRounding.round(value, exponent);
    return Math.max(-WeightRounding.MAX_WEIGHT, Math.min(whole, WeightRounding.MAX_WEIGHT));
  }
}
