package org.nnrdoq.encoder.embedded;

/**
 * Packed decisions of one 4x4 luma unit: everything the syntax, the mode derivation and the loop
 * filters need to know of the coding and transform unit that covers it.
 *
 * <p>One {@code int} per unit keeps saving and restoring a search's outcome a plain array copy.
 */
final class CodingUnits {
  private static final int LUMA_MODE_MASK = 0x3F;
  private static final int CHROMA_SHIFT = 6;
  private static final int CHROMA_MASK = 7;
  private static final int CU_SHIFT = 9;
  private static final int CU_MASK = 7;
  private static final int TU_SHIFT = 13;
  private static final int TU_MASK = 7;
  private static final int CBF_SHIFT = 16;
  private static final int SKIP_SHIFT = 19;

  /** Set when the coding unit has {@code PART_NxN}. */
  static final int NXN = 1 << 12;

  private static final int TRANSFORM_MASK = TU_MASK << TU_SHIFT | 7 << CBF_SHIFT | 7 << SKIP_SHIFT;

  private CodingUnits() {}

  /** {@code IntraPredModeY}, 0..34. */
  static int lumaMode(int unit) {
    return unit & LUMA_MODE_MASK;
  }

  static int withLumaMode(int unit, int mode) {
    return unit & ~LUMA_MODE_MASK | mode;
  }

  /** {@code intra_chroma_pred_mode}, 0..4; 4 is the luma mode. */
  static int chromaSyntaxMode(int unit) {
    return unit >> CHROMA_SHIFT & CHROMA_MASK;
  }

  static int withChromaSyntaxMode(int unit, int mode) {
    return unit & ~(CHROMA_MASK << CHROMA_SHIFT) | mode << CHROMA_SHIFT;
  }

  /** {@code log2CbSize}, 3..6; 0 where nothing was coded yet. */
  static int log2CbSize(int unit) {
    return unit >> CU_SHIFT & CU_MASK;
  }

  /** A unit of a fresh coding unit without any transform data. */
  static int codingUnit(int log2CbSize, boolean nxn) {
    return log2CbSize << CU_SHIFT | (nxn ? NXN : 0);
  }

  /** {@code log2TrafoSize} of the luma transform block, 2..5. */
  static int log2TrafoSize(int unit) {
    return unit >> TU_SHIFT & TU_MASK;
  }

  /** Replaces transform size, luma cbf and skip flag; chroma flags are cleared. */
  static int withLumaTransform(int unit, int log2TrafoSize, boolean cbf, boolean skip) {
    return unit & ~TRANSFORM_MASK
        | log2TrafoSize << TU_SHIFT
        | (cbf ? 1 << CBF_SHIFT : 0)
        | (skip ? 1 << SKIP_SHIFT : 0);
  }

  /** Replaces coded block flag and skip flag of a chroma component. */
  static int withChromaTransform(int unit, int cIdx, boolean cbf, boolean skip) {
    return unit & ~(1 << CBF_SHIFT + cIdx | 1 << SKIP_SHIFT + cIdx)
        | (cbf ? 1 << CBF_SHIFT + cIdx : 0)
        | (skip ? 1 << SKIP_SHIFT + cIdx : 0);
  }

  /** {@code cbf_luma}, {@code cbf_cb} or {@code cbf_cr} of the transform block over this unit. */
  static boolean cbf(int unit, int cIdx) {
    return (unit >> CBF_SHIFT + cIdx & 1) != 0;
  }

  /** {@code transform_skip_flag} of the transform block over this unit. */
  static boolean transformSkip(int unit, int cIdx) {
    return (unit >> SKIP_SHIFT + cIdx & 1) != 0;
  }
}
