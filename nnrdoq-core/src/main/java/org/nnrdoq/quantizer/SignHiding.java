package org.nnrdoq.quantizer;

import org.nnrdoq.hevc.residual.ScanOrder;

/**
 * Sign data hiding by least distortion, as HM does without RDOQ (H.265 §7.4.9.11,
 * sign_data_hiding_enabled_flag).
 *
 * <p>In each coefficient group whose first and last non-zero level lie at least four positions
 * apart, the sign of the first is not coded but inferred from the parity of the sum. Where they
 * disagree, the level is changed by one whose change costs the least distortion. Scratch of one
 * thread.
 */
final class SignHiding {
  /** Smallest distance of a group's first and last non-zero level, in scan, that hides a sign. */
  static final int MIN_DISTANCE = 4;

  private static final int FORBIDDEN = Integer.MAX_VALUE;

  /**
   * How far each magnitude lies above its level, in 1/256 level, raster order; to be filled before
   * {@link #apply}.
   */
  final int[] delta = new int[32 * 32];

  private ScanOrder scan;
  private int[] coefficients;
  private int[] levels;

  /**
   * Makes all parities fit.
   *
   * @param block the block
   * @param coefficients transform coefficients, raster order; their signs are those of the levels
   * @param levels signed levels, raster order; changed by one at most once in each group
   * @return by how much the sum of the absolute levels grew; may be negative
   */
  int apply(BlockParameters block, int[] coefficients, int[] levels) {
    this.scan = ScanOrder.of(block.log2TrafoSize(), block.scanIdx());
    this.coefficients = coefficients;
    this.levels = levels;
    int grown = 0;
    boolean lastGroup = true;
    for (int base = block.coefficients() - 16; base >= 0; base -= 16) {
      int last = lastNonZero(scan, levels, base);
      if (last < 0) {
        continue;
      }
      int first = firstNonZero(scan, levels, base);
      if (last - first >= MIN_DISTANCE && !fits(scan, levels, base, first, last)) {
        grown += change(base, first, lastGroup ? last : 15);
      }
      lastGroup = false;
    }
    return grown;
  }

  private int change(int base, int first, int from) {
    boolean negative = levels[scan.position(base + first)] < 0;
    int best = FORBIDDEN;
    int bestPosition = -1;
    int bestChange = 0;
    for (int n = from; n >= 0; n--) {
      int position = scan.position(base + n);
      int level = levels[position];
      int cost = -delta[position];
      int change = 1;
      if (level != 0 && delta[position] <= 0) {
        // A group's first level must stay, or another sign would be hidden.
        cost = n == first && Math.abs(level) == 1 ? FORBIDDEN : delta[position];
        change = -1;
      } else if (level == 0 && n < first && coefficients[position] < 0 != negative) {
        cost = FORBIDDEN;
      }
      if (cost < best) {
        best = cost;
        bestPosition = position;
        bestChange = change;
      }
    }
    return addToMagnitude(coefficients, levels, bestPosition, bestChange);
  }

  /** Last position in scan, 0..15, with a level in the group that starts at {@code base}, or -1. */
  static int lastNonZero(ScanOrder scan, int[] levels, int base) {
    int n = 15;
    while (n >= 0 && levels[scan.position(base + n)] == 0) {
      n--;
    }
    return n;
  }

  /** First position in scan, 0..15, with a level in a group that has one. */
  static int firstNonZero(ScanOrder scan, int[] levels, int base) {
    int n = 0;
    while (levels[scan.position(base + n)] == 0) {
      n++;
    }
    return n;
  }

  /** Whether the parity of a group's levels tells the sign of its first. */
  static boolean fits(ScanOrder scan, int[] levels, int base, int first, int last) {
    int negative = levels[scan.position(base + first)] < 0 ? 1 : 0;
    return parity(scan, levels, base + first, base + last) == negative;
  }

  /** Parity of the sum of the levels at scan positions {@code from..to}. */
  static int parity(ScanOrder scan, int[] levels, int from, int to) {
    int sum = 0;
    for (int n = from; n <= to; n++) {
      sum += levels[scan.position(n)];
    }
    return sum & 1;
  }

  /**
   * Changes the absolute level by {@code change}, downwards where the range of levels leaves no
   * choice; returns the change made.
   */
  static int addToMagnitude(int[] coefficients, int[] levels, int position, int change) {
    int level = levels[position];
    int actual = level == 32767 || level == -32768 ? -1 : change;
    levels[position] = coefficients[position] >= 0 ? level + actual : level - actual;
    return actual;
  }
}
