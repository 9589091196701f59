package org.nnrdoq.hevc.intra;

import java.util.Arrays;

/**
 * Predicts the samples of a block from its neighbours, H.265 §8.4.4.2.4 to §8.4.4.2.6, for 4:2:0.
 *
 * <p>Neighbours are laid out as {@link ReferenceSamples} says. An instance holds scratch memory and
 * serves one thread.
 */
public final class IntraPredictor {
  public static final int PLANAR = 0;
  public static final int DC = 1;
  public static final int HORIZONTAL = 10;
  public static final int VERTICAL = 26;

  /** Number of prediction modes, 0..34. */
  public static final int MODES = 35;

  /** intraPredAngle by distance of the mode from the pure horizontal or vertical one. */
  static final int[] ANGLES = {0, 2, 5, 9, 13, 17, 21, 26, 32};

  /** |invAngle| by the same distance. */
  static final int[] INVERSE_ANGLES = {0, 4096, 1638, 910, 630, 482, 390, 315, 256};

  /** ref[-64..128] of the angular modes, index 0 at {@link #ORIGIN}. */
  static final int ORIGIN = 64;

  private final int[] ref = new int[ORIGIN + 2 * 64 + 1];
  private final int[] transposed = new int[64 * 64];

  /**
   * Predicts one block, choosing between plain and smoothed neighbours as the standard does.
   *
   * @param mode IntraPredModeY or IntraPredModeC, 0..34
   * @param log2Size log2 of the block's side, 2..6
   * @param cIdx colour component
   * @param bitDepth of the samples
   * @param reference 4N + 1 neighbours
   * @param filtered the smoothed neighbours; read only where {@link ReferenceSamples#usesFiltered}
   *     says so and {@code cIdx} is 0
   * @param dst receives the prediction, raster order, stride = side
   */
  public void predict(
      int mode, int log2Size, int cIdx, int bitDepth, int[] reference, int[] filtered, int[] dst) {
    int[] p = cIdx == 0 && ReferenceSamples.usesFiltered(mode, log2Size) ? filtered : reference;
    boolean edgeFilter = cIdx == 0 && log2Size < 5;
    if (mode == PLANAR) {
      planar(log2Size, p, dst);
    } else if (mode == DC) {
      dc(log2Size, edgeFilter, p, dst);
    } else if (mode >= 18) {
      loadVertical(mode, log2Size, p);
      angular(mode - VERTICAL, log2Size, dst);
      if (mode == VERTICAL && edgeFilter) {
        filterLeftEdge(log2Size, bitDepth, p, dst);
      }
    } else {
      loadHorizontal(mode, log2Size, p);
      angular(HORIZONTAL - mode, log2Size, transposed);
      transpose(log2Size, transposed, dst);
      if (mode == HORIZONTAL && edgeFilter) {
        filterTopEdge(log2Size, bitDepth, p, dst);
      }
    }
  }

  private static void planar(int log2Size, int[] p, int[] dst) {
    int size = 1 << log2Size;
    int corner = 2 * size;
    int above = corner + 1;
    int right = p[above + size];
    int bottom = p[corner - 1 - size];
    int shift = log2Size + 1;
    for (int y = 0; y < size; y++) {
      int left = p[corner - 1 - y];
      int row = y * size;
      // (N-1-x) left + (x+1) right as a line in x.
      int slope = right - left;
      int start = size * left + slope + (y + 1) * bottom + size;
      int weight = size - 1 - y;
      for (int x = 0; x < size; x++) {
        dst[row + x] = (start + slope * x + weight * p[above + x]) >> shift;
      }
    }
  }

  private static void dc(int log2Size, boolean edgeFilter, int[] p, int[] dst) {
    int size = 1 << log2Size;
    int corner = 2 * size;
    int sum = size;
    for (int i = 0; i < size; i++) {
      sum += p[corner - 1 - i] + p[corner + 1 + i];
    }
    int value = sum >> (log2Size + 1);
    Arrays.fill(dst, 0, size * size, value);
    if (edgeFilter) {
      int base = 3 * value + 2;
      dst[0] = (p[corner - 1] + 2 * value + p[corner + 1] + 2) >> 2;
      for (int i = 1; i < size; i++) {
        dst[i] = (p[corner + 1 + i] + base) >> 2;
        dst[i * size] = (p[corner - 1 - i] + base) >> 2;
      }
    }
  }

  /** ref[] of modes 18..34: above, extended by the left side where the angle is negative. */
  private void loadVertical(int mode, int log2Size, int[] p) {
    int size = 1 << log2Size;
    int corner = 2 * size;
    int distance = mode - VERTICAL;
    if (distance >= 0) {
      System.arraycopy(p, corner, ref, ORIGIN, 2 * size + 1);
      return;
    }
    System.arraycopy(p, corner, ref, ORIGIN, size + 1);
    int inverse = INVERSE_ANGLES[-distance];
    int last = (size * ANGLES[-distance]) >> 5;
    for (int k = 1; k <= last; k++) {
      ref[ORIGIN - k] = p[corner - ((k * inverse + 128) >> 8)];
    }
  }

  /** ref[] of modes 2..17: left, extended by the upper side where the angle is negative. */
  private void loadHorizontal(int mode, int log2Size, int[] p) {
    int size = 1 << log2Size;
    int corner = 2 * size;
    int distance = HORIZONTAL - mode;
    int length = distance >= 0 ? 2 * size : size;
    for (int i = 0; i <= length; i++) {
      ref[ORIGIN + i] = p[corner - i];
    }
    if (distance < 0) {
      int inverse = INVERSE_ANGLES[-distance];
      int last = (size * ANGLES[-distance]) >> 5;
      for (int k = 1; k <= last; k++) {
        ref[ORIGIN - k] = p[corner + ((k * inverse + 128) >> 8)];
      }
    }
  }

  /** Rows of a vertical mode, or columns of a horizontal one, from {@link #ref}. */
  private void angular(int distance, int log2Size, int[] dst) {
    int size = 1 << log2Size;
    int angle = distance < 0 ? -ANGLES[-distance] : ANGLES[distance];
    int[] r = ref;
    for (int y = 0; y < size; y++) {
      int position = (y + 1) * angle;
      int from = ORIGIN + 1 + (position >> 5);
      int fraction = position & 31;
      int row = y * size;
      if (fraction == 0) {
        System.arraycopy(r, from, dst, row, size);
      } else {
        for (int x = 0; x < size; x++) {
          int a = r[from + x];
          dst[row + x] = (32 * a + fraction * (r[from + x + 1] - a) + 16) >> 5;
        }
      }
    }
  }

  private static void filterLeftEdge(int log2Size, int bitDepth, int[] p, int[] dst) {
    int size = 1 << log2Size;
    int corner = 2 * size;
    int max = (1 << bitDepth) - 1;
    int above = p[corner + 1];
    for (int y = 0; y < size; y++) {
      int value = above + ((p[corner - 1 - y] - p[corner]) >> 1);
      dst[y * size] = Math.min(Math.max(value, 0), max);
    }
  }

  private static void filterTopEdge(int log2Size, int bitDepth, int[] p, int[] dst) {
    int size = 1 << log2Size;
    int corner = 2 * size;
    int max = (1 << bitDepth) - 1;
    int left = p[corner - 1];
    for (int x = 0; x < size; x++) {
      int value = left + ((p[corner + 1 + x] - p[corner]) >> 1);
      dst[x] = Math.min(Math.max(value, 0), max);
    }
  }

  private static void transpose(int log2Size, int[] src, int[] dst) {
    int size = 1 << log2Size;
    for (int y = 0; y < size; y += 4) {
      for (int x = 0; x < size; x += 4) {
        int s = x * size + y;
        int d = y * size + x;
        for (int i = 0; i < 4; i++) {
          dst[d + i] = src[s + i * size];
          dst[d + size + i] = src[s + i * size + 1];
          dst[d + 2 * size + i] = src[s + i * size + 2];
          dst[d + 3 * size + i] = src[s + i * size + 3];
        }
      }
    }
  }
}
