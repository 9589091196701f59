package org.nnrdoq.hevc.bitstream;

import java.util.Arrays;

/** Writes the fixed-length and Exp-Golomb codes of H.265 §7.2 and §9.2 into a growing buffer. */
public final class BitWriter {
  private byte[] buffer = new byte[64];
  private int bits;

  /**
   * u(n): {@code count} bits of {@code value}, most significant first.
   *
   * @param value no bit at or above {@code count} may be set
   * @param count 0..32
   * @throws IllegalArgumentException if the value does not fit
   */
  public void u(int value, int count) {
    if (count < 0 || count > 32 || (count < 32 && value >>> count != 0)) {
      throw new IllegalArgumentException("value " + value + " does not fit into u(" + count + ")");
    }
    for (int i = count - 1; i >= 0; i--) {
      if (bits >> 3 == buffer.length) {
        buffer = Arrays.copyOf(buffer, 2 * buffer.length);
      }
      buffer[bits >> 3] |= (byte) ((value >>> i & 1) << (7 - (bits & 7)));
      bits++;
    }
  }

  /** u(1). */
  public void flag(boolean value) {
    u(value ? 1 : 0, 1);
  }

  /**
   * ue(v).
   *
   * @param value 0..2^31 - 2
   */
  public void ue(int value) {
    if (value < 0 || value == Integer.MAX_VALUE) {
      throw new IllegalArgumentException("ue(v)=" + value + ": expected 0..2147483646");
    }
    int length = 31 - Integer.numberOfLeadingZeros(value + 1);
    u(0, length);
    u(value + 1, length + 1);
  }

  /**
   * se(v).
   *
   * @param value -(2^30 - 1)..2^30 - 1
   */
  public void se(int value) {
    ue(value > 0 ? 2 * value - 1 : -2 * value);
  }

  /**
   * A one bit, then zero bits up to a whole byte: rbsp_trailing_bits() and byte_alignment() (H.265
   * §7.3.2.11, §7.3.2.12).
   */
  public void trailingBits() {
    u(1, 1);
    bits = (bits + 7) & ~7;
  }

  /**
   * Whole bytes after a whole number of bytes.
   *
   * @throws IllegalStateException if the position is not byte aligned
   */
  public void bytes(byte[] source) {
    if ((bits & 7) != 0) {
      throw new IllegalStateException(
          "bytes at bit position " + bits + ": expected an aligned one");
    }
    int size = bits >> 3;
    if (size + source.length > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(2 * buffer.length, size + source.length));
    }
    System.arraycopy(source, 0, buffer, size, source.length);
    bits += 8 * source.length;
  }

  /**
   * What has been written.
   *
   * @throws IllegalStateException if that is not a whole number of bytes
   */
  public byte[] toByteArray() {
    if ((bits & 7) != 0) {
      throw new IllegalStateException(bits + " bits written: expected whole bytes");
    }
    return Arrays.copyOf(buffer, bits >> 3);
  }
}
