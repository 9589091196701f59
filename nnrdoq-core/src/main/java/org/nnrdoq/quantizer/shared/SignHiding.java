package org.nnrdoq.quantizer.shared;

import org.nnrdoq.hevc.residual.CoefficientGroup;
import org.nnrdoq.hevc.residual.ScanOrder;

/**
 * Sign data hiding by least distortion, as HM does without RDOQ (H.265 §7.4.9.11,
 * sign_data_hiding_enabled_flag).
 *
 * <p>In each coefficient group whose first and last non-zero level lie at least four positions
 * apart, the sign of the first is not coded but inferred from the parity of the sum. Where they
 * disagree, the level is changed by one whose change costs the least distortion.
 */
public final class SignHiding {
  private static final int FORBIDDEN = Integer.MAX_VALUE;

  private SignHiding() {}

  /**
   * Makes all parities fit.
   *
   * @param scan scan of the block
   * @param coefficients transform coefficients, raster order; their signs are those of the levels
   * @param levels signed levels, raster order; changed by one at most once in each group
   * @param delta how far each magnitude lies above its level, in 1/256 level, raster order
   * @return by how much the sum of the absolute levels grew; may be negative
   */
  public static int apply(ScanOrder scan, int[] coefficients, int[] levels, int[] delta) {
    int grown = 0;
    boolean lastGroup = true;
    for (int i = scan.groups() - 1; i >= 0; i--) {
      int sigMask = CoefficientGroup.sigMask(scan, i, levels);
      if (sigMask == 0) {
        continue;
      }
      if (hidesWrongSign(scan, i, levels, sigMask)) {
        int from = lastGroup ? CoefficientGroup.last(sigMask) : 15;
        int first = CoefficientGroup.first(sigMask);
        grown += change(scan, coefficients, levels, delta, i << 4, first, from);
      }
      lastGroup = false;
    }
    return grown;
  }

  /**
   * Whether a group hides a sign and the parity of its levels does not tell the right one.
   *
   * @param scan scan of the block
   * @param i index of the group in scan
   * @param levels signed levels, raster order
   * @param sigMask which levels of the group are not 0, as {@link CoefficientGroup#sigMask} says;
   *     not all
   */
  public static boolean hidesWrongSign(ScanOrder scan, int i, int[] levels, int sigMask) {
    int first = CoefficientGroup.first(sigMask);
    int last = CoefficientGroup.last(sigMask);
    if (!CoefficientGroup.hidesSign(first, last)) {
      return false;
    }
    int sum = 0;
    for (int n = first; n <= last; n++) {
      sum += levels[scan.position((i << 4) + n)];
    }
    return (sum & 1) != levels[scan.position((i << 4) + first)] >>> 31;
  }

  private static int change(
      ScanOrder scan,
      int[] coefficients,
      int[] levels,
      int[] delta,
      int base,
      int first,
      int from) {
    int negative = levels[scan.position(base + first)] >>> 31;
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
      } else if (level == 0 && n < first && (coefficients[position] < 0 ? 1 : 0) != negative) {
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

  /**
   * Changes the absolute level by {@code change}, downwards where the range of levels leaves no
   * choice; returns the change made.
   */
  public static int addToMagnitude(int[] coefficients, int[] levels, int position, int change) {
    int level = levels[position];
    int actual = level == 32767 || level == -32768 ? -1 : change;
    levels[position] = coefficients[position] >= 0 ? level + actual : level - actual;
    return actual;
  }
}
