package org.nnrdoq.hevc.filter;

import java.util.Arrays;
import org.nnrdoq.hevc.filter.SampleAdaptiveOffset.Area;

/**
 * How far the samples of one coding tree unit and component lie from the source, by the category
 * that sample adaptive offset would put them in.
 *
 * <p>Not thread-safe; reused from unit to unit.
 */
final class SaoStatistics {
  /** A count of one, above a signed 32-bit sum of differences. */
  private static final long ONE = 1L << 32;

  private static final int CLASSES = 4;
  private static final int CATEGORIES = 5;
  private static final int BANDS = 32;

  /** Count and difference of each edge category, at {@code eoClass * 5 + sign sum + 2}. */
  private final long[] edge = new long[CLASSES * CATEGORIES];

  private final long[] band = new long[BANDS];

  /**
   * Samples of edge class 0..3 in category 0..4 (as SampleAdaptiveOffset orders them; 2 is none).
   */
  int edgeCount(int eoClass, int category) {
    return count(edge[eoClass * CATEGORIES + category]);
  }

  /** Sum of source minus deblocked over the samples of {@link #edgeCount}. */
  int edgeDifference(int eoClass, int category) {
    return (int) edge[eoClass * CATEGORIES + category];
  }

  /** Samples of a band. */
  int bandCount(int k) {
    return count(band[k]);
  }

  /** Sum of source minus deblocked over a band. */
  int bandDifference(int k) {
    return (int) band[k];
  }

  private static int count(long packed) {
    return (int) ((packed + 0x8000_0000L) >> 32);
  }

  /**
   * Gathers one unit.
   *
   * @param source original samples, laid out as {@code deblocked}
   * @param deblocked samples before sample adaptive offset
   * @param area of the unit; at most 64x64
   */
  void gather(short[] source, short[] deblocked, Area area, int bitDepth) {
    Arrays.fill(edge, 0);
    Arrays.fill(band, 0);
    int x0 = Math.max(area.x0(), 1);
    int x1 = Math.min(area.x1(), area.width() - 1);
    for (int y = area.y0(); y < area.y1(); y++) {
      int row = y * area.stride();
      bands(source, deblocked, row + area.x0(), row + area.x1(), bitDepth - 5);
      if (y == 0 || y == area.height() - 1) {
        horizontalOnly(source, deblocked, row + x0, row + x1);
        continue;
      }
      if (area.x0() == 0) {
        vertical(source, deblocked, row, area.stride());
      }
      if (area.x1() == area.width()) {
        vertical(source, deblocked, row + area.width() - 1, area.stride());
      }
      edges(source, deblocked, row + x0, row + x1, area.stride());
    }
  }

  private void bands(short[] source, short[] deblocked, int start, int end, int shift) {
    long[] b = band;
    for (int i = start; i < end; i++) {
      int sample = deblocked[i];
      b[sample >> shift & 31] += ONE + (source[i] - sample);
    }
  }

  private void edges(short[] source, short[] s, int start, int end, int stride) {
    long[] e = edge;
    for (int i = start; i < end; i++) {
      int c = s[i];
      long add = ONE + (source[i] - c);
      e[2 + sign(c - s[i - 1]) + sign(c - s[i + 1])] += add;
      e[7 + sign(c - s[i - stride]) + sign(c - s[i + stride])] += add;
      e[12 + sign(c - s[i - stride - 1]) + sign(c - s[i + stride + 1])] += add;
      e[17 + sign(c - s[i - stride + 1]) + sign(c - s[i + stride - 1])] += add;
    }
  }

  /** First and last row of the picture. */
  private void horizontalOnly(short[] source, short[] s, int start, int end) {
    for (int i = start; i < end; i++) {
      int c = s[i];
      edge[2 + sign(c - s[i - 1]) + sign(c - s[i + 1])] += ONE + (source[i] - c);
    }
  }

  /** One sample of the picture's first or last column. */
  private void vertical(short[] source, short[] s, int i, int stride) {
    int c = s[i];
    edge[7 + sign(c - s[i - stride]) + sign(c - s[i + stride])] += ONE + (source[i] - c);
  }

  private static int sign(int value) {
    return SampleAdaptiveOffset.sign(value);
  }
}
