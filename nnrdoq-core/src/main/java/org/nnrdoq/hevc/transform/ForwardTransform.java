package org.nnrdoq.hevc.transform;

/**
 * Forward transforms that match the inverse ones of H.265 §8.6.4.2, with HM's intermediate
 * rounding.
 *
 * <p>The standard defines no forward transform; encoders that want HM's coefficients must round as
 * HM does: rows first, shift {@code log2Size + bitDepth - 9}, then columns, shift {@code log2Size +
 * 6}.
 */
public final class ForwardTransform {
  private ForwardTransform() {}

  /**
   * Transforms one square block.
   *
   * @param log2Size log2 of the block's side, 2..5
   * @param dst whether to use the 4x4 DST-VII of intra luma; then {@code log2Size} must be 2
   * @param bitDepth of the samples, 8..12
   * @param residual raster order, stride = side, each within +-(2^bitDepth - 1)
   * @param coefficients receives the coefficients, raster order, stride = side; may be {@code
   *     residual}
   * @param scratch at least side * side long, undefined on entry and exit; neither of the others
   */
  public static void forward(
      int log2Size, boolean dst, int bitDepth, int[] residual, int[] coefficients, int[] scratch) {
    assert !dst || log2Size == 2 : "DST exists for 4x4 only";
    int shift1 = log2Size + bitDepth - 9;
    int shift2 = log2Size + 6;
    switch (log2Size) {
      case 2 -> {
        if (dst) {
          dst4(residual, scratch, shift1);
          dst4(scratch, coefficients, shift2);
        } else {
          dct4(residual, scratch, shift1);
          dct4(scratch, coefficients, shift2);
        }
      }
      case 3 -> {
        ForwardDct8.pass(residual, scratch);
        Lanes.round(scratch, 64, shift1);
        ForwardDct8.pass(scratch, coefficients);
        Lanes.round(coefficients, 64, shift2);
      }
      case 4 -> {
        ForwardDct16.pass(residual, scratch);
        Lanes.round(scratch, 256, shift1);
        ForwardDct16.pass(scratch, coefficients);
        Lanes.round(coefficients, 256, shift2);
      }
      case 5 -> {
        ForwardDct32.pass(residual, scratch);
        Lanes.round(scratch, 1024, shift1);
        ForwardDct32.pass(scratch, coefficients);
        Lanes.round(coefficients, 1024, shift2);
      }
      default -> throw new IllegalArgumentException("log2Size=" + log2Size + ": expected 2..5");
    }
  }

  private static void dct4(int[] src, int[] dst, int shift) {
    int round = 1 << (shift - 1);
    for (int j = 0; j < 4; j++) {
      int a = 4 * j;
      int e0 = src[a] + src[a + 3];
      int o0 = src[a] - src[a + 3];
      int e1 = src[a + 1] + src[a + 2];
      int o1 = src[a + 1] - src[a + 2];
      dst[j] = (64 * (e0 + e1) + round) >> shift;
      dst[j + 4] = (83 * o0 + 36 * o1 + round) >> shift;
      dst[j + 8] = (64 * (e0 - e1) + round) >> shift;
      dst[j + 12] = (36 * o0 - 83 * o1 + round) >> shift;
    }
  }

  private static void dst4(int[] src, int[] dst, int shift) {
    int round = 1 << (shift - 1);
    for (int j = 0; j < 4; j++) {
      int a = 4 * j;
      int s0 = src[a];
      int s1 = src[a + 1];
      int s2 = src[a + 2];
      int s3 = src[a + 3];
      // 29 + 55 = 84 lets the rows share products.
      int c0 = s0 + s3;
      int c1 = s1 + s3;
      int c2 = s0 - s1;
      int c3 = 74 * s2;
      dst[j] = (29 * c0 + 55 * c1 + c3 + round) >> shift;
      dst[j + 4] = (74 * (s0 + s1 - s3) + round) >> shift;
      dst[j + 8] = (29 * c2 + 55 * c0 - c3 + round) >> shift;
      dst[j + 12] = (55 * c2 - 29 * c1 + c3 + round) >> shift;
    }
  }
}
