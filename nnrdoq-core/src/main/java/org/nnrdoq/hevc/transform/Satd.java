package org.nnrdoq.hevc.transform;

/**
 * Sums of absolute Hadamard-transformed differences and of squared differences of contiguous
 * blocks.
 *
 * <p>As HM: 4x4 blocks sum to {@code (sum + 1) >> 1}; larger ones are cut into 8x8 blocks of {@code
 * (sum + 2) >> 2} each. HM then shifts the total right by {@code bitDepth - 8}; that is left to the
 * caller.
 *
 * <p>Four rows share a {@code long}, see {@link PackedSatd}, here turned by 90 degrees.
 */
public final class Satd {
  private Satd() {}

  /**
   * SATD of two square blocks.
   *
   * @param log2Size log2 of the side, 2..6
   * @param a raster order, stride = side, unsigned samples of at most 10 bits
   * @param b like {@code a}
   */
  public static int satd(int log2Size, int[] a, int[] b) {
    if (log2Size == 2) {
      return satd4(a, b);
    }
    int size = 1 << log2Size;
    int sum = 0;
    for (int y = 0; y < size; y += 8) {
      for (int x = 0; x < size; x += 8) {
        sum += satd8(a, b, y * size + x, size);
      }
    }
    return sum;
  }

  /** Sum of squared differences of the first {@code count} values; exact while below 2^31. */
  public static int sse(int count, int[] a, int[] b) {
    int sum = 0;
    if (count == 16) {
      // Apart, so that the other loop's profile shows it long enough to vectorize.
      for (int i = 0; i < 16; i += 4) {
        int d0 = a[i] - b[i];
        int d1 = a[i + 1] - b[i + 1];
        int d2 = a[i + 2] - b[i + 2];
        int d3 = a[i + 3] - b[i + 3];
        sum += d0 * d0 + d1 * d1 + d2 * d2 + d3 * d3;
      }
      return sum;
    }
    for (int i = 0; i < count; i++) {
      int d = a[i] - b[i];
      sum += d * d;
    }
    return sum;
  }

  private static int satd4(int[] a, int[] b) {
    long v0 = column(a, b, 0, 4);
    long v1 = column(a, b, 1, 4);
    long v2 = column(a, b, 2, 4);
    long v3 = column(a, b, 3, 4);
    return PackedSatd.satd4(v0, v1, v2, v3);
  }

  private static int satd8(int[] a, int[] b, int offset, int stride) {
    // p holds rows 0..3 and q rows 4..7 of each column.
    long p0 = column(a, b, offset, stride);
    long p1 = column(a, b, offset + 1, stride);
    long p2 = column(a, b, offset + 2, stride);
    long p3 = column(a, b, offset + 3, stride);
    long p4 = column(a, b, offset + 4, stride);
    long p5 = column(a, b, offset + 5, stride);
    long p6 = column(a, b, offset + 6, stride);
    long p7 = column(a, b, offset + 7, stride);
    int lower = offset + 4 * stride;
    long q0 = column(a, b, lower, stride);
    long q1 = column(a, b, lower + 1, stride);
    long q2 = column(a, b, lower + 2, stride);
    long q3 = column(a, b, lower + 3, stride);
    long q4 = column(a, b, lower + 4, stride);
    long q5 = column(a, b, lower + 5, stride);
    long q6 = column(a, b, lower + 6, stride);
    long q7 = column(a, b, lower + 7, stride);
    int sum =
        PackedSatd.lines8(p0 + q0, p1 + q1, p2 + q2, p3 + q3, p4 + q4, p5 + q5, p6 + q6, p7 + q7)
            + PackedSatd.lines8(
                p0 - q0, p1 - q1, p2 - q2, p3 - q3, p4 - q4, p5 - q5, p6 - q6, p7 - q7);
    return (sum + 1) >> 1;
  }

  /** Differences of four rows of one column, the top one in the low bits. */
  private static long column(int[] a, int[] b, int i, int stride) {
    int r0 = a[i] - b[i];
    int r1 = a[i + stride] - b[i + stride];
    int r2 = a[i + 2 * stride] - b[i + 2 * stride];
    int r3 = a[i + 3 * stride] - b[i + 3 * stride];
    return Lanes.pack(r0 + (r1 << 16), r2 + (r3 << 16));
  }
}
