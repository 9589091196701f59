package org.nnrdoq.hevc.bitstream;

/** Reads u(n), ue(v) and se(v) back (H.265 §9.2). */
final class BitReader {
  private final byte[] data;
  private int position;

  BitReader(byte[] data) {
    this.data = data;
  }

  int u(int count) {
    int value = 0;
    for (int i = 0; i < count; i++, position++) {
      value = value << 1 | (data[position >> 3] >> (7 - (position & 7)) & 1);
    }
    return value;
  }

  int ue() {
    int leadingZeroBits = 0;
    while (u(1) == 0) {
      leadingZeroBits++;
    }
    return (int) ((1L << leadingZeroBits) - 1 + (u(leadingZeroBits) & 0xffffffffL));
  }

  int se() {
    int k = ue();
    return (k & 1) != 0 ? k / 2 + 1 : -(k / 2);
  }
}
