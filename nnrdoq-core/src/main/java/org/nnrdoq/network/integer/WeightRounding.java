package org.nnrdoq.network.integer;

/**
 * How real weights become integers: those of one output channel share one power of two, the largest
 * that keeps all of them within -{@value #MAX_WEIGHT}..{@value #MAX_WEIGHT}.
 *
 * <p>Seven bits, so that the sum of two products of an unsigned byte and a weight fits 16 bits:
 * fast kernels saturate there on AVX2 and could differ from others otherwise. The trainer rounds by
 * the same rule.
 */
public final class WeightRounding {
  /** Largest magnitude of an integer weight. */
  public static final int MAX_WEIGHT = 64;

  /** Largest exponent: channels of tiny weights gain nothing from more. */
  public static final int MAX_EXPONENT = 14;

  private WeightRounding() {}

  /**
   * The exponent e of each output channel: its weights are multiples of 2^-e.
   *
   * @param weights [output][...]
   * @param outputs number of output channels
   * @param blockWeights [output][...] that share the channels' exponents, or {@code null}
   * @param shared whether all channels share one exponent: the scores of a last layer
   */
  public static int[] exponents(
      float[] weights, int outputs, float[] blockWeights, boolean shared) {
    int[] e = new int[outputs];
    int least = MAX_EXPONENT;
    for (int o = 0; o < outputs; o++) {
      float largest = largest(weights, outputs, o);
      if (blockWeights != null) {
        largest = Math.max(largest, largest(blockWeights, outputs, o));
      }
      e[o] = exponent(largest);
      least = Math.min(least, e[o]);
    }
    if (shared) {
      java.util.Arrays.fill(e, least);
    }
    return e;
  }

  /** The integer nearest to a weight times 2^exponent, half to even. */
  public static int round(float weight, int exponent) {
    return (int) Math.rint(Math.scalb((double) weight, exponent));
  }

  /**
   * Replaces weights by the values that integer inference will give them; parameters as in {@link
   * #exponents}.
   */
  public static void apply(float[] weights, int outputs, float[] blockWeights, boolean shared) {
    int[] e = exponents(weights, outputs, blockWeights, shared);
    apply(weights, e);
    if (blockWeights != null) {
      apply(blockWeights, e);
    }
  }

  private static void apply(float[] weights, int[] exponents) {
    int each = weights.length / exponents.length;
    for (int i = 0; i < weights.length; i++) {
      int e = exponents[i / each];
      weights[i] = (float) Math.scalb((double) round(weights[i], e), -e);
    }
  }

  private static float largest(float[] weights, int outputs, int o) {
    int each = weights.length / outputs;
    float largest = 0;
    for (int i = o * each; i < (o + 1) * each; i++) {
      largest = Math.max(largest, Math.abs(weights[i]));
    }
    return largest;
  }

  private static int exponent(float largest) {
    if (largest == 0) {
      return MAX_EXPONENT;
    }
    int e = 6 - Math.getExponent(largest);
    return Math.min(round(largest, e) <= MAX_WEIGHT ? e : e - 1, MAX_EXPONENT);
  }
}
