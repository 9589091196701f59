package org.nnrdoq.network.list;

/**
 * One convolution along a list of levels, with zeros before the first and after the last one.
 *
 * <p>An output is {@code clamp((sum + bias + (1 << shift - 1)) >> shift, 0, 127)}.
 *
 * @param taps levels that an output sees of each input, 1 or 3: the one before, its own, the one
 *     after in coding order
 * @param in inputs of a level
 * @param out outputs of a level
 * @param weights [out][in][taps], each -64..64
 * @param bias [out], in the scale of the sums
 * @param shift [out], 1..12
 */
public record ListLayer(int taps, int in, int out, int[] weights, int[] bias, int[] shift) {
  /** Multiply-accumulates per level. */
  public int macs() {
    return taps * in * out;
  }
}
