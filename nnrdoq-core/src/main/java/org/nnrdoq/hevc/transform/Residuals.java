package org.nnrdoq.hevc.transform;

/**
 * From samples to residuals and back, on contiguous blocks.
 *
 * <p>4x4 blocks, most of all blocks, have code of their own: without it the loops' profile shows
 * them too short for HotSpot to vectorize.
 */
public final class Residuals {
  private Residuals() {}

  /**
   * {@code residual = source - prediction}.
   *
   * @param count number of samples
   * @param source unsigned samples
   * @param prediction unsigned samples
   * @param residual receives the differences; may be one of the others
   */
  public static void subtract(int count, int[] source, int[] prediction, int[] residual) {
    if (count == 16) {
      for (int i = 0; i < 16; i += 4) {
        residual[i] = source[i] - prediction[i];
        residual[i + 1] = source[i + 1] - prediction[i + 1];
        residual[i + 2] = source[i + 2] - prediction[i + 2];
        residual[i + 3] = source[i + 3] - prediction[i + 3];
      }
      return;
    }
    for (int i = 0; i < count; i++) {
      residual[i] = source[i] - prediction[i];
    }
  }

  /**
   * Picture construction, H.265 §8.6.5: {@code recon = Clip1(prediction + residual)}.
   *
   * @param count number of samples
   * @param bitDepth of the samples
   * @param prediction unsigned samples
   * @param residual magnitudes below 2^30
   * @param recon receives unsigned samples; may be one of the others
   */
  public static void add(int count, int bitDepth, int[] prediction, int[] residual, int[] recon) {
    int max = (1 << bitDepth) - 1;
    if (count == 16) {
      for (int i = 0; i < 16; i += 4) {
        recon[i] = clip(max, prediction[i] + residual[i]);
        recon[i + 1] = clip(max, prediction[i + 1] + residual[i + 1]);
        recon[i + 2] = clip(max, prediction[i + 2] + residual[i + 2]);
        recon[i + 3] = clip(max, prediction[i + 3] + residual[i + 3]);
      }
      return;
    }
    for (int i = 0; i < count; i++) {
      recon[i] = clip(max, prediction[i] + residual[i]);
    }
  }

  /** Clipping by masks vectorizes, minimum and maximum do not in Java 17. */
  private static int clip(int max, int value) {
    int room = max - value;
    int low = value + (room & (room >> 31));
    return low & ~(low >> 31);
  }
}
