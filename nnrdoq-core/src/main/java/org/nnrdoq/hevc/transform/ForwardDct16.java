package org.nnrdoq.hevc.transform;

/**
 * One dimension of the forward 16-point DCT as partial butterflies, on two rows at a time.
 *
 * <p>The rows j and j + 1 share a {@code long} (see {@link Lanes}); the multipliers are those of
 * transMatrix, H.265 §8.6.4.2.
 */
final class ForwardDct16 {
  private ForwardDct16() {}

  /**
   * Transforms the rows of {@code src} into the columns of {@code dst}, without any shift.
   *
   * @param src 16x16 values, raster order
   * @param dst receives the 16x16 transposed result; must not be {@code src}
   */
  static void pass(int[] src, int[] dst) {
    for (int j = 0; j < 16; j += 2) {
      int a = j * 16;
      int b = a + 16;
      long s0 = Lanes.pack(src[a], src[b]);
      long s15 = Lanes.pack(src[a + 15], src[b + 15]);
      long o0 = s0 - s15;
      long e0 = s0 + s15;
      long s1 = Lanes.pack(src[a + 1], src[b + 1]);
      long s14 = Lanes.pack(src[a + 14], src[b + 14]);
      long o1 = s1 - s14;
      long e1 = s1 + s14;
      long s2 = Lanes.pack(src[a + 2], src[b + 2]);
      long s13 = Lanes.pack(src[a + 13], src[b + 13]);
      long o2 = s2 - s13;
      long e2 = s2 + s13;
      long s3 = Lanes.pack(src[a + 3], src[b + 3]);
      long s12 = Lanes.pack(src[a + 12], src[b + 12]);
      long o3 = s3 - s12;
      long e3 = s3 + s12;
      long s4 = Lanes.pack(src[a + 4], src[b + 4]);
      long s11 = Lanes.pack(src[a + 11], src[b + 11]);
      long o4 = s4 - s11;
      long e4 = s4 + s11;
      long s5 = Lanes.pack(src[a + 5], src[b + 5]);
      long s10 = Lanes.pack(src[a + 10], src[b + 10]);
      long o5 = s5 - s10;
      long e5 = s5 + s10;
      long s6 = Lanes.pack(src[a + 6], src[b + 6]);
      long s9 = Lanes.pack(src[a + 9], src[b + 9]);
      long o6 = s6 - s9;
      long e6 = s6 + s9;
      long s7 = Lanes.pack(src[a + 7], src[b + 7]);
      long s8 = Lanes.pack(src[a + 8], src[b + 8]);
      long o7 = s7 - s8;
      long e7 = s7 + s8;
      Lanes.store(
          dst,
          j + 16,
          90 * o0 + 87 * o1 + 80 * o2 + 70 * o3 + 57 * o4 + 43 * o5 + 25 * o6 + 9 * o7);
      Lanes.store(
          dst,
          j + 48,
          87 * o0 + 57 * o1 + 9 * o2 - 43 * o3 - 80 * o4 - 90 * o5 - 70 * o6 - 25 * o7);
      Lanes.store(
          dst,
          j + 80,
          80 * o0 + 9 * o1 - 70 * o2 - 87 * o3 - 25 * o4 + 57 * o5 + 90 * o6 + 43 * o7);
      Lanes.store(
          dst,
          j + 112,
          70 * o0 - 43 * o1 - 87 * o2 + 9 * o3 + 90 * o4 + 25 * o5 - 80 * o6 - 57 * o7);
      Lanes.store(
          dst,
          j + 144,
          57 * o0 - 80 * o1 - 25 * o2 + 90 * o3 - 9 * o4 - 87 * o5 + 43 * o6 + 70 * o7);
      Lanes.store(
          dst,
          j + 176,
          43 * o0 - 90 * o1 + 57 * o2 + 25 * o3 - 87 * o4 + 70 * o5 + 9 * o6 - 80 * o7);
      Lanes.store(
          dst,
          j + 208,
          25 * o0 - 70 * o1 + 90 * o2 - 80 * o3 + 43 * o4 + 9 * o5 - 57 * o6 + 87 * o7);
      Lanes.store(
          dst,
          j + 240,
          9 * o0 - 25 * o1 + 43 * o2 - 57 * o3 + 70 * o4 - 80 * o5 + 87 * o6 - 90 * o7);
      long eo0 = e0 - e7;
      long ee0 = e0 + e7;
      long eo1 = e1 - e6;
      long ee1 = e1 + e6;
      long eo2 = e2 - e5;
      long ee2 = e2 + e5;
      long eo3 = e3 - e4;
      long ee3 = e3 + e4;
      Lanes.store(dst, j + 32, 89 * eo0 + 75 * eo1 + 50 * eo2 + 18 * eo3);
      Lanes.store(dst, j + 96, 75 * eo0 - 18 * eo1 - 89 * eo2 - 50 * eo3);
      Lanes.store(dst, j + 160, 50 * eo0 - 89 * eo1 + 18 * eo2 + 75 * eo3);
      Lanes.store(dst, j + 224, 18 * eo0 - 50 * eo1 + 75 * eo2 - 89 * eo3);
      long eeo0 = ee0 - ee3;
      long eee0 = ee0 + ee3;
      long eeo1 = ee1 - ee2;
      long eee1 = ee1 + ee2;
      Lanes.store(dst, j + 64, 83 * eeo0 + 36 * eeo1);
      Lanes.store(dst, j + 192, 36 * eeo0 - 83 * eeo1);
      Lanes.store(dst, j, 64 * (eee0 + eee1));
      Lanes.store(dst, j + 128, 64 * (eee0 - eee1));
    }
  }
}
