package org.nnrdoq.hevc.rate;

import org.nnrdoq.hevc.residual.CoefficientContexts;

/**
 * What each context-coded bin of one transform block costs, as seen from the context states before
 * the block.
 *
 * <p>All values are {@code rateQ15}: 1 bit = 32768, HM's scale. They lie in one array, in the order
 * of recordings and of the C ABI's {@code nnrdoq_costs}: the constants say where a syntax element
 * begins. An element that is coded bin by bin has the cost of bin 0 and of bin 1 for each {@code
 * ctxInc}, which counts within the block's own channel type (luma or chroma), so that chroma blocks
 * use only the first entries of each element. Instances are mutable scratch that a host fills
 * before each block; they are not thread-safe.
 *
 * @since 1.0
 */
public final class EntropyCosts {
  /** One bit in the scale of all rates here. */
  public static final int ONE_BIT = 1 << 15;

  /** Values of a last_sig_coeff prefix: 0..9. */
  public static final int LAST_PREFIXES = 10;

  /** First entry of {@code coded_sub_block_flag}: ctxInc 0..1, two bins each. */
  public static final int CODED_SUB_BLOCK_FLAG = 0;

  /**
   * First entry of {@code sig_coeff_flag}: ctxInc 0..26 for luma, 0..14 for chroma (sigCtx of H.265
   * §9.3.4.2.5, chroma from 0), two bins each.
   */
  public static final int SIG_COEFF_FLAG =
      CODED_SUB_BLOCK_FLAG + 2 * CoefficientContexts.CODED_SUB_BLOCK_LUMA;

  /**
   * First entry of {@code coeff_abs_level_greater1_flag}: ctxInc 4 * ctxSet + greater1Ctx, 0..15
   * for luma, 0..7 for chroma, two bins each.
   */
  public static final int GREATER1_FLAG = SIG_COEFF_FLAG + 2 * CoefficientContexts.SIG_LUMA;

  /**
   * First entry of {@code coeff_abs_level_greater2_flag}: ctxInc is ctxSet, 0..3 for luma, 0..1 for
   * chroma, two bins each.
   */
  public static final int GREATER2_FLAG = GREATER1_FLAG + 2 * CoefficientContexts.GREATER1_LUMA;

  /**
   * First entry of {@code last_sig_coeff_x_prefix}: the whole prefix by its value 0..9 (H.265 Table
   * 9-38), without the suffix.
   */
  public static final int LAST_X_PREFIX = GREATER2_FLAG + 2 * CoefficientContexts.GREATER2_LUMA;

  /** First entry of {@code last_sig_coeff_y_prefix}, as {@link #LAST_X_PREFIX}. */
  public static final int LAST_Y_PREFIX = LAST_X_PREFIX + LAST_PREFIXES;

  /**
   * First entry of the coded block flag that applies to this block (rqt_root_cbf, cbf_luma, cbf_cb
   * or cbf_cr): bin 0, bin 1.
   */
  public static final int CODED_BLOCK_FLAG = LAST_Y_PREFIX + LAST_PREFIXES;

  /** Number of entries. */
  public static final int COUNT = CODED_BLOCK_FLAG + 2;

  private final int[] ratesQ15 = new int[COUNT];

  /** Costs that are all 0. */
  public EntropyCosts() {}

  /**
   * {@return all {@value #COUNT} rates, to be read and filled; the array belongs to this instance}
   */
  public int[] ratesQ15() {
    return ratesQ15;
  }

  /**
   * Takes over all rates.
   *
   * @param from {@value #COUNT} rates in the order of this class; more are ignored
   */
  public void copyFrom(int[] from) {
    System.arraycopy(from, 0, ratesQ15, 0, COUNT);
  }

  /**
   * {@return cost of a coded_sub_block_flag}
   *
   * @param ctxInc context within the channel type
   * @param bin 0 or 1
   */
  public int codedSubBlockFlag(int ctxInc, int bin) {
    return ratesQ15[CODED_SUB_BLOCK_FLAG + 2 * ctxInc + bin];
  }

  /**
   * {@return cost of a sig_coeff_flag}
   *
   * @param ctxInc context within the channel type
   * @param bin 0 or 1
   */
  public int sigCoeffFlag(int ctxInc, int bin) {
    return ratesQ15[SIG_COEFF_FLAG + 2 * ctxInc + bin];
  }

  /**
   * {@return cost of a coeff_abs_level_greater1_flag}
   *
   * @param ctxInc context within the channel type
   * @param bin 0 or 1
   */
  public int greater1Flag(int ctxInc, int bin) {
    return ratesQ15[GREATER1_FLAG + 2 * ctxInc + bin];
  }

  /**
   * {@return cost of a coeff_abs_level_greater2_flag}
   *
   * @param ctxInc context within the channel type
   * @param bin 0 or 1
   */
  public int greater2Flag(int ctxInc, int bin) {
    return ratesQ15[GREATER2_FLAG + 2 * ctxInc + bin];
  }

  /**
   * {@return cost of a whole last_sig_coeff_x_prefix}
   *
   * @param prefix 0..9
   */
  public int lastXPrefix(int prefix) {
    return ratesQ15[LAST_X_PREFIX + prefix];
  }

  /**
   * {@return cost of a whole last_sig_coeff_y_prefix}
   *
   * @param prefix 0..9
   */
  public int lastYPrefix(int prefix) {
    return ratesQ15[LAST_Y_PREFIX + prefix];
  }

  /**
   * {@return cost of the coded block flag}
   *
   * @param bin 0 or 1
   */
  public int codedBlockFlag(int bin) {
    return ratesQ15[CODED_BLOCK_FLAG + bin];
  }
}
