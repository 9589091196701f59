package org.nnrdoq.hevc.residual;

/**
 * Where the levels of a 4x4 coefficient group are: which are not zero, the first and the last of
 * them, whether the group hides a sign, and which of its neighbours are coded.
 */
public final class CoefficientGroup {
  /** Smallest distance of a group's first and last level in scan that hides a sign. */
  public static final int MIN_HIDING_DISTANCE = 4;

  /** Groups in a row or column of the largest block. */
  private static final int MAX_ROW = 8;

  private CoefficientGroup() {}

  /**
   * Which levels of a group are not 0.
   *
   * @param scan of the block
   * @param i index of the group in scan
   * @param levels of the block, raster order
   * @return bit n is set if the level at scan position n of the group is not 0
   */
  public static int sigMask(ScanOrder scan, int i, int[] levels) {
    int size = 1 << scan.log2TrafoSize();
    int origin = (scan.groupY(i) << 2) * size + (scan.groupX(i) << 2);
    int low = sigRow(levels, origin) | sigRow(levels, origin + size) << 4;
    int high = sigRow(levels, origin + 2 * size) | sigRow(levels, origin + 3 * size) << 4;
    return (scan.masks[low] | scan.masks[256 + high]) & 0xffff;
  }

  private static int sigRow(int[] levels, int from) {
    int a = levels[from];
    int b = levels[from + 1];
    int c = levels[from + 2];
    int d = levels[from + 3];
    if ((a | b | c | d) == 0) {
      return 0;
    }
    return (a | -a) >>> 31
        | ((b | -b) >>> 31) << 1
        | ((c | -c) >>> 31) << 2
        | ((d | -d) >>> 31) << 3;
  }

  /** Position in scan, 0..15, of the first level of a group that has levels. */
  public static int first(int sigMask) {
    return Integer.numberOfTrailingZeros(sigMask);
  }

  /** Position in scan, 0..15, of the last level of a group that has levels. */
  public static int last(int sigMask) {
    return 31 - Integer.numberOfLeadingZeros(sigMask);
  }

  /**
   * Whether a group with levels hides the sign of its first level where
   * sign_data_hiding_enabled_flag is set (signHidden of H.265 §7.3.8.11).
   */
  public static boolean hidesSign(int sigMask) {
    return hidesSign(first(sigMask), last(sigMask));
  }

  /** As {@link #hidesSign(int)}, of a group with its first and last level at these positions. */
  public static boolean hidesSign(int first, int last) {
    return last - first >= MIN_HIDING_DISTANCE;
  }

  /**
   * The bit that stands for a group in a set of groups.
   *
   * @param gx column of the group, 0..7
   * @param gy row of the group, 0..7
   */
  public static long bit(int gx, int gy) {
    return 1L << (gy * MAX_ROW + gx);
  }

  /**
   * Which neighbours of a group are coded (csbfCtx of H.265 §9.3.4.2.4).
   *
   * @param coded set of coded groups, as {@link #bit} makes it
   * @param gx column of the group, 0..7
   * @param gy row of the group, 0..7
   * @return bit 0: the group to the right is coded; bit 1: the group below is
   */
  public static int prevCsbf(long coded, int gx, int gy) {
    long here = coded >>> (gy * MAX_ROW + gx);
    int right = gx < MAX_ROW - 1 ? (int) (here >>> 1) & 1 : 0;
    int below = gy < MAX_ROW - 1 ? (int) (here >>> MAX_ROW) & 1 : 0;
    return right | below << 1;
  }
}
