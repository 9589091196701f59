package org.nnrdoq.hevc.transform;

/**
 * Scaling of levels with flat lists (H.265 §8.6.4.1, m = 16), its forward counterpart's constants,
 * and the chroma QP mapping (§8.6.1).
 *
 * <p>{@code qp} always includes the bit-depth offset (Qp'Y, Qp'Cb, Qp'Cr), unless a parameter says
 * otherwise.
 */
public final class Scaling {
  /** Bits of a quantization scale that a step size of 1 has. */
  public static final int QUANT_SHIFT = 14;

  private static final int[] LEVEL_SCALE = {40, 45, 51, 57, 64, 72};
  private static final int[] QUANT_SCALE = {26214, 23302, 20560, 18396, 16384, 14564};

  /** QpC of H.265 Table 8-10 (ChromaArrayType 1) for qPi of 30 to 42. */
  private static final int[] CHROMA_QP = {29, 30, 31, 32, 33, 33, 34, 34, 35, 35, 36, 36, 37};

  private Scaling() {}

  /** {@code levelScale[qp % 6]}. */
  public static int levelScale(int qp) {
    return LEVEL_SCALE[qp % 6];
  }

  /**
   * The reciprocal of the level scale, 2^20 / levelScale rounded, that encoders multiply
   * coefficients by.
   */
  public static int quantScale(int qp) {
    return QUANT_SCALE[qp % 6];
  }

  /** Right shift that brings coefficients to the transform's nominal gain: 15 - bitDepth - log2. */
  public static int transformShift(int log2Size, int bitDepth) {
    return 15 - bitDepth - log2Size;
  }

  /**
   * Right shift after multiplying a coefficient by {@link #quantScale}: {@code level = (|c| * scale
   * + offset) >> qBits}.
   */
  public static int qBits(int log2Size, int qp, int bitDepth) {
    return QUANT_SHIFT + qp / 6 + transformShift(log2Size, bitDepth);
  }

  /**
   * Scales levels into coefficients, clipped to 16 bits.
   *
   * @param log2Size log2 of the block's side, 2..5
   * @param qp with bit-depth offset, 0..75
   * @param bitDepth of the samples, 8..12
   * @param levels TransCoeffLevel, each of 16 bits; at least side * side long
   * @param coefficients receives the scaled coefficients d; may be {@code levels}
   */
  public static void dequantize(
      int log2Size, int qp, int bitDepth, int[] levels, int[] coefficients) {
    int count = 1 << (2 * log2Size);
    int scale = levelScale(qp);
    // m = 16 cancels four bits of bdShift = bitDepth + log2Size - 5.
    int shift = bitDepth + log2Size - 9 - qp / 6;
    if (shift > 0) {
      shiftRight(count, scale, shift, levels, coefficients);
    } else {
      shiftLeft(count, scale, -shift, levels, coefficients);
    }
  }

  private static void shiftRight(int count, int scale, int shift, int[] levels, int[] d) {
    int round = 1 << (shift - 1);
    if (count == 16) {
      // Apart, so that the other loop's profile shows it long enough to vectorize.
      for (int i = 0; i < 16; i += 4) {
        d[i] = Lanes.clip16((levels[i] * scale + round) >> shift);
        d[i + 1] = Lanes.clip16((levels[i + 1] * scale + round) >> shift);
        d[i + 2] = Lanes.clip16((levels[i + 2] * scale + round) >> shift);
        d[i + 3] = Lanes.clip16((levels[i + 3] * scale + round) >> shift);
      }
      return;
    }
    for (int i = 0; i < count; i++) {
      d[i] = Lanes.saturate16((levels[i] * scale + round) >> shift);
    }
  }

  /**
   * A value past 16 bits is clipped after the shift anyway; clipping before keeps it in 32 bits.
   */
  private static void shiftLeft(int count, int scale, int shift, int[] levels, int[] d) {
    if (count == 16) {
      for (int i = 0; i < 16; i += 4) {
        d[i] = Lanes.clip16((levels[i] * scale) << shift);
        d[i + 1] = Lanes.clip16((levels[i + 1] * scale) << shift);
        d[i + 2] = Lanes.clip16((levels[i + 2] * scale) << shift);
        d[i + 3] = Lanes.clip16((levels[i + 3] * scale) << shift);
      }
      return;
    }
    for (int i = 0; i < count; i++) {
      d[i] = Lanes.saturate16((levels[i] * scale) << shift);
    }
  }

  /**
   * Chroma QP for 4:2:0 (ChromaArrayType 1) with bit-depth offset, Qp'Cb or Qp'Cr.
   *
   * @param qpY luma QP without bit-depth offset, -6 * (bitDepth - 8)..51
   * @param offset pps_cb_qp_offset + slice_cb_qp_offset, or those of Cr, -12..12
   * @param bitDepth of chroma samples
   */
  public static int chromaQp(int qpY, int offset, int bitDepth) {
    int qpBdOffset = 6 * (bitDepth - 8);
    int qPi = Math.min(Math.max(qpY + offset, -qpBdOffset), 57);
    return tableChromaQp(qPi) + qpBdOffset;
  }

  /** QpC as a function of qPi, H.265 Table 8-10, ChromaArrayType 1. */
  public static int tableChromaQp(int qPi) {
    if (qPi < 30) {
      return qPi;
    }
    return qPi < 43 ? CHROMA_QP[qPi - 30] : qPi - 6;
  }
}
