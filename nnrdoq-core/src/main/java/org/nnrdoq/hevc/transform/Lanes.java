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

  /** Stores both halves side by side. */
  static void store(int[] dst, int index, long lanes) {
    dst[index] = low(lanes);
    dst[index + 1] = high(lanes);
  }

  /** Stores both halves {@code stride} apart. */
  static void store(int[] dst, int index, int stride, long lanes) {
    dst[index] = low(lanes);
    dst[index + stride] = high(lanes);
  }

  /** Rounding right shift of the first {@code count} values; a loop that HotSpot vectorizes. */
  static void round(int[] values, int count, int shift) {
    int offset = 1 << (shift - 1);
    for (int i = 0; i < count; i++) {
      values[i] = (values[i] + offset) >> shift;
    }
  }

  /** Like {@link #round}, clipped to 16 bits. */
  static void roundAndClip(int[] values, int count, int shift) {
    int offset = 1 << (shift - 1);
    for (int i = 0; i < count; i++) {
      values[i] = saturate16((values[i] + offset) >> shift);
    }
  }

  /** Clip3(coeffMin, coeffMax, value) without extended precision. */
  static int clip16(int value) {
    return Math.min(Math.max(value, -32768), 32767);
  }

  /**
   * {@link #clip16} for magnitudes below 2^30 out of operations that HotSpot vectorizes; minimum
   * and maximum are not among them in Java 17.
   */
  static int saturate16(int value) {
    int room = 32767 - value;
    int low = value + (room & (room >> 31));
    int above = low + 32768;
    return low - (above & (above >> 31));
  }
}
