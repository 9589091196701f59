package org.nnrdoq.hevc.transform;

/**
 * One dimension of the forward 8-point DCT as partial butterflies, on two rows at a time.
 *
 * <p>The rows j and j + 1 share a {@code long} (see {@link Lanes}); the multipliers are those of
 * transMatrix, H.265 §8.6.4.2.
 */
final class ForwardDct8 {
  private ForwardDct8() {}

  /**
   * Transforms the rows of {@code src} into the columns of {@code dst}, without any shift.
   *
   * @param src 8x8 values, raster order
   * @param dst receives the 8x8 transposed result; must not be {@code src}
   */
  static void pass(int[] src, int[] dst) {
    for (int j = 0; j < 8; j += 2) {
      int a = j * 8;
      int b = a + 8;
      long s0 = Lanes.pack(src[a], src[b]);
      long s7 = Lanes.pack(src[a + 7], src[b + 7]);
      long o0 = s0 - s7;
      long e0 = s0 + s7;
      long s1 = Lanes.pack(src[a + 1], src[b + 1]);
      long s6 = Lanes.pack(src[a + 6], src[b + 6]);
      long o1 = s1 - s6;
      long e1 = s1 + s6;
      long s2 = Lanes.pack(src[a + 2], src[b + 2]);
      long s5 = Lanes.pack(src[a + 5], src[b + 5]);
      long o2 = s2 - s5;
      long e2 = s2 + s5;
      long s3 = Lanes.pack(src[a + 3], src[b + 3]);
      long s4 = Lanes.pack(src[a + 4], src[b + 4]);
      long o3 = s3 - s4;
      long e3 = s3 + s4;
      Lanes.store(dst, j + 8, 89 * o0 + 75 * o1 + 50 * o2 + 18 * o3);
      Lanes.store(dst, j + 24, 75 * o0 - 18 * o1 - 89 * o2 - 50 * o3);
      Lanes.store(dst, j + 40, 50 * o0 - 89 * o1 + 18 * o2 + 75 * o3);
      Lanes.store(dst, j + 56, 18 * o0 - 50 * o1 + 75 * o2 - 89 * o3);
      long eo0 = e0 - e3;
      long ee0 = e0 + e3;
      long eo1 = e1 - e2;
      long ee1 = e1 + e2;
      Lanes.store(dst, j + 16, 83 * eo0 + 36 * eo1);
      Lanes.store(dst, j + 48, 36 * eo0 - 83 * eo1);
      Lanes.store(dst, j, 64 * (ee0 + ee1));
      Lanes.store(dst, j + 32, 64 * (ee0 - ee1));
    }
  }
}
