package org.nnrdoq.hevc.transform;

/**
 * One dimension of the inverse 8-point DCT as partial butterflies, on two columns at a time.
 *
 * <p>The columns j and j + 1 share a {@code long} (see {@link Lanes}); the multipliers are those of
 * transMatrix, H.265 §8.6.4.2. Rows at and past {@code limit} are known to be zero, and whole
 * groups of them are skipped.
 */
final class InverseDct8 {
  private InverseDct8() {}

  /**
   * Transforms the first columns of {@code src} into the first rows of {@code dst}, without any
   * shift.
   *
   * @param src 8x8 values of 16 bits, raster order
   * @param dst receives {@code lanes} rows of 8 values; must not be {@code src}
   * @param lanes number of columns to transform, even, 2..8
   * @param limit rows of {@code src} from here on are zero (they may be undefined from the next of
   *     4, 8, 16 and 32 on), 1..8
   */
  static void pass(int[] src, int[] dst, int lanes, int limit) {
    for (int j = 0; j < lanes; j += 2) {
      long s0 = Lanes.load(src, j);
      long s1 = Lanes.load(src, j + 8);
      long s2 = Lanes.load(src, j + 16);
      long s3 = Lanes.load(src, j + 24);
      long o0 = 89 * s1 + 75 * s3;
      long o1 = 75 * s1 - 18 * s3;
      long o2 = 50 * s1 - 89 * s3;
      long o3 = 18 * s1 - 50 * s3;
      long eo0 = 83 * s2;
      long eo1 = 36 * s2;
      long dc = 64 * s0;
      long ee0 = dc;
      long ee1 = dc;
      if (limit > 4) {
        long s4 = Lanes.load(src, j + 32);
        long s5 = Lanes.load(src, j + 40);
        long s6 = Lanes.load(src, j + 48);
        long s7 = Lanes.load(src, j + 56);
        o0 += 50 * s5 + 18 * s7;
        o1 += -89 * s5 - 50 * s7;
        o2 += 18 * s5 + 75 * s7;
        o3 += 75 * s5 - 89 * s7;
        eo0 += 36 * s6;
        eo1 += -83 * s6;
        ee0 += 64 * s4;
        ee1 -= 64 * s4;
      }
      long e0 = ee0 + eo0;
      long e3 = ee0 - eo0;
      long e1 = ee1 + eo1;
      long e2 = ee1 - eo1;
      int d = j * 8;
      Lanes.store(dst, d, 8, e0 + o0);
      Lanes.store(dst, d + 7, 8, e0 - o0);
      Lanes.store(dst, d + 1, 8, e1 + o1);
      Lanes.store(dst, d + 6, 8, e1 - o1);
      Lanes.store(dst, d + 2, 8, e2 + o2);
      Lanes.store(dst, d + 5, 8, e2 - o2);
      Lanes.store(dst, d + 3, 8, e3 + o3);
      Lanes.store(dst, d + 4, 8, e3 - o3);
    }
  }
}
