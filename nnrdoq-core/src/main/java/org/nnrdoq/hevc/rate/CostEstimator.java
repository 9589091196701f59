package org.nnrdoq.hevc.rate;

import org.nnrdoq.hevc.cabac.CabacContexts;
import org.nnrdoq.hevc.cabac.EntropyBits;
import org.nnrdoq.hevc.residual.CoefficientContexts;

/**
 * Reads the costs of a block's bins off the current context states, frozen, as HM's RDOQ sees them.
 */
public final class CostEstimator {
  private CostEstimator() {}

  /**
   * Fills {@code out} for one block. Entries that no bin of such a block uses keep their value.
   *
   * @param contexts states before the block
   * @param log2TrafoSize log2 of the side of the block, 2..5
   * @param cIdx 0 luma, 1 or 2 chroma
   * @param cbfCtxIdx context index (into {@link CabacContexts}) of the coded block flag that
   *     applies
   * @param out receives the costs
   */
  public static void estimate(
      CabacContexts contexts, int log2TrafoSize, int cIdx, int cbfCtxIdx, EntropyCosts out) {
    byte[] states = contexts.states();
    boolean luma = cIdx == 0;
    pairs(states, cbfCtxIdx, 1, out.codedBlockFlag, 0);
    int csbf = CabacContexts.CODED_SUB_BLOCK_FLAG;
    pairs(states, luma ? csbf : csbf + 2, 2, out.codedSubBlockFlag, 0);
    int greater1 = CabacContexts.COEFF_ABS_LEVEL_GREATER1_FLAG;
    pairs(states, luma ? greater1 : greater1 + 16, luma ? 16 : 8, out.greater1Flag, 0);
    int greater2 = CabacContexts.COEFF_ABS_LEVEL_GREATER2_FLAG;
    pairs(states, luma ? greater2 : greater2 + 4, luma ? 4 : 2, out.greater2Flag, 0);
    sigCoeffFlag(states, log2TrafoSize, luma, out.sigCoeffFlag);
    int offset =
        (luma ? 0 : CoefficientContexts.LAST_PREFIX_LUMA)
            + CoefficientContexts.lastPrefixOffset(log2TrafoSize, cIdx);
    int shift = CoefficientContexts.lastPrefixShift(log2TrafoSize, cIdx);
    int max = CoefficientContexts.lastPrefixMax(log2TrafoSize);
    int x = CabacContexts.LAST_SIG_COEFF_X_PREFIX + offset;
    int y = CabacContexts.LAST_SIG_COEFF_Y_PREFIX + offset;
    prefixes(states, x, shift, max, out.lastSigCoeffXPrefix);
    prefixes(states, y, shift, max, out.lastSigCoeffYPrefix);
  }

  private static void sigCoeffFlag(byte[] states, int log2TrafoSize, boolean luma, int[] out) {
    int base = CabacContexts.SIG_COEFF_FLAG + (luma ? 0 : CoefficientContexts.SIG_LUMA);
    if (log2TrafoSize == 2) {
      pairs(states, base, 9, out, 0);
      return;
    }
    pairs(states, base, 1, out, 0);
    if (log2TrafoSize == 3) {
      pairs(states, base + 9, luma ? 12 : 3, out, 9);
    } else if (luma) {
      pairs(states, base + 21, 6, out, 21);
    } else {
      pairs(states, base + 12, 3, out, 12);
    }
  }

  /** Costs of {@code count} contexts from {@code ctxIdx} on, from ctxInc {@code first} on. */
  private static void pairs(byte[] states, int ctxIdx, int count, int[] out, int first) {
    for (int i = 0; i < count; i++) {
      int state = states[ctxIdx + i];
      out[2 * (first + i)] = EntropyBits.rateQ15(state, 0);
      out[2 * (first + i) + 1] = EntropyBits.rateQ15(state, 1);
    }
  }

  /** Costs of whole truncated unary prefixes 0..max. */
  private static void prefixes(byte[] states, int ctxIdx, int shift, int max, int[] out) {
    int ones = 0;
    for (int prefix = 0; prefix < max; prefix++) {
      int state = states[ctxIdx + (prefix >> shift)];
      out[prefix] = ones + EntropyBits.rateQ15(state, 0);
      ones += EntropyBits.rateQ15(state, 1);
    }
    out[max] = ones;
  }
}
