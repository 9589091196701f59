package org.nnrdoq.hevc.transform;

/**
 * Two 32-bit integers in one {@code long}, as {@code low + (high << 32)} with a signed low half.
 *
 * <p>Sums, differences and products with a constant act on both halves at once, as long as no half
 * leaves 32 bits. HotSpot does not vectorize loops as short as a transform's rows; this halves the
 * multiplications without its help.
 */
final class Lanes {
  private Lanes() {}

  static long pack(int low, int high) {
    return low + ((long) high << 32);
  }

  /** The same value in both halves. */
  static long both(int value) {
    return pack(value, value);
  }

  /** Two neighbours of an array. */
  static long load(int[] src, int index) {
    return pack(src[index], src[index + 1]);
  }

  static int low(long lanes) {
    return (int) lanes;
  }

  /** Bit 31 of the low half borrowed one from the high half; adding 2^31 gives it back. */
  static int high(long lanes) {
    return (int) ((lanes + 0x8000_0000L) >> 32);
  }

  /** Stores both halves, shifted right, side by side. */
  static void put(int[] dst, int index, long lanes, int shift) {
    dst[index] = low(lanes) >> shift;
    dst[index + 1] = high(lanes) >> shift;
  }

  /** Stores both halves, shifted right and clipped to 16 bits, {@code stride} apart. */
  static void putClipped(int[] dst, int index, int stride, long lanes, int shift) {
    dst[index] = clip16(low(lanes) >> shift);
    dst[index + stride] = clip16(high(lanes) >> shift);
  }

  /** Clip3(coeffMin, coeffMax, value) without extended precision. */
  static int clip16(int value) {
    return Math.min(Math.max(value, -32768), 32767);
  }
}
