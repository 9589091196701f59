package org.nnrdoq.hevc.transform;

/**
 * Blocks whose samples are packed, four neighbours of a row in one {@code long}, and their SATD.
 *
 * <p>The leftmost sample is in the low 16 bits; a row of N samples takes N / 4 values, rows follow
 * each other. Sums and differences act on all four at once, with borrows between them, as long as
 * each stays within 16 signed bits. The last butterfly is never computed, because {@code |a + b| +
 * |a - b| = 2 max(|a|, |b|)}, so differences of 10-bit samples do.
 */
public final class PackedSatd {
  /** One in each of the four. */
  public static final long ONES = 0x0001_0001_0001_0001L;

  private PackedSatd() {}

  /**
   * Packs a square block.
   *
   * @param log2Size log2 of the side, 2..6
   * @param block raster order, stride = side, at most 15 bits each
   * @param packed receives side * side / 4 values
   */
  public static void pack(int log2Size, int[] block, long[] packed) {
    int count = 1 << (2 * log2Size - 2);
    for (int i = 0; i < count; i++) {
      int b = 4 * i;
      packed[i] = Lanes.pack(block[b] | block[b + 1] << 16, block[b + 2] | block[b + 3] << 16);
    }
  }

  /**
   * Packs the transpose of a square block; parameters as of {@link #pack}. Transposing both blocks
   * leaves their SATD as it is.
   */
  public static void packTransposed(int log2Size, int[] block, long[] packed) {
    int size = 1 << log2Size;
    int i = 0;
    for (int x = 0; x < size; x++) {
      for (int y = 0; y < size; y += 4) {
        int b = y * size + x;
        int low = block[b] | block[b + size] << 16;
        int high = block[b + 2 * size] | block[b + 3 * size] << 16;
        packed[i++] = Lanes.pack(low, high);
      }
    }
  }

  /** SATD of a 4x4 block from its four rows of differences. */
  static int satd4(long v0, long v1, long v2, long v3) {
    long s0 = v0 + v2;
    long s1 = v1 + v3;
    long d0 = v0 - v2;
    long d1 = v1 - v3;
    return finish(s0 + s1, s0 - s1) + finish(d0 + d1, d0 - d1);
  }

  /** Half the absolute sum of the Hadamard transform of eight lines of four, in both directions. */
  static int lines8(long v0, long v1, long v2, long v3, long v4, long v5, long v6, long v7) {
    long s0 = v0 + v4;
    long s1 = v1 + v5;
    long s2 = v2 + v6;
    long s3 = v3 + v7;
    long d0 = v0 - v4;
    long d1 = v1 - v5;
    long d2 = v2 - v6;
    long d3 = v3 - v7;
    return lines4(s0 + s2, s1 + s3, s0 - s2, s1 - s3) + lines4(d0 + d2, d1 + d3, d0 - d2, d1 - d3);
  }

  private static int lines4(long v0, long v1, long v2, long v3) {
    return finish(v0 + v1, v0 - v1) + finish(v2 + v3, v2 - v3);
  }

  /** Half the absolute sum of the four-point Hadamard transforms within {@code u} and {@code w}. */
  private static int finish(long u, long w) {
    long uLow = (int) u;
    long wLow = (int) w;
    long low = uLow + (wLow << 32);
    long high = ((u - uLow) >> 32) + (w - wLow);
    return maxima(low + high) + maxima(low - high);
  }

  /** Sums up, over two pairs of 16-bit values, the larger magnitude of each pair. */
  private static int maxima(long v) {
    // All ones where a value is negative; adding them also returns what it borrowed from the next.
    long negative = ((v >> 15) & ONES) * 0xFFFF;
    long m = (v + negative) ^ negative;
    int low = (int) m;
    int high = (int) (m >>> 32);
    return Math.max(low & 0xFFFF, low >>> 16) + Math.max(high & 0xFFFF, high >>> 16);
  }
}
