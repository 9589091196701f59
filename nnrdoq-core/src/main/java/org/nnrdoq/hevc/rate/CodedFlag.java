package org.nnrdoq.hevc.rate;

import org.nnrdoq.hevc.cabac.CabacContexts;
import org.nnrdoq.hevc.residual.CoefficientContexts;

/**
 * The flags of residual_coding(): where their costs lie in {@link EntropyCosts}, and where the
 * contexts of each channel type in {@link CabacContexts}.
 */
enum CodedFlag {
  CODED_SUB_BLOCK(
      EntropyCosts.CODED_SUB_BLOCK_FLAG,
      CabacContexts.CODED_SUB_BLOCK_FLAG,
      CoefficientContexts.CODED_SUB_BLOCK_LUMA,
      CoefficientContexts.CODED_SUB_BLOCK_LUMA),
  SIG_COEFF(
      EntropyCosts.SIG_COEFF_FLAG,
      CabacContexts.SIG_COEFF_FLAG,
      CoefficientContexts.SIG_LUMA,
      CoefficientContexts.SIG_CHROMA),
  GREATER1(
      EntropyCosts.GREATER1_FLAG,
      CabacContexts.COEFF_ABS_LEVEL_GREATER1_FLAG,
      CoefficientContexts.GREATER1_LUMA,
      CoefficientContexts.GREATER1_CHROMA),
  GREATER2(
      EntropyCosts.GREATER2_FLAG,
      CabacContexts.COEFF_ABS_LEVEL_GREATER2_FLAG,
      CoefficientContexts.GREATER2_LUMA,
      CoefficientContexts.GREATER2_CHROMA);

  /** All flags; not to be modified. */
  static final CodedFlag[] ALL = values();

  /** First entry in {@link EntropyCosts}. */
  final int costs;

  private final int lumaContext;
  private final int luma;
  private final int chroma;

  CodedFlag(int costs, int lumaContext, int luma, int chroma) {
    this.costs = costs;
    this.lumaContext = lumaContext;
    this.luma = luma;
    this.chroma = chroma;
  }

  /** Index of the first context of a channel type in {@link CabacContexts}. */
  int context(boolean isLuma) {
    return isLuma ? lumaContext : lumaContext + luma;
  }

  /** Number of contexts of a channel type. */
  int count(boolean isLuma) {
    return isLuma ? luma : chroma;
  }
}
