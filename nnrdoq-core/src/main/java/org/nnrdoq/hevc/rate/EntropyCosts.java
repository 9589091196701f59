package org.nnrdoq.hevc.rate;

/**
 * What each context-coded bin of one transform block costs, as seen from the context states before
 * the block.
 *
 * <p>All values are {@code rateQ15}: 1 bit = 32768, HM's scale. Arrays of bins are indexed {@code 2
 * * ctxInc + bin}; {@code ctxInc} counts within the block's own channel type (luma or chroma), as
 * the comments say. For chroma only the first entries of each array are meaningful. Instances are
 * mutable scratch that a host fills before each block; they are not thread-safe.
 */
public final class EntropyCosts {
  /** One bit in the scale of all rates here. */
  public static final int ONE_BIT = 1 << 15;

  /** {@code coded_sub_block_flag}: ctxInc 0..1 of the channel type. */
  public final int[] codedSubBlockFlag = new int[2 * 2];

  /**
   * {@code sig_coeff_flag}: ctxInc 0..26 for luma, 0..14 for chroma (sigCtx of H.265 §9.3.4.2.5,
   * chroma from 0).
   */
  public final int[] sigCoeffFlag = new int[2 * 27];

  /** {@code coeff_abs_level_greater1_flag}: 4 * ctxSet + greater1Ctx; 16 for luma, 8 for chroma. */
  public final int[] greater1Flag = new int[2 * 16];

  /** {@code coeff_abs_level_greater2_flag}: ctxSet; 4 for luma, 2 for chroma. */
  public final int[] greater2Flag = new int[2 * 4];

  /**
   * Whole {@code last_sig_coeff_x_prefix} by its value 0..9 (H.265 Table 9-38 binarization),
   * without the suffix.
   */
  public final int[] lastSigCoeffXPrefix = new int[10];

  /** Whole {@code last_sig_coeff_y_prefix} by its value 0..9, without the suffix. */
  public final int[] lastSigCoeffYPrefix = new int[10];

  /**
   * The coded block flag that applies to this block (rqt_root_cbf, cbf_luma, cbf_cb or cbf_cr): bin
   * 0, bin 1.
   */
  public final int[] codedBlockFlag = new int[2];
}
