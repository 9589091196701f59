package org.nnrdoq.training;

import java.util.List;

/**
 * Rounds convolution weights to what integer inference holds: whole numbers in -64..64 times a
 * power of two per output channel, the smallest that holds the channel's largest weight.
 *
 * <p>Training runs its forward pass on rounded weights and applies the gradient to the others, so
 * that small steps add up (straight-through estimate).
 */
final class WeightRounding {
  /** Largest magnitude of a rounded weight in steps. */
  static final int LARGEST = 64;

  /** Steps finer than this serve nothing; a channel of zeros has it. */
  private static final int FINEST_EXPONENT = -24;

  private WeightRounding() {}

  /**
   * Step of one output channel.
   *
   * @param largest largest magnitude of its weights
   * @return a power of two
   */
  static float step(float largest) {
    int exponent = FINEST_EXPONENT;
    while (Math.scalb(1f, exponent) * LARGEST < largest) {
      exponent++;
    }
    return Math.scalb(1f, exponent);
  }

  /**
   * Rounds tensors that enter the same sums.
   *
   * @param tensors values in the layout [output][...], modified
   * @param outputs output channels of each
   * @param shared whether all channels have one step: scores that are compared with each other
   */
  static void round(List<float[]> tensors, int outputs, boolean shared) {
    int channels = shared ? 1 : outputs;
    for (int c = 0; c < channels; c++) {
      float largest = 0;
      for (float[] t : tensors) {
        int n = t.length / channels;
        for (int i = c * n; i < (c + 1) * n; i++) {
          largest = Math.max(largest, Math.abs(t[i]));
        }
      }
      float step = step(largest);
      for (float[] t : tensors) {
        int n = t.length / channels;
        for (int i = c * n; i < (c + 1) * n; i++) {
          t[i] = (float) Math.rint(t[i] / step) * step;
        }
      }
    }
  }
}
