package org.nnrdoq.hevc.transform;

/**
 * The transforms of H.265 §8.6.4.2 as plain matrix products in {@code long}, written without a look
 * at the kernels.
 */
final class TransformReference {
  /**
   * First column of transMatrix downwards, for 32 points: 64 times the basis at its first sample.
   */
  private static final int[] FIRST_COLUMN = {
    64, 90, 90, 90, 89, 88, 87, 85, 83, 82, 80, 78, 75, 73, 70, 67, 64, 61, 57, 54, 50, 46, 43, 38,
    36, 31, 25, 22, 18, 13, 9, 4
  };

  /** H.265 equation for the 4x4 DST-VII, rows are basis functions. */
  static final int[][] DST = {
    {29, 55, 74, 84}, {74, 74, 0, -74}, {84, -29, -74, 55}, {55, -84, 74, -29}
  };

  private TransformReference() {}

  /** transMatrix for one size; rows are basis functions. */
  static int[][] dct(int size) {
    int[][] m = new int[size][size];
    for (int k = 0; k < size; k++) {
      for (int n = 0; n < size; n++) {
        m[k][n] = k == 0 ? 64 : cosine((2 * n + 1) * k * (32 / size));
      }
    }
    return m;
  }

  /** The standard's integer for cos(pi * units / 64). */
  private static int cosine(int units) {
    int u = units % 128;
    if (u > 64) {
      u = 128 - u;
    }
    if (u == 32) {
      return 0;
    }
    return u < 32 ? FIRST_COLUMN[u] : -FIRST_COLUMN[64 - u];
  }

  static int[][] matrix(int log2Size, boolean dst) {
    return dst ? DST : dct(1 << log2Size);
  }

  static int[] forward(int log2Size, boolean dst, int bitDepth, int[] residual) {
    int n = 1 << log2Size;
    int[][] m = matrix(log2Size, dst);
    long[] g = new long[n * n];
    for (int y = 0; y < n; y++) {
      for (int k = 0; k < n; k++) {
        long sum = 0;
        for (int x = 0; x < n; x++) {
          sum += (long) m[k][x] * residual[y * n + x];
        }
        g[y * n + k] = round(sum, log2Size + bitDepth - 9);
      }
    }
    int[] out = new int[n * n];
    for (int k = 0; k < n; k++) {
      for (int x = 0; x < n; x++) {
        long sum = 0;
        for (int y = 0; y < n; y++) {
          sum += m[k][y] * g[y * n + x];
        }
        out[k * n + x] = Math.toIntExact(round(sum, log2Size + 6));
      }
    }
    return out;
  }

  static int[] inverse(int log2Size, boolean dst, int bitDepth, int[] d) {
    int n = 1 << log2Size;
    int[][] m = matrix(log2Size, dst);
    long[] g = new long[n * n];
    for (int x = 0; x < n; x++) {
      for (int y = 0; y < n; y++) {
        long e = 0;
        for (int k = 0; k < n; k++) {
          e += (long) m[k][y] * d[k * n + x];
        }
        g[y * n + x] = Math.max(-32768, Math.min(32767, (e + 64) >> 7));
      }
    }
    int[] out = new int[n * n];
    for (int y = 0; y < n; y++) {
      for (int x = 0; x < n; x++) {
        long sum = 0;
        for (int k = 0; k < n; k++) {
          sum += m[k][x] * g[y * n + k];
        }
        out[y * n + x] = Math.toIntExact(round(sum, 20 - bitDepth));
      }
    }
    return out;
  }

  private static long round(long value, int shift) {
    return (value + (1L << (shift - 1))) >> shift;
  }
}
