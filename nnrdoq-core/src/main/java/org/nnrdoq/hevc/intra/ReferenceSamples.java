package org.nnrdoq.hevc.intra;

import java.util.Arrays;

/**
 * Neighbouring samples of a block: gathering, substitution and filtering (H.265 §8.4.4.2.2,
 * §8.4.4.2.3).
 *
 * <p>The neighbours of a block of side N lie in one array of 4N + 1 values that runs from bottom
 * left over the corner to top right: index 2N - 1 - y is p[-1][y], index 2N is the corner
 * p[-1][-1], index 2N + 1 + x is p[x][-1].
 *
 * <p>Availability is a bit mask with one bit per unit of {@link #unit} neighbours in the same
 * order, and one for the corner between them, bit 0 at the bottom left.
 */
public final class ReferenceSamples {
  /** Length of the longest reference array, that of a 64x64 block. */
  public static final int MAX_LENGTH = 4 * 64 + 1;

  private ReferenceSamples() {}

  /** Neighbours that one availability bit stands for: 4, or 8 for blocks of 64. */
  public static int unit(int log2Size) {
    return log2Size == 6 ? 8 : 4;
  }

  /** Units along one side (2N neighbours); bits 0..n-1 are left, bit n the corner, then above. */
  public static int unitsPerSide(int log2Size) {
    return (2 << log2Size) / unit(log2Size);
  }

  /** The mask of a block whose neighbours are all available. */
  public static long allAvailable(int log2Size) {
    return (1L << (2 * unitsPerSide(log2Size) + 1)) - 1;
  }

  /**
   * Reads the available neighbours from a plane and substitutes the others.
   *
   * @param plane reconstructed samples of one component
   * @param stride of the plane
   * @param x left column of the block in the plane
   * @param y top row of the block in the plane
   * @param log2Size log2 of the block's side, 2..6
   * @param available availability mask; samples of units not in it are not read
   * @param bitDepth of the samples
   * @param reference receives 4N + 1 neighbours
   */
  public static void gather(
      short[] plane,
      int stride,
      int x,
      int y,
      int log2Size,
      long available,
      int bitDepth,
      int[] reference) {
    int units = unitsPerSide(log2Size);
    int unit = unit(log2Size);
    int corner = 2 << log2Size;
    long all = allAvailable(log2Size);
    if ((available & all) == 0) {
      Arrays.fill(reference, 0, 2 * corner + 1, 1 << (bitDepth - 1));
      return;
    }
    int firstLeft = 0;
    while (firstLeft < units && (available >> firstLeft & 1) == 0) {
      firstLeft++;
    }
    int source = (y + corner - 1 - firstLeft * unit) * stride + x - 1;
    for (int u = firstLeft; u < units; u++) {
      if ((available >> u & 1) != 0) {
        int to = u * unit;
        for (int i = 0; i < unit; i++) {
          reference[to + i] = plane[source - i * stride];
        }
      }
      source -= unit * stride;
    }
    int above = (y - 1) * stride + x;
    if ((available >> units & 1) != 0) {
      reference[corner] = plane[above - 1];
    }
    for (int u = 0; u < units; u++) {
      if ((available >> (units + 1 + u) & 1) != 0) {
        int to = corner + 1 + u * unit;
        int from = above + u * unit;
        for (int i = 0; i < unit; i++) {
          reference[to + i] = plane[from + i];
        }
      }
    }
    if ((available & all) != all) {
      substitute(log2Size, available, bitDepth, reference);
    }
  }

  /**
   * Substitutes unavailable neighbours, H.265 §8.4.4.2.2.
   *
   * @param log2Size log2 of the block's side, 2..6
   * @param available availability mask
   * @param bitDepth of the samples
   * @param reference 4N + 1 neighbours; those not available are overwritten
   */
  public static void substitute(int log2Size, long available, int bitDepth, int[] reference) {
    int units = unitsPerSide(log2Size);
    int unit = unit(log2Size);
    int corner = 2 << log2Size;
    long mask = available & allAvailable(log2Size);
    if (mask == 0) {
      Arrays.fill(reference, 0, 2 * corner + 1, 1 << (bitDepth - 1));
      return;
    }
    int first = Long.numberOfTrailingZeros(mask);
    int value = reference[position(first, units, unit)];
    for (int u = 0; u <= 2 * units; u++) {
      int start = position(u, units, unit);
      int end = u == units ? start + 1 : start + unit;
      if ((mask >> u & 1) == 0) {
        Arrays.fill(reference, start, end, value);
      }
      value = reference[end - 1];
    }
  }

  private static int position(int bit, int units, int unit) {
    return bit <= units ? bit * unit : bit * unit + 1 - unit;
  }

  /**
   * Whether luma prediction in this mode uses the filtered neighbours (filterFlag of H.265
   * §8.4.4.2.3). Chroma of 4:2:0 never does. Blocks of 64, which no transform has, follow HM.
   */
  public static boolean usesFiltered(int mode, int log2Size) {
    if (mode == IntraPredictor.DC || log2Size == 2) {
      return false;
    }
    int distance = Math.min(Math.abs(mode - 26), Math.abs(mode - 10));
    return switch (log2Size) {
      case 3 -> distance > 7;
      case 4 -> distance > 1;
      case 5 -> distance > 0;
      default -> false;
    };
  }

  /**
   * Smoothes the neighbours of a luma block, H.265 §8.4.4.2.3.
   *
   * @param log2Size log2 of the block's side, 3..6
   * @param strong strong_intra_smoothing_enabled_flag; acts on 32x32 only
   * @param bitDepth of the samples
   * @param reference 4N + 1 neighbours
   * @param filtered receives 4N + 1 smoothed neighbours; not {@code reference}
   */
  public static void filter(
      int log2Size, boolean strong, int bitDepth, int[] reference, int[] filtered) {
    int corner = 2 << log2Size;
    int last = 2 * corner;
    if (strong && log2Size == 5 && isFlat(bitDepth, reference)) {
      int bottom = reference[0];
      int middle = reference[64];
      int right = reference[128];
      for (int i = 0; i < 64; i++) {
        filtered[i] = ((64 - i) * bottom + i * middle + 32) >> 6;
        filtered[i + 64] = ((64 - i) * middle + i * right + 32) >> 6;
      }
      filtered[128] = right;
      return;
    }
    filtered[0] = reference[0];
    for (int i = 1; i < last; i++) {
      filtered[i] = (reference[i - 1] + 2 * reference[i] + reference[i + 1] + 2) >> 2;
    }
    filtered[last] = reference[last];
  }

  /** Whether both sides of a 32x32 block are close to straight lines (biIntFlag). */
  private static boolean isFlat(int bitDepth, int[] reference) {
    int threshold = 1 << (bitDepth - 5);
    return Math.abs(reference[64] + reference[128] - 2 * reference[96]) < threshold
        && Math.abs(reference[64] + reference[0] - 2 * reference[32]) < threshold;
  }
}
