package org.nnrdoq.hevc.transform;

/**
 * One dimension of the inverse 16-point DCT as partial butterflies, on two columns at a time.
 *
 * <p>The columns j and j + 1 share a {@code long} (see {@link Lanes}); the multipliers are those of
 * transMatrix, H.265 §8.6.4.2. Rows at and past {@code limit} are known to be zero, and whole
 * groups of them are skipped.
 */
final class InverseDct16 {
  private InverseDct16() {}

  /**
   * Transforms the first columns of {@code src} into the first rows of {@code dst}, without any
   * shift.
   *
   * @param src 16x16 values of 16 bits, raster order
   * @param dst receives {@code lanes} rows of 16 values; must not be {@code src}
   * @param lanes number of columns to transform, even, 2..16
   * @param limit rows of {@code src} from here on are zero (they may be undefined from the next of
   *     4, 8, 16 and 32 on), 1..16
   */
  static void pass(int[] src, int[] dst, int lanes, int limit) {
    for (int j = 0; j < lanes; j += 2) {
      long s0 = Lanes.load(src, j);
      long s1 = Lanes.load(src, j + 16);
      long s2 = Lanes.load(src, j + 32);
      long s3 = Lanes.load(src, j + 48);
      long o0 = 90 * s1 + 87 * s3;
      long o1 = 87 * s1 + 57 * s3;
      long o2 = 80 * s1 + 9 * s3;
      long o3 = 70 * s1 - 43 * s3;
      long o4 = 57 * s1 - 80 * s3;
      long o5 = 43 * s1 - 90 * s3;
      long o6 = 25 * s1 - 70 * s3;
      long o7 = 9 * s1 - 25 * s3;
      long eo0 = 89 * s2;
      long eo1 = 75 * s2;
      long eo2 = 50 * s2;
      long eo3 = 18 * s2;
      long dc = 64 * s0;
      long eee0 = dc;
      long eee1 = dc;
      long eeo0 = 0;
      long eeo1 = 0;
      if (limit > 4) {
        long s4 = Lanes.load(src, j + 64);
        long s5 = Lanes.load(src, j + 80);
        long s6 = Lanes.load(src, j + 96);
        long s7 = Lanes.load(src, j + 112);
        o0 += 80 * s5 + 70 * s7;
        o1 += 9 * s5 - 43 * s7;
        o2 += -70 * s5 - 87 * s7;
        o3 += -87 * s5 + 9 * s7;
        o4 += -25 * s5 + 90 * s7;
        o5 += 57 * s5 + 25 * s7;
        o6 += 90 * s5 - 80 * s7;
        o7 += 43 * s5 - 57 * s7;
        eo0 += 75 * s6;
        eo1 += -18 * s6;
        eo2 += -89 * s6;
        eo3 += -50 * s6;
        eeo0 += 83 * s4;
        eeo1 += 36 * s4;
      }
      if (limit > 8) {
        long s8 = Lanes.load(src, j + 128);
        long s9 = Lanes.load(src, j + 144);
        long s10 = Lanes.load(src, j + 160);
        long s11 = Lanes.load(src, j + 176);
        long s12 = Lanes.load(src, j + 192);
        long s13 = Lanes.load(src, j + 208);
        long s14 = Lanes.load(src, j + 224);
        long s15 = Lanes.load(src, j + 240);
        o0 += 57 * s9 + 43 * s11 + 25 * s13 + 9 * s15;
        o1 += -80 * s9 - 90 * s11 - 70 * s13 - 25 * s15;
        o2 += -25 * s9 + 57 * s11 + 90 * s13 + 43 * s15;
        o3 += 90 * s9 + 25 * s11 - 80 * s13 - 57 * s15;
        o4 += -9 * s9 - 87 * s11 + 43 * s13 + 70 * s15;
        o5 += -87 * s9 + 70 * s11 + 9 * s13 - 80 * s15;
        o6 += 43 * s9 + 9 * s11 - 57 * s13 + 87 * s15;
        o7 += 70 * s9 - 80 * s11 + 87 * s13 - 90 * s15;
        eo0 += 50 * s10 + 18 * s14;
        eo1 += -89 * s10 - 50 * s14;
        eo2 += 18 * s10 + 75 * s14;
        eo3 += 75 * s10 - 89 * s14;
        eeo0 += 36 * s12;
        eeo1 += -83 * s12;
        eee0 += 64 * s8;
        eee1 -= 64 * s8;
      }
      long ee0 = eee0 + eeo0;
      long ee3 = eee0 - eeo0;
      long ee1 = eee1 + eeo1;
      long ee2 = eee1 - eeo1;
      long e0 = ee0 + eo0;
      long e7 = ee0 - eo0;
      long e1 = ee1 + eo1;
      long e6 = ee1 - eo1;
      long e2 = ee2 + eo2;
      long e5 = ee2 - eo2;
      long e3 = ee3 + eo3;
      long e4 = ee3 - eo3;
      int d = j * 16;
      Lanes.store(dst, d, 16, e0 + o0);
      Lanes.store(dst, d + 15, 16, e0 - o0);
      Lanes.store(dst, d + 1, 16, e1 + o1);
      Lanes.store(dst, d + 14, 16, e1 - o1);
      Lanes.store(dst, d + 2, 16, e2 + o2);
      Lanes.store(dst, d + 13, 16, e2 - o2);
      Lanes.store(dst, d + 3, 16, e3 + o3);
      Lanes.store(dst, d + 12, 16, e3 - o3);
      Lanes.store(dst, d + 4, 16, e4 + o4);
      Lanes.store(dst, d + 11, 16, e4 - o4);
      Lanes.store(dst, d + 5, 16, e5 + o5);
      Lanes.store(dst, d + 10, 16, e5 - o5);
      Lanes.store(dst, d + 6, 16, e6 + o6);
      Lanes.store(dst, d + 9, 16, e6 - o6);
      Lanes.store(dst, d + 7, 16, e7 + o7);
      Lanes.store(dst, d + 8, 16, e7 - o7);
    }
  }
}
