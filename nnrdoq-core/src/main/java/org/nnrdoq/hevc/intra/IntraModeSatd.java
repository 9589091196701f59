package org.nnrdoq.hevc.intra;

import java.util.Arrays;
import org.nnrdoq.hevc.transform.PackedSatd;
import org.nnrdoq.hevc.transform.SatdBatch;

/**
 * SATD of a luma block against its 35 intra predictions, all or some, for choosing the modes worth
 * coding.
 *
 * <p>Gives what {@link IntraPredictor} and Satd give together, several times faster: four samples
 * share a {@code long}, and horizontal modes are compared with the transposed source instead of
 * being transposed. An instance holds scratch memory and serves one thread.
 */
public final class IntraModeSatd {
  private static final long ONES = PackedSatd.ONES;

  /** 0, 1, 2, 3 from the left. */
  private static final long RAMP = 0x0003_0002_0001_0000L;

  /** Keeps 11, 14 bits of each sample after a shift by 5, 2. */
  private static final long MASK_11 = 0x07FF * ONES;

  private static final long MASK_14 = 0x3FFF * ONES;

  private static final int ORIGIN = IntraPredictor.ORIGIN;

  private final long[] source = new long[64 * 16];
  private final long[] transposed = new long[64 * 16];
  private final long[] prediction = new long[64 * 16];

  private final SatdBatch batch = new SatdBatch();

  /** {@code ref[i..i+3]} of the angular modes at {@code ORIGIN + i}: plain, smoothed. */
  private final long[][] above = new long[2][ORIGIN + 2 * 64 + 4];

  private final long[][] left = new long[2][ORIGIN + 2 * 64 + 4];

  private int log2Size;
  private int bitDepth;
  private int[] reference;
  private int[] filtered;

  /** Modes added since the last {@link #finish}, and their results. */
  private final int[] modes = new int[IntraPredictor.MODES];

  private final int[] results = new int[IntraPredictor.MODES];
  private int count;

  /**
   * Compares a block with all 35 predictions.
   *
   * @param satd receives one value for each mode, in the units of Satd; for the others see {@link
   *     #begin}
   */
  public void compare(
      int log2Size, int bitDepth, int[] block, int[] reference, int[] filtered, int[] satd) {
    begin(log2Size, bitDepth, block, reference, filtered);
    for (int mode = 0; mode < IntraPredictor.MODES; mode++) {
      add(mode);
    }
    finish(satd);
  }

  /**
   * Turns to a block.
   *
   * @param log2Size log2 of the block's side, 2..6
   * @param bitDepth of the samples, 8..10
   * @param block samples to predict, raster order, stride = side; not kept
   * @param reference 4N + 1 neighbours as {@link ReferenceSamples} lays them out; read until {@link
   *     #finish}
   * @param filtered smoothed neighbours, likewise; not read for sides of 4 and 64
   */
  public void begin(int log2Size, int bitDepth, int[] block, int[] reference, int[] filtered) {
    assert bitDepth <= 10 : "bitDepth=" + bitDepth + ": expected at most 10";
    this.log2Size = log2Size;
    this.bitDepth = bitDepth;
    this.reference = reference;
    this.filtered = filtered;
    count = 0;
    PackedSatd.pack(log2Size, block, source);
    PackedSatd.packTransposed(log2Size, block, transposed);
    load(log2Size, reference, 0);
    if (log2Size > 2 && log2Size < 6) {
      load(log2Size, filtered, 1);
    }
    batch.begin(log2Size, results);
  }

  /** Adds one mode, at most each once between {@link #begin} and {@link #finish}. */
  public void add(int mode) {
    boolean vertical = mode >= 18;
    boolean smooth = ReferenceSamples.usesFiltered(mode, log2Size);
    int[] p = smooth ? filtered : reference;
    long[] ref = (vertical || mode < 2 ? above : left)[smooth ? 1 : 0];
    if (mode == IntraPredictor.PLANAR) {
      planar(log2Size, p, ref);
    } else if (mode == IntraPredictor.DC) {
      dc(log2Size, p);
    } else {
      int side = vertical ? -1 : 1;
      int distance = vertical ? mode - IntraPredictor.VERTICAL : IntraPredictor.HORIZONTAL - mode;
      if (distance < 0) {
        extend(log2Size, -distance, p, side, ref);
      }
      angular(log2Size, distance, ref);
      if (distance == 0 && log2Size < 5) {
        filterEdge(log2Size, bitDepth, p, side);
      }
    }
    modes[count++] = mode;
    batch.add(vertical || mode < 2 ? source : transposed, prediction);
  }

  /**
   * Completes the modes added so far; more can be added to the same block afterwards.
   *
   * @param satd receives the values of those modes, indexed by mode; others are left alone
   */
  public void finish(int[] satd) {
    batch.finish();
    for (int i = 0; i < count; i++) {
      satd[modes[i]] = results[i];
    }
    count = 0;
    batch.begin(log2Size, results);
  }

  private void load(int log2Size, int[] p, int kind) {
    int corner = 2 << log2Size;
    long up = 0;
    long side = 0;
    long[] a = above[kind];
    long[] l = left[kind];
    for (int i = corner; i >= 0; i--) {
      up = up << 16 | p[corner + i];
      side = side << 16 | p[corner - i];
      a[ORIGIN + i] = up;
      l[ORIGIN + i] = side;
    }
  }

  /**
   * Continues the main side by projecting the other one, H.265 §8.4.4.2.6.
   *
   * @param side step from the corner along the other side of the neighbours
   */
  private static void extend(int log2Size, int distance, int[] p, int side, long[] ref) {
    int corner = 2 << log2Size;
    int inverse = IntraPredictor.INVERSE_ANGLES[distance];
    int last = IntraPredictor.ANGLES[distance] << log2Size >> 5;
    long samples = ref[ORIGIN];
    for (int k = 1; k <= last; k++) {
      samples = samples << 16 | p[corner + side * ((k * inverse + 128) >> 8)];
      ref[ORIGIN - k] = samples;
    }
  }

  private void angular(int log2Size, int distance, long[] ref) {
    int size = 1 << log2Size;
    int angle = distance < 0 ? -IntraPredictor.ANGLES[-distance] : IntraPredictor.ANGLES[distance];
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

  private void dc(int log2Size, int[] p) {
    int size = 1 << log2Size;
    int stride = size >> 2;
    int corner = 2 * size;
    int sum = size;
    for (int i = 1; i <= size; i++) {
      sum += p[corner - i] + p[corner + i];
    }
    int value = sum >> (log2Size + 1);
    Arrays.fill(prediction, 0, size * stride, value * ONES);
    if (log2Size < 5) {
      int base = 3 * value + 2;
      for (int k = 0; k < stride; k++) {
        prediction[k] = (above[0][ORIGIN + 1 + 4 * k] + base * ONES) >>> 2 & MASK_14;
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
