package org.nnrdoq.hevc.transform;

/**
 * One dimension of the forward 32-point DCT as partial butterflies, on two rows at a time.
 *
 * <p>The rows j and j + 1 share a {@code long} (see {@link Lanes}); the multipliers are those of
 * transMatrix, H.265 §8.6.4.2.
 */
final class ForwardDct32 {
  private ForwardDct32() {}

  /**
   * Transforms the rows of {@code src} into the columns of {@code dst}, without any shift.
   *
   * @param src 32x32 values, raster order
   * @param dst receives the 32x32 transposed result; must not be {@code src}
   */
  static void pass(int[] src, int[] dst) {
    for (int j = 0; j < 32; j += 2) {
      int a = j * 32;
      int b = a + 32;
      long s0 = Lanes.pack(src[a], src[b]);
      long s31 = Lanes.pack(src[a + 31], src[b + 31]);
      long o0 = s0 - s31;
      long e0 = s0 + s31;
      long s1 = Lanes.pack(src[a + 1], src[b + 1]);
      long s30 = Lanes.pack(src[a + 30], src[b + 30]);
      long o1 = s1 - s30;
      long e1 = s1 + s30;
      long s2 = Lanes.pack(src[a + 2], src[b + 2]);
      long s29 = Lanes.pack(src[a + 29], src[b + 29]);
      long o2 = s2 - s29;
      long e2 = s2 + s29;
      long s3 = Lanes.pack(src[a + 3], src[b + 3]);
      long s28 = Lanes.pack(src[a + 28], src[b + 28]);
      long o3 = s3 - s28;
      long e3 = s3 + s28;
      long s4 = Lanes.pack(src[a + 4], src[b + 4]);
      long s27 = Lanes.pack(src[a + 27], src[b + 27]);
      long o4 = s4 - s27;
      long e4 = s4 + s27;
      long s5 = Lanes.pack(src[a + 5], src[b + 5]);
      long s26 = Lanes.pack(src[a + 26], src[b + 26]);
      long o5 = s5 - s26;
      long e5 = s5 + s26;
      long s6 = Lanes.pack(src[a + 6], src[b + 6]);
      long s25 = Lanes.pack(src[a + 25], src[b + 25]);
      long o6 = s6 - s25;
      long e6 = s6 + s25;
      long s7 = Lanes.pack(src[a + 7], src[b + 7]);
      long s24 = Lanes.pack(src[a + 24], src[b + 24]);
      long o7 = s7 - s24;
      long e7 = s7 + s24;
      long s8 = Lanes.pack(src[a + 8], src[b + 8]);
      long s23 = Lanes.pack(src[a + 23], src[b + 23]);
      long o8 = s8 - s23;
      long e8 = s8 + s23;
      long s9 = Lanes.pack(src[a + 9], src[b + 9]);
      long s22 = Lanes.pack(src[a + 22], src[b + 22]);
      long o9 = s9 - s22;
      long e9 = s9 + s22;
      long s10 = Lanes.pack(src[a + 10], src[b + 10]);
      long s21 = Lanes.pack(src[a + 21], src[b + 21]);
      long o10 = s10 - s21;
      long e10 = s10 + s21;
      long s11 = Lanes.pack(src[a + 11], src[b + 11]);
      long s20 = Lanes.pack(src[a + 20], src[b + 20]);
      long o11 = s11 - s20;
      long e11 = s11 + s20;
      long s12 = Lanes.pack(src[a + 12], src[b + 12]);
      long s19 = Lanes.pack(src[a + 19], src[b + 19]);
      long o12 = s12 - s19;
      long e12 = s12 + s19;
      long s13 = Lanes.pack(src[a + 13], src[b + 13]);
      long s18 = Lanes.pack(src[a + 18], src[b + 18]);
      long o13 = s13 - s18;
      long e13 = s13 + s18;
      long s14 = Lanes.pack(src[a + 14], src[b + 14]);
      long s17 = Lanes.pack(src[a + 17], src[b + 17]);
      long o14 = s14 - s17;
      long e14 = s14 + s17;
      long s15 = Lanes.pack(src[a + 15], src[b + 15]);
      long s16 = Lanes.pack(src[a + 16], src[b + 16]);
      long o15 = s15 - s16;
      long e15 = s15 + s16;
      Lanes.store(
          dst,
          j + 32,
          90 * o0 + 90 * o1 + 88 * o2 + 85 * o3 + 82 * o4 + 78 * o5 + 73 * o6 + 67 * o7 + 61 * o8
              + 54 * o9 + 46 * o10 + 38 * o11 + 31 * o12 + 22 * o13 + 13 * o14 + 4 * o15);
      Lanes.store(
          dst,
          j + 96,
          90 * o0 + 82 * o1 + 67 * o2 + 46 * o3 + 22 * o4 - 4 * o5 - 31 * o6 - 54 * o7 - 73 * o8
              - 85 * o9 - 90 * o10 - 88 * o11 - 78 * o12 - 61 * o13 - 38 * o14 - 13 * o15);
      Lanes.store(
          dst,
          j + 160,
          88 * o0 + 67 * o1 + 31 * o2 - 13 * o3 - 54 * o4 - 82 * o5 - 90 * o6 - 78 * o7 - 46 * o8
              - 4 * o9 + 38 * o10 + 73 * o11 + 90 * o12 + 85 * o13 + 61 * o14 + 22 * o15);
      Lanes.store(
          dst,
          j + 224,
          85 * o0 + 46 * o1 - 13 * o2 - 67 * o3 - 90 * o4 - 73 * o5 - 22 * o6 + 38 * o7 + 82 * o8
              + 88 * o9 + 54 * o10 - 4 * o11 - 61 * o12 - 90 * o13 - 78 * o14 - 31 * o15);
      Lanes.store(
          dst,
          j + 288,
          82 * o0 + 22 * o1 - 54 * o2 - 90 * o3 - 61 * o4 + 13 * o5 + 78 * o6 + 85 * o7 + 31 * o8
              - 46 * o9 - 90 * o10 - 67 * o11 + 4 * o12 + 73 * o13 + 88 * o14 + 38 * o15);
      Lanes.store(
          dst,
          j + 352,
          78 * o0 - 4 * o1 - 82 * o2 - 73 * o3 + 13 * o4 + 85 * o5 + 67 * o6 - 22 * o7 - 88 * o8
              - 61 * o9 + 31 * o10 + 90 * o11 + 54 * o12 - 38 * o13 - 90 * o14 - 46 * o15);
      Lanes.store(
          dst,
          j + 416,
          73 * o0 - 31 * o1 - 90 * o2 - 22 * o3 + 78 * o4 + 67 * o5 - 38 * o6 - 90 * o7 - 13 * o8
              + 82 * o9 + 61 * o10 - 46 * o11 - 88 * o12 - 4 * o13 + 85 * o14 + 54 * o15);
      Lanes.store(
          dst,
          j + 480,
          67 * o0 - 54 * o1 - 78 * o2 + 38 * o3 + 85 * o4 - 22 * o5 - 90 * o6 + 4 * o7 + 90 * o8
              + 13 * o9 - 88 * o10 - 31 * o11 + 82 * o12 + 46 * o13 - 73 * o14 - 61 * o15);
      Lanes.store(
          dst,
          j + 544,
          61 * o0 - 73 * o1 - 46 * o2 + 82 * o3 + 31 * o4 - 88 * o5 - 13 * o6 + 90 * o7 - 4 * o8
              - 90 * o9 + 22 * o10 + 85 * o11 - 38 * o12 - 78 * o13 + 54 * o14 + 67 * o15);
      Lanes.store(
          dst,
          j + 608,
          54 * o0 - 85 * o1 - 4 * o2 + 88 * o3 - 46 * o4 - 61 * o5 + 82 * o6 + 13 * o7 - 90 * o8
              + 38 * o9 + 67 * o10 - 78 * o11 - 22 * o12 + 90 * o13 - 31 * o14 - 73 * o15);
      Lanes.store(
          dst,
          j + 672,
          46 * o0 - 90 * o1 + 38 * o2 + 54 * o3 - 90 * o4 + 31 * o5 + 61 * o6 - 88 * o7 + 22 * o8
              + 67 * o9 - 85 * o10 + 13 * o11 + 73 * o12 - 82 * o13 + 4 * o14 + 78 * o15);
      Lanes.store(
          dst,
          j + 736,
          38 * o0 - 88 * o1 + 73 * o2 - 4 * o3 - 67 * o4 + 90 * o5 - 46 * o6 - 31 * o7 + 85 * o8
              - 78 * o9 + 13 * o10 + 61 * o11 - 90 * o12 + 54 * o13 + 22 * o14 - 82 * o15);
      Lanes.store(
          dst,
          j + 800,
          31 * o0 - 78 * o1 + 90 * o2 - 61 * o3 + 4 * o4 + 54 * o5 - 88 * o6 + 82 * o7 - 38 * o8
              - 22 * o9 + 73 * o10 - 90 * o11 + 67 * o12 - 13 * o13 - 46 * o14 + 85 * o15);
      Lanes.store(
          dst,
          j + 864,
          22 * o0 - 61 * o1 + 85 * o2 - 90 * o3 + 73 * o4 - 38 * o5 - 4 * o6 + 46 * o7 - 78 * o8
              + 90 * o9 - 82 * o10 + 54 * o11 - 13 * o12 - 31 * o13 + 67 * o14 - 88 * o15);
      Lanes.store(
          dst,
          j + 928,
          13 * o0 - 38 * o1 + 61 * o2 - 78 * o3 + 88 * o4 - 90 * o5 + 85 * o6 - 73 * o7 + 54 * o8
              - 31 * o9 + 4 * o10 + 22 * o11 - 46 * o12 + 67 * o13 - 82 * o14 + 90 * o15);
      Lanes.store(
          dst,
          j + 992,
          4 * o0 - 13 * o1 + 22 * o2 - 31 * o3 + 38 * o4 - 46 * o5 + 54 * o6 - 61 * o7 + 67 * o8
              - 73 * o9 + 78 * o10 - 82 * o11 + 85 * o12 - 88 * o13 + 90 * o14 - 90 * o15);
      long eo0 = e0 - e15;
      long ee0 = e0 + e15;
      long eo1 = e1 - e14;
      long ee1 = e1 + e14;
      long eo2 = e2 - e13;
      long ee2 = e2 + e13;
      long eo3 = e3 - e12;
      long ee3 = e3 + e12;
      long eo4 = e4 - e11;
      long ee4 = e4 + e11;
      long eo5 = e5 - e10;
      long ee5 = e5 + e10;
      long eo6 = e6 - e9;
      long ee6 = e6 + e9;
      long eo7 = e7 - e8;
      long ee7 = e7 + e8;
      Lanes.store(
          dst,
          j + 64,
          90 * eo0 + 87 * eo1 + 80 * eo2 + 70 * eo3 + 57 * eo4 + 43 * eo5 + 25 * eo6 + 9 * eo7);
      Lanes.store(
          dst,
          j + 192,
          87 * eo0 + 57 * eo1 + 9 * eo2 - 43 * eo3 - 80 * eo4 - 90 * eo5 - 70 * eo6 - 25 * eo7);
      Lanes.store(
          dst,
          j + 320,
          80 * eo0 + 9 * eo1 - 70 * eo2 - 87 * eo3 - 25 * eo4 + 57 * eo5 + 90 * eo6 + 43 * eo7);
      Lanes.store(
          dst,
          j + 448,
          70 * eo0 - 43 * eo1 - 87 * eo2 + 9 * eo3 + 90 * eo4 + 25 * eo5 - 80 * eo6 - 57 * eo7);
      Lanes.store(
          dst,
          j + 576,
          57 * eo0 - 80 * eo1 - 25 * eo2 + 90 * eo3 - 9 * eo4 - 87 * eo5 + 43 * eo6 + 70 * eo7);
      Lanes.store(
          dst,
          j + 704,
          43 * eo0 - 90 * eo1 + 57 * eo2 + 25 * eo3 - 87 * eo4 + 70 * eo5 + 9 * eo6 - 80 * eo7);
      Lanes.store(
          dst,
          j + 832,
          25 * eo0 - 70 * eo1 + 90 * eo2 - 80 * eo3 + 43 * eo4 + 9 * eo5 - 57 * eo6 + 87 * eo7);
      Lanes.store(
          dst,
          j + 960,
          9 * eo0 - 25 * eo1 + 43 * eo2 - 57 * eo3 + 70 * eo4 - 80 * eo5 + 87 * eo6 - 90 * eo7);
      long eeo0 = ee0 - ee7;
      long eee0 = ee0 + ee7;
      long eeo1 = ee1 - ee6;
      long eee1 = ee1 + ee6;
      long eeo2 = ee2 - ee5;
      long eee2 = ee2 + ee5;
      long eeo3 = ee3 - ee4;
      long eee3 = ee3 + ee4;
      Lanes.store(dst, j + 128, 89 * eeo0 + 75 * eeo1 + 50 * eeo2 + 18 * eeo3);
      Lanes.store(dst, j + 384, 75 * eeo0 - 18 * eeo1 - 89 * eeo2 - 50 * eeo3);
      Lanes.store(dst, j + 640, 50 * eeo0 - 89 * eeo1 + 18 * eeo2 + 75 * eeo3);
      Lanes.store(dst, j + 896, 18 * eeo0 - 50 * eeo1 + 75 * eeo2 - 89 * eeo3);
      long eeeo0 = eee0 - eee3;
      long eeee0 = eee0 + eee3;
      long eeeo1 = eee1 - eee2;
      long eeee1 = eee1 + eee2;
      Lanes.store(dst, j + 256, 83 * eeeo0 + 36 * eeeo1);
      Lanes.store(dst, j + 768, 36 * eeeo0 - 83 * eeeo1);
      Lanes.store(dst, j, 64 * (eeee0 + eeee1));
      Lanes.store(dst, j + 512, 64 * (eeee0 - eeee1));
    }
  }
}
