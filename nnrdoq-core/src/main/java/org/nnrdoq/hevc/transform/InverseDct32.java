package org.nnrdoq.hevc.transform;

/**
 * One dimension of the inverse 32-point DCT as partial butterflies, on two columns at a time.
 *
 * <p>The columns j and j + 1 share a {@code long} (see {@link Lanes}); the multipliers are those of
 * transMatrix, H.265 §8.6.4.2. Rows at and past {@code limit} are known to be zero, and whole
 * groups of them are skipped.
 */
final class InverseDct32 {
  private InverseDct32() {}

  /**
   * Transforms the first columns of {@code src} into the first rows of {@code dst}, without any
   * shift.
   *
   * @param src 32x32 values of 16 bits, raster order
   * @param dst receives {@code lanes} rows of 32 values; must not be {@code src}
   * @param lanes number of columns to transform, even, 2..32
   * @param limit rows of {@code src} from here on are zero (they may be undefined from the next of
   *     4, 8, 16 and 32 on), 1..32
   */
  static void pass(int[] src, int[] dst, int lanes, int limit) {
    for (int j = 0; j < lanes; j += 2) {
      long s0 = Lanes.load(src, j);
      long s1 = Lanes.load(src, j + 32);
      long s2 = Lanes.load(src, j + 64);
      long s3 = Lanes.load(src, j + 96);
      long o0 = 90 * s1 + 90 * s3;
      long o1 = 90 * s1 + 82 * s3;
      long o2 = 88 * s1 + 67 * s3;
      long o3 = 85 * s1 + 46 * s3;
      long o4 = 82 * s1 + 22 * s3;
      long o5 = 78 * s1 - 4 * s3;
      long o6 = 73 * s1 - 31 * s3;
      long o7 = 67 * s1 - 54 * s3;
      long o8 = 61 * s1 - 73 * s3;
      long o9 = 54 * s1 - 85 * s3;
      long o10 = 46 * s1 - 90 * s3;
      long o11 = 38 * s1 - 88 * s3;
      long o12 = 31 * s1 - 78 * s3;
      long o13 = 22 * s1 - 61 * s3;
      long o14 = 13 * s1 - 38 * s3;
      long o15 = 4 * s1 - 13 * s3;
      long eo0 = 90 * s2;
      long eo1 = 87 * s2;
      long eo2 = 80 * s2;
      long eo3 = 70 * s2;
      long eo4 = 57 * s2;
      long eo5 = 43 * s2;
      long eo6 = 25 * s2;
      long eo7 = 9 * s2;
      long dc = 64 * s0;
      long eeee0 = dc;
      long eeee1 = dc;
      long eeo0 = 0;
      long eeo1 = 0;
      long eeo2 = 0;
      long eeo3 = 0;
      long eeeo0 = 0;
      long eeeo1 = 0;
      if (limit > 4) {
        long s4 = Lanes.load(src, j + 128);
        long s5 = Lanes.load(src, j + 160);
        long s6 = Lanes.load(src, j + 192);
        long s7 = Lanes.load(src, j + 224);
        o0 += 88 * s5 + 85 * s7;
        o1 += 67 * s5 + 46 * s7;
        o2 += 31 * s5 - 13 * s7;
        o3 += -13 * s5 - 67 * s7;
        o4 += -54 * s5 - 90 * s7;
        o5 += -82 * s5 - 73 * s7;
        o6 += -90 * s5 - 22 * s7;
        o7 += -78 * s5 + 38 * s7;
        o8 += -46 * s5 + 82 * s7;
        o9 += -4 * s5 + 88 * s7;
        o10 += 38 * s5 + 54 * s7;
        o11 += 73 * s5 - 4 * s7;
        o12 += 90 * s5 - 61 * s7;
        o13 += 85 * s5 - 90 * s7;
        o14 += 61 * s5 - 78 * s7;
        o15 += 22 * s5 - 31 * s7;
        eo0 += 87 * s6;
        eo1 += 57 * s6;
        eo2 += 9 * s6;
        eo3 += -43 * s6;
        eo4 += -80 * s6;
        eo5 += -90 * s6;
        eo6 += -70 * s6;
        eo7 += -25 * s6;
        eeo0 += 89 * s4;
        eeo1 += 75 * s4;
        eeo2 += 50 * s4;
        eeo3 += 18 * s4;
      }
      if (limit > 8) {
        long s8 = Lanes.load(src, j + 256);
        long s9 = Lanes.load(src, j + 288);
        long s10 = Lanes.load(src, j + 320);
        long s11 = Lanes.load(src, j + 352);
        long s12 = Lanes.load(src, j + 384);
        long s13 = Lanes.load(src, j + 416);
        long s14 = Lanes.load(src, j + 448);
        long s15 = Lanes.load(src, j + 480);
        o0 += 82 * s9 + 78 * s11 + 73 * s13 + 67 * s15;
        o1 += 22 * s9 - 4 * s11 - 31 * s13 - 54 * s15;
        o2 += -54 * s9 - 82 * s11 - 90 * s13 - 78 * s15;
        o3 += -90 * s9 - 73 * s11 - 22 * s13 + 38 * s15;
        o4 += -61 * s9 + 13 * s11 + 78 * s13 + 85 * s15;
        o5 += 13 * s9 + 85 * s11 + 67 * s13 - 22 * s15;
        o6 += 78 * s9 + 67 * s11 - 38 * s13 - 90 * s15;
        o7 += 85 * s9 - 22 * s11 - 90 * s13 + 4 * s15;
        o8 += 31 * s9 - 88 * s11 - 13 * s13 + 90 * s15;
        o9 += -46 * s9 - 61 * s11 + 82 * s13 + 13 * s15;
        o10 += -90 * s9 + 31 * s11 + 61 * s13 - 88 * s15;
        o11 += -67 * s9 + 90 * s11 - 46 * s13 - 31 * s15;
        o12 += 4 * s9 + 54 * s11 - 88 * s13 + 82 * s15;
        o13 += 73 * s9 - 38 * s11 - 4 * s13 + 46 * s15;
        o14 += 88 * s9 - 90 * s11 + 85 * s13 - 73 * s15;
        o15 += 38 * s9 - 46 * s11 + 54 * s13 - 61 * s15;
        eo0 += 80 * s10 + 70 * s14;
        eo1 += 9 * s10 - 43 * s14;
        eo2 += -70 * s10 - 87 * s14;
        eo3 += -87 * s10 + 9 * s14;
        eo4 += -25 * s10 + 90 * s14;
        eo5 += 57 * s10 + 25 * s14;
        eo6 += 90 * s10 - 80 * s14;
        eo7 += 43 * s10 - 57 * s14;
        eeo0 += 75 * s12;
        eeo1 += -18 * s12;
        eeo2 += -89 * s12;
        eeo3 += -50 * s12;
        eeeo0 += 83 * s8;
        eeeo1 += 36 * s8;
      }
      if (limit > 16) {
        long s16 = Lanes.load(src, j + 512);
        long s17 = Lanes.load(src, j + 544);
        long s18 = Lanes.load(src, j + 576);
        long s19 = Lanes.load(src, j + 608);
        long s20 = Lanes.load(src, j + 640);
        long s21 = Lanes.load(src, j + 672);
        long s22 = Lanes.load(src, j + 704);
        long s23 = Lanes.load(src, j + 736);
        long s24 = Lanes.load(src, j + 768);
        long s25 = Lanes.load(src, j + 800);
        long s26 = Lanes.load(src, j + 832);
        long s27 = Lanes.load(src, j + 864);
        long s28 = Lanes.load(src, j + 896);
        long s29 = Lanes.load(src, j + 928);
        long s30 = Lanes.load(src, j + 960);
        long s31 = Lanes.load(src, j + 992);
        o0 += 61 * s17 + 54 * s19 + 46 * s21 + 38 * s23 + 31 * s25 + 22 * s27 + 13 * s29 + 4 * s31;
        o1 +=
            -73 * s17 - 85 * s19 - 90 * s21 - 88 * s23 - 78 * s25 - 61 * s27 - 38 * s29 - 13 * s31;
        o2 += -46 * s17 - 4 * s19 + 38 * s21 + 73 * s23 + 90 * s25 + 85 * s27 + 61 * s29 + 22 * s31;
        o3 += 82 * s17 + 88 * s19 + 54 * s21 - 4 * s23 - 61 * s25 - 90 * s27 - 78 * s29 - 31 * s31;
        o4 += 31 * s17 - 46 * s19 - 90 * s21 - 67 * s23 + 4 * s25 + 73 * s27 + 88 * s29 + 38 * s31;
        o5 +=
            -88 * s17 - 61 * s19 + 31 * s21 + 90 * s23 + 54 * s25 - 38 * s27 - 90 * s29 - 46 * s31;
        o6 += -13 * s17 + 82 * s19 + 61 * s21 - 46 * s23 - 88 * s25 - 4 * s27 + 85 * s29 + 54 * s31;
        o7 += 90 * s17 + 13 * s19 - 88 * s21 - 31 * s23 + 82 * s25 + 46 * s27 - 73 * s29 - 61 * s31;
        o8 += -4 * s17 - 90 * s19 + 22 * s21 + 85 * s23 - 38 * s25 - 78 * s27 + 54 * s29 + 67 * s31;
        o9 +=
            -90 * s17 + 38 * s19 + 67 * s21 - 78 * s23 - 22 * s25 + 90 * s27 - 31 * s29 - 73 * s31;
        o10 += 22 * s17 + 67 * s19 - 85 * s21 + 13 * s23 + 73 * s25 - 82 * s27 + 4 * s29 + 78 * s31;
        o11 +=
            85 * s17 - 78 * s19 + 13 * s21 + 61 * s23 - 90 * s25 + 54 * s27 + 22 * s29 - 82 * s31;
        o12 +=
            -38 * s17 - 22 * s19 + 73 * s21 - 90 * s23 + 67 * s25 - 13 * s27 - 46 * s29 + 85 * s31;
        o13 +=
            -78 * s17 + 90 * s19 - 82 * s21 + 54 * s23 - 13 * s25 - 31 * s27 + 67 * s29 - 88 * s31;
        o14 += 54 * s17 - 31 * s19 + 4 * s21 + 22 * s23 - 46 * s25 + 67 * s27 - 82 * s29 + 90 * s31;
        o15 +=
            67 * s17 - 73 * s19 + 78 * s21 - 82 * s23 + 85 * s25 - 88 * s27 + 90 * s29 - 90 * s31;
        eo0 += 57 * s18 + 43 * s22 + 25 * s26 + 9 * s30;
        eo1 += -80 * s18 - 90 * s22 - 70 * s26 - 25 * s30;
        eo2 += -25 * s18 + 57 * s22 + 90 * s26 + 43 * s30;
        eo3 += 90 * s18 + 25 * s22 - 80 * s26 - 57 * s30;
        eo4 += -9 * s18 - 87 * s22 + 43 * s26 + 70 * s30;
        eo5 += -87 * s18 + 70 * s22 + 9 * s26 - 80 * s30;
        eo6 += 43 * s18 + 9 * s22 - 57 * s26 + 87 * s30;
        eo7 += 70 * s18 - 80 * s22 + 87 * s26 - 90 * s30;
        eeo0 += 50 * s20 + 18 * s28;
        eeo1 += -89 * s20 - 50 * s28;
        eeo2 += 18 * s20 + 75 * s28;
        eeo3 += 75 * s20 - 89 * s28;
        eeeo0 += 36 * s24;
        eeeo1 += -83 * s24;
        eeee0 += 64 * s16;
        eeee1 -= 64 * s16;
      }
      long eee0 = eeee0 + eeeo0;
      long eee3 = eeee0 - eeeo0;
      long eee1 = eeee1 + eeeo1;
      long eee2 = eeee1 - eeeo1;
      long ee0 = eee0 + eeo0;
      long ee7 = eee0 - eeo0;
      long ee1 = eee1 + eeo1;
      long ee6 = eee1 - eeo1;
      long ee2 = eee2 + eeo2;
      long ee5 = eee2 - eeo2;
      long ee3 = eee3 + eeo3;
      long ee4 = eee3 - eeo3;
      long e0 = ee0 + eo0;
      long e15 = ee0 - eo0;
      long e1 = ee1 + eo1;
      long e14 = ee1 - eo1;
      long e2 = ee2 + eo2;
      long e13 = ee2 - eo2;
      long e3 = ee3 + eo3;
      long e12 = ee3 - eo3;
      long e4 = ee4 + eo4;
      long e11 = ee4 - eo4;
      long e5 = ee5 + eo5;
      long e10 = ee5 - eo5;
      long e6 = ee6 + eo6;
      long e9 = ee6 - eo6;
      long e7 = ee7 + eo7;
      long e8 = ee7 - eo7;
      int d = j * 32;
      Lanes.store(dst, d, 32, e0 + o0);
      Lanes.store(dst, d + 31, 32, e0 - o0);
      Lanes.store(dst, d + 1, 32, e1 + o1);
      Lanes.store(dst, d + 30, 32, e1 - o1);
      Lanes.store(dst, d + 2, 32, e2 + o2);
      Lanes.store(dst, d + 29, 32, e2 - o2);
      Lanes.store(dst, d + 3, 32, e3 + o3);
      Lanes.store(dst, d + 28, 32, e3 - o3);
      Lanes.store(dst, d + 4, 32, e4 + o4);
      Lanes.store(dst, d + 27, 32, e4 - o4);
      Lanes.store(dst, d + 5, 32, e5 + o5);
      Lanes.store(dst, d + 26, 32, e5 - o5);
      Lanes.store(dst, d + 6, 32, e6 + o6);
      Lanes.store(dst, d + 25, 32, e6 - o6);
      Lanes.store(dst, d + 7, 32, e7 + o7);
      Lanes.store(dst, d + 24, 32, e7 - o7);
      Lanes.store(dst, d + 8, 32, e8 + o8);
      Lanes.store(dst, d + 23, 32, e8 - o8);
      Lanes.store(dst, d + 9, 32, e9 + o9);
      Lanes.store(dst, d + 22, 32, e9 - o9);
      Lanes.store(dst, d + 10, 32, e10 + o10);
      Lanes.store(dst, d + 21, 32, e10 - o10);
      Lanes.store(dst, d + 11, 32, e11 + o11);
      Lanes.store(dst, d + 20, 32, e11 - o11);
      Lanes.store(dst, d + 12, 32, e12 + o12);
      Lanes.store(dst, d + 19, 32, e12 - o12);
      Lanes.store(dst, d + 13, 32, e13 + o13);
      Lanes.store(dst, d + 18, 32, e13 - o13);
      Lanes.store(dst, d + 14, 32, e14 + o14);
      Lanes.store(dst, d + 17, 32, e14 - o14);
      Lanes.store(dst, d + 15, 32, e15 + o15);
      Lanes.store(dst, d + 16, 32, e15 - o15);
    }
  }
}
