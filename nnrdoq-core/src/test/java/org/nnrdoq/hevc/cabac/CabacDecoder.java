package org.nnrdoq.hevc.cabac;

/**
 * Arithmetic decoder straight from the flow charts of H.265 §9.3.4.3; slow on purpose, and shares
 * no code with the encoder but the two tables that {@link EntropyBitsTest} and {@link
 * CabacEncoderTest} check.
 */
public final class CabacDecoder {
  private final byte[] data;
  private final byte[] states;
  private int bitPosition;
  private int ivlCurrRange = 510;
  private int ivlOffset;

  /** Decodes {@code data} from its first bit, adapting {@code contexts}. */
  public CabacDecoder(byte[] data, CabacContexts contexts) {
    this.data = data;
    this.states = contexts.states();
    for (int i = 0; i < 9; i++) {
      ivlOffset = ivlOffset << 1 | readBit();
    }
  }

  public int bin(int ctxIdx) {
    int pStateIdx = states[ctxIdx] >> 1;
    int valMps = states[ctxIdx] & 1;
    int ivlLpsRange = CabacEncoder.rangeTabLps(pStateIdx, ivlCurrRange >> 6 & 3);
    ivlCurrRange -= ivlLpsRange;
    int bin = valMps;
    if (ivlOffset >= ivlCurrRange) {
      bin = 1 - valMps;
      ivlOffset -= ivlCurrRange;
      ivlCurrRange = ivlLpsRange;
    }
    states[ctxIdx] = (byte) EntropyBits.nextState(states[ctxIdx], bin);
    renormalise();
    return bin;
  }

  public int bypass() {
    ivlOffset = ivlOffset << 1 | readBit();
    if (ivlOffset >= ivlCurrRange) {
      ivlOffset -= ivlCurrRange;
      return 1;
    }
    return 0;
  }

  /** Fixed-length bypass bins, most significant first. */
  public int bypassBins(int count) {
    int value = 0;
    for (int i = 0; i < count; i++) {
      value = value << 1 | bypass();
    }
    return value;
  }

  public int terminate() {
    ivlCurrRange -= 2;
    if (ivlOffset >= ivlCurrRange) {
      return 1;
    }
    renormalise();
    return 0;
  }

  /**
   * After {@link #terminate} returned 1: whether what is left is the stop bit and zero bits up to
   * the end of the last byte (H.265 §9.3.2.5, §7.3.2.11).
   */
  public boolean endsWithTrailingBits() {
    // The encoder flushes exactly the bits that the decoder holds; the last of them is the stop
    // bit.
    int stop = bitPosition - 1;
    if ((data.length - 1) * 8 > stop || data.length * 8 <= stop || bitAt(stop) != 1) {
      return false;
    }
    for (int i = stop + 1; i < data.length * 8; i++) {
      if (bitAt(i) != 0) {
        return false;
      }
    }
    return true;
  }

  private void renormalise() {
    while (ivlCurrRange < 256) {
      ivlCurrRange <<= 1;
      ivlOffset = ivlOffset << 1 | readBit();
    }
  }

  private int readBit() {
    return bitAt(bitPosition++);
  }

  private int bitAt(int position) {
    return position >> 3 < data.length ? data[position >> 3] >> (7 - (position & 7)) & 1 : 0;
  }
}
