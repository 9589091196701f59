package org.nnrdoq.hevc.transform;

/**
 * Residuals that bypass the transform (transform_skip_flag), H.265 §8.6.4.2, without extended
 * precision.
 *
 * <p>Nearly all blocks are 4x4, so the loops go by fours instead of waiting to be vectorized. The
 * standard's tsShift and bdShift together are one shift by {@code 15 - bitDepth - log2Size}.
 */
public final class TransformSkip {
  private TransformSkip() {}

  /**
   * Scales a residual to the magnitude that coefficients have, as HM does.
   *
   * @param log2Size log2 of the block's side; 2 unless the range extensions are in use
   * @param bitDepth of the samples, 8..12
   * @param residual raster order, stride = side
   * @param coefficients receives the scaled residual; may be {@code residual}
   */
  public static void forward(int log2Size, int bitDepth, int[] residual, int[] coefficients) {
    int shift = 15 - bitDepth - log2Size;
    int count = 1 << (2 * log2Size);
    for (int i = 0; i < count; i += 4) {
      coefficients[i] = residual[i] << shift;
      coefficients[i + 1] = residual[i + 1] << shift;
      coefficients[i + 2] = residual[i + 2] << shift;
      coefficients[i + 3] = residual[i + 3] << shift;
    }
  }

  /**
   * Scales coefficients back to a residual.
   *
   * @param log2Size log2 of the block's side; 2 unless the range extensions are in use
   * @param bitDepth of the samples, 8..12
   * @param coefficients raster order, stride = side, each of 16 bits
   * @param residual receives the residual; may be {@code coefficients}
   */
  public static void inverse(int log2Size, int bitDepth, int[] coefficients, int[] residual) {
    int shift = 15 - bitDepth - log2Size;
    int round = shift > 0 ? 1 << (shift - 1) : 0;
    int count = 1 << (2 * log2Size);
    for (int i = 0; i < count; i += 4) {
      residual[i] = (coefficients[i] + round) >> shift;
      residual[i + 1] = (coefficients[i + 1] + round) >> shift;
      residual[i + 2] = (coefficients[i + 2] + round) >> shift;
      residual[i + 3] = (coefficients[i + 3] + round) >> shift;
    }
  }
}
