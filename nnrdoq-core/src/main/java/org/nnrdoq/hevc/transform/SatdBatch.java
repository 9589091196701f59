package org.nnrdoq.hevc.transform;

/**
 * SATD of many pairs of equally sized blocks in the layout of {@link PackedSatd}.
 *
 * <p>The first butterflies of each pair are done when it is added; the rest, which mixes the four
 * samples of a {@code long} and is most of the work, is done for many pairs in loops that HotSpot
 * vectorizes. Not thread-safe; reused from batch to batch.
 */
public final class SatdBatch {
  private static final int CAPACITY = 512;
  private static final long ONES = PackedSatd.ONES;
  private static final long EVEN = 0x0000_FFFF_0000_FFFFL;
  private static final long TOP = 0x8000_8000_8000_8000L;

  /** Values whose remaining transforms act within each {@code long}; two for each result. */
  private final long[] u = new long[CAPACITY];

  private final long[] w = new long[CAPACITY];
  private final long[] sums = new long[CAPACITY];

  private int log2Size;
  private int[] satd;

  /** Pairs of blocks whose result is complete, and values waiting behind them. */
  private int done;

  private int waiting;

  /**
   * Starts a batch.
   *
   * @param log2Size log2 of the blocks' side, 2..6
   * @param satd receives one SATD for each pair, in the units of {@link Satd#satd}, when {@link
   *     #finish} returns
   */
  public void begin(int log2Size, int[] satd) {
    this.log2Size = log2Size;
    this.satd = satd;
    done = 0;
    waiting = 0;
  }

  /**
   * Adds the next pair.
   *
   * @param a packed samples of at most 10 bits; may be reused at once
   * @param b like {@code a}
   */
  public void add(long[] a, long[] b) {
    int values = log2Size == 2 ? 2 : 1 << (2 * log2Size - 3);
    if (waiting + values > CAPACITY) {
      finish();
    }
    if (log2Size == 2) {
      add4(a, b);
      return;
    }
    int size = 1 << log2Size;
    int stride = size >> 2;
    for (int y = 0; y < size; y += 8) {
      for (int x = 0; x < stride; x += 2) {
        add8(a, b, y * stride + x, stride);
      }
    }
  }

  /** Completes the results of all pairs added so far. */
  public void finish() {
    mixHalves(waiting, u, w);
    magnitudes(waiting, u);
    magnitudes(waiting, w);
    addMaxima(waiting, u, w, sums);
    if (log2Size == 2) {
      for (int i = 0; i < waiting; i += 2) {
        satd[done++] = total(sums[i] + sums[i + 1]);
      }
    } else {
      int parts = 1 << (2 * log2Size - 6);
      for (int i = 0; i < waiting; ) {
        int sum = 0;
        for (int k = 0; k < parts; k++, i += 8) {
          long s = sums[i] + sums[i + 1] + sums[i + 2] + sums[i + 3];
          s += sums[i + 4] + sums[i + 5] + sums[i + 6] + sums[i + 7];
          sum += (total(s) + 1) >> 1;
        }
        satd[done++] = sum;
      }
    }
    waiting = 0;
  }

  private static int total(long halves) {
    return (int) (halves + (halves >>> 32));
  }

  private void add4(long[] a, long[] b) {
    long v0 = a[0] - b[0];
    long v1 = a[1] - b[1];
    long v2 = a[2] - b[2];
    long v3 = a[3] - b[3];
    put(waiting, v0 + v2, v1 + v3);
    put(waiting + 1, v0 - v2, v1 - v3);
    waiting += 2;
  }

  private void add8(long[] a, long[] b, int i, int stride) {
    int i1 = i + stride;
    int i2 = i1 + stride;
    int i3 = i2 + stride;
    int i4 = i3 + stride;
    int i5 = i4 + stride;
    int i6 = i5 + stride;
    int i7 = i6 + stride;
    long p0 = a[i] - b[i];
    long p1 = a[i1] - b[i1];
    long p2 = a[i2] - b[i2];
    long p3 = a[i3] - b[i3];
    long p4 = a[i4] - b[i4];
    long p5 = a[i5] - b[i5];
    long p6 = a[i6] - b[i6];
    long p7 = a[i7] - b[i7];
    long q0 = a[i + 1] - b[i + 1];
    long q1 = a[i1 + 1] - b[i1 + 1];
    long q2 = a[i2 + 1] - b[i2 + 1];
    long q3 = a[i3 + 1] - b[i3 + 1];
    long q4 = a[i4 + 1] - b[i4 + 1];
    long q5 = a[i5 + 1] - b[i5 + 1];
    long q6 = a[i6 + 1] - b[i6 + 1];
    long q7 = a[i7 + 1] - b[i7 + 1];
    vertical(p0 + q0, p1 + q1, p2 + q2, p3 + q3, p4 + q4, p5 + q5, p6 + q6, p7 + q7);
    vertical(p0 - q0, p1 - q1, p2 - q2, p3 - q3, p4 - q4, p5 - q5, p6 - q6, p7 - q7);
  }

  private void vertical(long v0, long v1, long v2, long v3, long v4, long v5, long v6, long v7) {
    long s0 = v0 + v4;
    long s1 = v1 + v5;
    long s2 = v2 + v6;
    long s3 = v3 + v7;
    long d0 = v0 - v4;
    long d1 = v1 - v5;
    long d2 = v2 - v6;
    long d3 = v3 - v7;
    int at = waiting;
    put(at, s0 + s2, s1 + s3);
    put(at + 1, s0 - s2, s1 - s3);
    put(at + 2, d0 + d2, d1 + d3);
    put(at + 3, d0 - d2, d1 - d3);
    waiting = at + 4;
  }

  private void put(int i, long v0, long v1) {
    u[i] = v0 + v1;
    w[i] = v0 - v1;
  }

  /**
   * A butterfly between the halves of each value: the low halves of both go to one {@code long},
   * the high ones to another, then sum and difference. Shifts in place of casts, which do not
   * vectorize.
   */
  private static void mixHalves(int count, long[] u, long[] w) {
    for (int i = 0; i < count; i++) {
      long p = u[i];
      long q = w[i];
      long pLow = (p << 32) >> 32;
      long qLow = (q << 32) >> 32;
      long low = pLow + (qLow << 32);
      long high = ((p - pLow) >> 32) + (q - qLow);
      u[i] = low + high;
      w[i] = low - high;
    }
  }

  private static void magnitudes(int count, long[] values) {
    for (int i = 0; i < count; i++) {
      long v = values[i];
      // All ones where a sample is negative; adding them also returns what it borrowed.
      long sign = (v >>> 15) & ONES;
      long negative = (sign << 16) - sign;
      values[i] = (v + negative) ^ negative;
    }
  }

  /** The larger one of each two neighbours, added up in two 32-bit halves. */
  private static void addMaxima(int count, long[] u, long[] w, long[] sums) {
    for (int i = 0; i < count; i++) {
      long p = u[i];
      long q = w[i];
      long x = (p & EVEN) | ((q & EVEN) << 16);
      long y = ((p >>> 16) & EVEN) | (q & ~EVEN);
      long difference = (x | TOP) - y;
      long notLess = (difference & TOP) >>> 15;
      long larger = y + (difference & ((notLess << 15) - notLess));
      sums[i] = (larger & EVEN) + ((larger >>> 16) & EVEN);
    }
  }
}
