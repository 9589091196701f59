package org.nnrdoq.hevc.intra;

import java.util.Arrays;
import org.nnrdoq.hevc.transform.PackedSatd;

/**
 * The prediction formulae of H.265 §8.4.4.2.4 to §8.4.4.2.6 on four samples at a time, in the
 * layout of {@link PackedSatd}.
 *
 * <p>Horizontal modes come out transposed. An instance holds its last prediction and serves one
 * thread.
 */
final class PackedPredictor {
  /** Index of ref[0] in a window. */
  private static final int ORIGIN = 64;

  private static final long ONES = PackedSatd.ONES;

  /** 0, 1, 2, 3 from the left. */
  private static final long RAMP = 0x0003_0002_0001_0000L;

  /** Keeps 11, 14 bits of each sample after a shift by 5, 2. */
  private static final long MASK_11 = 0x07FF * ONES;

  private static final long MASK_14 = 0x3FFF * ONES;

  /** intraPredAngle by distance of the mode from the pure horizontal or vertical one. */
  private static final int[] ANGLES = {0, 2, 5, 9, 13, 17, 21, 26, 32};

  /** |invAngle| by the same distance. */
  private static final int[] INVERSE_ANGLES = {0, 4096, 1638, 910, 630, 482, 390, 315, 256};

  /** The last prediction. */
  final long[] prediction = new long[64 * 16];

  /** Room for a window: the four samples ref[i..i+3] at {@code ORIGIN + i}, -64 to 2 * 64. */
  static long[] newWindow() {
    return new long[ORIGIN + 2 * 64 + 4];
  }

  /** Whether a mode predicts from the left, and comes out transposed. */
  static boolean isTransposed(int mode) {
    return mode >= 2 && mode < 18;
  }

  /**
   * Fills the window of the main side that a mode predicts from; other modes of the same direction
   * can use it as well.
   *
   * @param p 4N + 1 neighbours as {@link ReferenceSamples} lays them out
   */
  static void load(int log2Size, boolean transposed, int[] p, long[] window) {
    int corner = 2 << log2Size;
    int step = transposed ? -1 : 1;
    int from = corner + step * corner;
    long samples = 0;
    for (int i = corner; i >= 0; i--) {
      samples = samples << 16 | p[from];
      window[ORIGIN + i] = samples;
      from -= step;
    }
  }

  /**
   * Predicts into {@link #prediction}.
   *
   * @param edgeFilter whether the edges of DC, horizontal and vertical prediction are smoothed
   * @param bitDepth of the samples, 8..10
   * @param p the neighbours
   * @param window that {@link #load} made of them for the mode's direction
   */
  void predict(int mode, int log2Size, boolean edgeFilter, int bitDepth, int[] p, long[] window) {
    if (mode == IntraPredictor.PLANAR) {
      planar(log2Size, p, window);
    } else if (mode == IntraPredictor.DC) {
      dc(log2Size, edgeFilter, p, window);
    } else {
      int side = isTransposed(mode) ? 1 : -1;
      int distance =
          isTransposed(mode) ? IntraPredictor.HORIZONTAL - mode : mode - IntraPredictor.VERTICAL;
      if (distance < 0) {
        extend(log2Size, -distance, p, side, window);
      }
      angular(log2Size, distance, window);
      if (distance == 0 && edgeFilter) {
        filterEdge(log2Size, bitDepth, p, side);
      }
    }
  }

  /** Unpacks the last prediction, not transposed, to raster order. */
  void unpack(int log2Size, int[] dst) {
    int count = 1 << (2 * log2Size - 2);
    for (int i = 0; i < count; i++) {
      long v = prediction[i];
      int d = 4 * i;
      dst[d] = (int) v & 0xFFFF;
      dst[d + 1] = (int) v >>> 16;
      dst[d + 2] = (int) (v >>> 32) & 0xFFFF;
      dst[d + 3] = (int) (v >>> 48);
    }
  }

  /** Unpacks the last prediction, transposed, to raster order. */
  void unpackTransposed(int log2Size, int[] dst) {
    int size = 1 << log2Size;
    int i = 0;
    for (int x = 0; x < size; x++) {
      for (int y = 0; y < size; y += 4) {
        long v = prediction[i++];
        int d = y * size + x;
        dst[d] = (int) v & 0xFFFF;
        dst[d + size] = (int) v >>> 16;
        dst[d + 2 * size] = (int) (v >>> 32) & 0xFFFF;
        dst[d + 3 * size] = (int) (v >>> 48);
      }
    }
  }

  /**
   * Continues the main side by projecting the other one, H.265 §8.4.4.2.6.
   *
   * @param side step from the corner along the other side of the neighbours
   */
  private static void extend(int log2Size, int distance, int[] p, int side, long[] ref) {
    int corner = 2 << log2Size;
    int inverse = INVERSE_ANGLES[distance];
    int last = ANGLES[distance] << log2Size >> 5;
    long samples = ref[ORIGIN];
    for (int k = 1; k <= last; k++) {
      samples = samples << 16 | p[corner + side * ((k * inverse + 128) >> 8)];
      ref[ORIGIN - k] = samples;
    }
  }

  private void angular(int log2Size, int distance, long[] ref) {
    int size = 1 << log2Size;
    int angle = distance < 0 ? -ANGLES[-distance] : ANGLES[distance];
    // Rows of one and two values are most of all rows; loops over them would cost more than they.
    if (log2Size == 2) {
      angular4(angle, ref, prediction);
    } else if (log2Size == 3) {
      angular8(angle, ref, prediction);
    } else {
      angular(size, angle, ref, prediction);
    }
  }

  private static void angular4(int angle, long[] ref, long[] out) {
    out[0] = interpolate(ref, ORIGIN + 1 + (angle >> 5), angle & 31);
    out[1] = interpolate(ref, ORIGIN + 1 + (2 * angle >> 5), 2 * angle & 31);
    out[2] = interpolate(ref, ORIGIN + 1 + (3 * angle >> 5), 3 * angle & 31);
    out[3] = interpolate(ref, ORIGIN + 1 + (4 * angle >> 5), 4 * angle & 31);
  }

  private static void angular8(int angle, long[] ref, long[] out) {
    int position = angle;
    for (int i = 0; i < 16; i += 2) {
      int from = ORIGIN + 1 + (position >> 5);
      out[i] = interpolate(ref, from, position & 31);
      out[i + 1] = interpolate(ref, from + 4, position & 31);
      position += angle;
    }
  }

  private static void angular(int size, int angle, long[] ref, long[] out) {
    int position = 0;
    int to = 0;
    for (int y = 0; y < size; y++) {
      position += angle;
      int from = ORIGIN + 1 + (position >> 5);
      int fraction = position & 31;
      for (int x = 0; x < size; x += 8) {
        out[to] = interpolate(ref, from + x, fraction);
        out[to + 1] = interpolate(ref, from + x + 4, fraction);
        to += 2;
      }
    }
  }

  private static long interpolate(long[] ref, int from, long fraction) {
    long sum = (32 - fraction) * ref[from] + fraction * ref[from + 1] + 16 * ONES;
    return (sum >>> 5) & MASK_11;
  }

  private void filterEdge(int log2Size, int bitDepth, int[] p, int side) {
    int size = 1 << log2Size;
    int stride = size >> 2;
    int corner = 2 * size;
    int max = (1 << bitDepth) - 1;
    int first = p[corner - side];
    for (int y = 0; y < size; y++) {
      int value = first + ((p[corner + side * (y + 1)] - p[corner]) >> 1);
      setFirst(y * stride, Math.min(Math.max(value, 0), max));
    }
  }

  /** Replaces the first sample of a row. */
  private void setFirst(int i, int sample) {
    prediction[i] = prediction[i] & ~0xFFFFL | sample;
  }

  private void dc(int log2Size, boolean edgeFilter, int[] p, long[] window) {
    int size = 1 << log2Size;
    int stride = size >> 2;
    int corner = 2 * size;
    int sum = size;
    for (int i = 1; i <= size; i++) {
      sum += p[corner - i] + p[corner + i];
    }
    int value = sum >> (log2Size + 1);
    Arrays.fill(prediction, 0, size * stride, value * ONES);
    if (edgeFilter) {
      int base = 3 * value + 2;
      for (int k = 0; k < stride; k++) {
        prediction[k] = (window[ORIGIN + 1 + 4 * k] + base * ONES) >>> 2 & MASK_14;
      }
      for (int y = 1; y < size; y++) {
        setFirst(y * stride, (p[corner - 1 - y] + base) >> 2);
      }
      setFirst(0, (p[corner - 1] + 2 * value + p[corner + 1] + 2) >> 2);
    }
  }

  private void planar(int log2Size, int[] p, long[] ref) {
    int size = 1 << log2Size;
    int stride = size >> 2;
    int corner = 2 * size;
    int right = p[corner + 1 + size];
    int bottom = p[corner - 1 - size];
    int shift = log2Size + 1;
    long mask = (0xFFFF >> shift) * ONES;
    for (int y = 0; y < size; y++) {
      int slope = right - p[corner - 1 - y];
      int start = size * p[corner - 1 - y] + slope + (y + 1) * bottom + size;
      int weight = size - 1 - y;
      for (int k = 0; k < stride; k++) {
        int i = y * stride + k;
        if (log2Size == 6) {
          // 128 times a 10-bit sample needs more than 16 bits.
          prediction[i] = wide(start + 4 * k * slope, slope, weight, p, corner + 1 + 4 * k);
        } else {
          long line = (long) (start + 4 * k * slope) * ONES + slope * RAMP;
          prediction[i] = (line + weight * ref[ORIGIN + 1 + 4 * k]) >>> shift & mask;
        }
      }
    }
  }

  /** Four samples of a 64x64 planar prediction. */
  private static long wide(int start, int slope, int weight, int[] p, int at) {
    long samples = 0;
    for (int x = 3; x >= 0; x--) {
      samples = samples << 16 | (start + x * slope + weight * p[at + x]) >> 7;
    }
    return samples;
  }
}
