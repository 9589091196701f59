package org.nnrdoq.hevc.cabac;

import java.util.Arrays;

/**
 * The arithmetic encoder (H.265 §9.3.4.3, encoder side in §9.3.5) into a growing buffer.
 *
 * <p>Emulation prevention is the NAL writer's business. Not thread-safe.
 *
 * @since 1.0
 */
public final class CabacEncoder implements BinSink {
  /** rangeTabLps of H.265 Table 9-52: by pStateIdx, then qRangeIdx, one byte each from the low. */
  private static final int[] RANGE_LPS = rangeLps();

  /** Bits of {@code low} below the next bit that leaves the coder. */
  private static final int REGISTER_BITS = 10;

  private final CabacContexts contexts;
  private final byte[] states;
  private byte[] buffer = new byte[1 << 12];
  private int size;

  private long low;
  private int range;

  /** Settled bits in {@code low} that have not been moved to the buffer; -1 at the start. */
  private int pending;

  private boolean finished;

  /**
   * An encoder at the start of slice data.
   *
   * @param contexts live; adapted by {@link #bin}
   */
  public CabacEncoder(CabacContexts contexts) {
    this.contexts = contexts;
    this.states = contexts.states();
    start();
  }

  /** Forgets all output and starts slice data anew; the contexts stay as they are. */
  public void start() {
    size = 0;
    low = 0;
    range = 510;
    // The first bit out is always 0 and is not part of the stream.
    pending = -1;
    finished = false;
  }

  /** {@return the contexts that this encoder adapts} */
  public CabacContexts contexts() {
    return contexts;
  }

  @Override
  public void bin(int ctxIdx, int bin) {
    int state = states[ctxIdx];
    int lps = RANGE_LPS[state >> 1] >>> ((range >> 3) & 0x18) & 0xff;
    range -= lps;
    if (((state ^ bin) & 1) != 0) {
      low += range;
      range = lps;
    }
    states[ctxIdx] = (byte) EntropyBits.STEP[state << 1 | bin];
    int shift = Integer.numberOfLeadingZeros(range) - 23;
    range <<= shift;
    shiftLow(shift);
  }

  @Override
  public void bypass(int bin) {
    low = (low << 1) + (bin != 0 ? range : 0);
    pending++;
    emit();
  }

  @Override
  public void bypassBins(int value, int count) {
    low = (low << count) + range * (value & 0xffffffffL);
    pending += count;
    emit();
  }

  @Override
  public void terminate(int bin) {
    range -= 2;
    if (bin == 0) {
      int shift = Integer.numberOfLeadingZeros(range) - 23;
      range <<= shift;
      shiftLow(shift);
      return;
    }
    // Seven bits of renormalisation, then three to pin the value; the last one is the stop bit.
    low = ((low + range) << 10) | (1 << REGISTER_BITS);
    pending += 10;
    emit();
    int padding = -pending & 7;
    low = low >>> REGISTER_BITS << (REGISTER_BITS + padding);
    pending += padding;
    emit();
    finished = true;
  }

  /**
   * The coded bytes after {@link #terminate} with bin 1: slice data with its stop bit and zero bits
   * up to a whole byte.
   *
   * @return the bytes
   * @throws IllegalStateException if the slice data has not been terminated
   */
  public byte[] finish() {
    if (!finished) {
      throw new IllegalStateException("slice data not terminated: call terminate(1) first");
    }
    return Arrays.copyOf(buffer, size);
  }

  /** rangeTabLps of H.265 Table 9-52. */
  static int rangeTabLps(int pStateIdx, int qRangeIdx) {
    return RANGE_LPS[pStateIdx] >>> (8 * qRangeIdx) & 0xff;
  }

  private void shiftLow(int shift) {
    low <<= shift;
    pending += shift;
    emit();
  }

  /** Moves whole bytes from the register to the buffer. */
  private void emit() {
    while (pending >= 8) {
      int rest = REGISTER_BITS + pending - 8;
      int out = (int) (low >>> rest);
      if (out > 0xff) {
        carry();
      }
      if (size == buffer.length) {
        buffer = Arrays.copyOf(buffer, 2 * size);
      }
      buffer[size++] = (byte) out;
      low &= (1L << rest) - 1;
      pending -= 8;
    }
  }

  /** Adds one to what has been written; the arithmetic never carries out of the first byte. */
  private void carry() {
    int i = size - 1;
    while (++buffer[i] == 0) {
      i--;
    }
  }

  private static int[] rangeLps() {
    int[] table = {
      128, 176, 208, 240, 128, 167, 197, 227, 128, 158, 187, 216, 123, 150, 178, 205,
      116, 142, 169, 195, 111, 135, 160, 185, 105, 128, 152, 175, 100, 122, 144, 166,
      95, 116, 137, 158, 90, 110, 130, 150, 85, 104, 123, 142, 81, 99, 117, 135,
      77, 94, 111, 128, 73, 89, 105, 122, 69, 85, 100, 116, 66, 80, 95, 110,
      62, 76, 90, 104, 59, 72, 86, 99, 56, 69, 81, 94, 53, 65, 77, 89,
      51, 62, 73, 85, 48, 59, 69, 80, 46, 56, 66, 76, 43, 53, 63, 72,
      41, 50, 59, 69, 39, 48, 56, 65, 37, 45, 54, 62, 35, 43, 51, 59,
      33, 41, 48, 56, 32, 39, 46, 53, 30, 37, 43, 50, 29, 35, 41, 48,
      27, 33, 39, 45, 26, 31, 37, 43, 24, 30, 35, 41, 23, 28, 33, 39,
      22, 27, 32, 37, 21, 26, 30, 35, 20, 24, 29, 33, 19, 23, 27, 31,
      18, 22, 26, 30, 17, 21, 25, 28, 16, 20, 23, 27, 15, 19, 22, 25,
      14, 18, 21, 24, 14, 17, 20, 23, 13, 16, 19, 22, 12, 15, 18, 21,
      12, 14, 17, 20, 11, 14, 16, 19, 11, 13, 15, 18, 10, 12, 15, 17,
      10, 12, 14, 16, 9, 11, 13, 15, 9, 11, 12, 14, 8, 10, 12, 14,
      8, 9, 11, 13, 7, 9, 11, 12, 7, 9, 10, 12, 7, 8, 10, 11,
      6, 8, 9, 11, 6, 7, 9, 10, 6, 7, 8, 9, 2, 2, 2, 2
    };
    int[] packed = new int[64];
    for (int i = 0; i < table.length; i++) {
      packed[i >> 2] |= table[i] << (8 * (i & 3));
    }
    return packed;
  }
}
