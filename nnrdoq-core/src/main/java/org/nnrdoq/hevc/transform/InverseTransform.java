package org.nnrdoq.hevc.transform;

import java.util.Arrays;

/**
 * The inverse transforms of H.265 §8.6.4.2, without extended precision.
 *
 * <p>Columns first (shift 7, clipped to 16 bits), then rows (shift {@code 20 - bitDepth}). Zero
 * columns and rows at the high end are found and skipped.
 */
public final class InverseTransform {
  private static final int SHIFT_1 = 7;
  private static final int[] ZEROS = new int[32 * 16];

  private InverseTransform() {}

  /**
   * Transforms one square block of scaled coefficients.
   *
   * @param log2Size log2 of the block's side, 2..5
   * @param dst whether to use the 4x4 DST-VII of intra luma; then {@code log2Size} must be 2
   * @param bitDepth of the samples, 8..12
   * @param coefficients raster order, stride = side, each of 16 bits
   * @param residual receives the residual, raster order, stride = side; may be {@code coefficients}
   * @param scratch at least side * side long, undefined on entry and exit; neither of the others
   */
  public static void inverse(
      int log2Size, boolean dst, int bitDepth, int[] coefficients, int[] residual, int[] scratch) {
    assert !dst || log2Size == 2 : "DST exists for 4x4 only";
    int shift2 = 20 - bitDepth;
    if (log2Size == 2) {
      int overflow =
          dst ? dst4(coefficients, scratch, SHIFT_1) : dct4(coefficients, scratch, SHIFT_1);
      if (overflow >>> 16 != 0) {
        clip4(scratch);
      }
      if (dst) {
        dst4(scratch, residual, shift2);
      } else {
        dct4(scratch, residual, shift2);
      }
      return;
    }
    if (log2Size < 2 || log2Size > 5) {
      throw new IllegalArgumentException("log2Size=" + log2Size + ": expected 2..5");
    }
    int size = 1 << log2Size;
    int rows = usedRows(coefficients, size);
    int columns = usedColumns(coefficients, size, rows);
    if (rows == 4 && columns == 4 && isDcOnly(coefficients, size)) {
      int dc = Lanes.clip16((64 * coefficients[0] + 64) >> SHIFT_1);
      int value = (64 * dc + (1 << (shift2 - 1))) >> shift2;
      Arrays.fill(residual, 0, size * size, value);
      return;
    }
    // The row pass reads its input in groups of 4, 8, 16 or 32.
    int group = Integer.highestOneBit(2 * columns - 1);
    Arrays.fill(scratch, columns * size, group * size, 0);
    pass(log2Size, coefficients, scratch, columns, rows);
    Lanes.roundAndClip(scratch, Math.max(columns * size, 64), SHIFT_1);
    pass(log2Size, scratch, residual, size, columns);
    Lanes.round(residual, size * size, shift2);
  }

  private static void pass(int log2Size, int[] src, int[] dst, int lanes, int limit) {
    switch (log2Size) {
      case 3 -> InverseDct8.pass(src, dst, lanes, limit);
      case 4 -> InverseDct16.pass(src, dst, lanes, limit);
      default -> InverseDct32.pass(src, dst, lanes, limit);
    }
  }

  /** The side or the smallest of 4, 8 and 16 rows past which all rows are zero. */
  private static int usedRows(int[] c, int size) {
    int rows = size;
    while (rows > 4 && Arrays.equals(c, rows / 2 * size, rows * size, ZEROS, 0, rows / 2 * size)) {
      rows /= 2;
    }
    return rows;
  }

  /** Number of columns up to the last group of four that is not all zero, at least 4. */
  private static int usedColumns(int[] c, int size, int rows) {
    int last = 0;
    for (int y = 0; y < rows && last < size - 4; y++) {
      int x = size - 4;
      while (x > last && any4(c, y * size + x) == 0) {
        x -= 4;
      }
      last = x;
    }
    return last + 4;
  }

  /** Whether the first 4x4 coefficients are zero but for the very first. */
  private static boolean isDcOnly(int[] c, int size) {
    int others = c[1] | c[2] | c[3] | any4(c, size) | any4(c, 2 * size) | any4(c, 3 * size);
    return others == 0;
  }

  private static int any4(int[] c, int i) {
    return c[i] | c[i + 1] | c[i + 2] | c[i + 3];
  }

  private static void clip4(int[] values) {
    for (int i = 0; i < 16; i++) {
      values[i] = Lanes.clip16(values[i]);
    }
  }

  /** One dimension; returns a value with bits above 15 if any result exceeds 16 bits. */
  private static int dct4(int[] src, int[] dst, int shift) {
    int round = 1 << (shift - 1);
    int all = 0;
    for (int j = 0; j < 4; j++) {
      int e0 = 64 * (src[j] + src[j + 8]) + round;
      int e1 = 64 * (src[j] - src[j + 8]) + round;
      int o0 = 83 * src[j + 4] + 36 * src[j + 12];
      int o1 = 36 * src[j + 4] - 83 * src[j + 12];
      all |= store4(dst, 4 * j, (e0 + o0) >> shift, (e1 + o1) >> shift);
      all |= store4(dst, 4 * j + 2, (e1 - o1) >> shift, (e0 - o0) >> shift);
    }
    return all;
  }

  /** Like {@link #dct4}. */
  private static int dst4(int[] src, int[] dst, int shift) {
    int round = 1 << (shift - 1);
    int all = 0;
    for (int j = 0; j < 4; j++) {
      int s0 = src[j];
      int s1 = src[j + 4];
      int s2 = src[j + 8];
      int s3 = src[j + 12];
      int c0 = s0 + s2;
      int c1 = s2 + s3;
      int c2 = s0 - s3;
      int c3 = 74 * s1;
      int r0 = (29 * c0 + 55 * c1 + c3 + round) >> shift;
      int r1 = (55 * c2 - 29 * c1 + c3 + round) >> shift;
      int r2 = (74 * (s0 - s2 + s3) + round) >> shift;
      int r3 = (55 * c0 + 29 * c2 - c3 + round) >> shift;
      all |= store4(dst, 4 * j, r0, r1);
      all |= store4(dst, 4 * j + 2, r2, r3);
    }
    return all;
  }

  private static int store4(int[] dst, int i, int a, int b) {
    dst[i] = a;
    dst[i + 1] = b;
    return (a + 32768) | (b + 32768);
  }
}
