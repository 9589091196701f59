package org.nnrdoq.hevc.rate;

import org.nnrdoq.hevc.cabac.CabacContexts;
import org.nnrdoq.hevc.cabac.EntropyBits;
import org.nnrdoq.hevc.residual.CoefficientContexts;

/**
 * Reads the costs of a block's bins off the current context states, frozen, as HM's RDOQ sees them.
 *
 * @since 1.0
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
    int[] rates = out.ratesQ15();
    boolean luma = cIdx == 0;
    pairs(states, cbfCtxIdx, 1, rates, EntropyCosts.CODED_BLOCK_FLAG);
    flags(states, CodedFlag.CODED_SUB_BLOCK, luma, rates);
    flags(states, CodedFlag.GREATER1, luma, rates);
    flags(states, CodedFlag.GREATER2, luma, rates);
    sigCoeffFlag(states, log2TrafoSize, luma, rates);
    int offset = CoefficientContexts.lastPrefixOffset(log2TrafoSize, cIdx);
    int shift = CoefficientContexts.lastPrefixShift(log2TrafoSize, cIdx);
    int max = CoefficientContexts.lastPrefixMax(log2TrafoSize);
    int x = CabacContexts.LAST_SIG_COEFF_X_PREFIX + offset;
    int y = CabacContexts.LAST_SIG_COEFF_Y_PREFIX + offset;
    prefixes(states, x, shift, max, rates, EntropyCosts.LAST_X_PREFIX);
    prefixes(states, y, shift, max, rates, EntropyCosts.LAST_Y_PREFIX);
  }

  private static void flags(byte[] states, CodedFlag flag, boolean luma, int[] out) {
    pairs(states, flag.context(luma), flag.count(luma), out, flag.costs);
  }

  private static void sigCoeffFlag(byte[] states, int log2TrafoSize, boolean luma, int[] out) {
    int base = CodedFlag.SIG_COEFF.context(luma);
    if (log2TrafoSize == 2) {
      sigCoeffFlags(states, base, 0, 9, out);
      return;
    }
    sigCoeffFlags(states, base, 0, 1, out);
    if (log2TrafoSize == 3) {
      sigCoeffFlags(states, base, 9, luma ? 12 : 3, out);
    } else if (luma) {
      sigCoeffFlags(states, base, 21, 6, out);
    } else {
      sigCoeffFlags(states, base, 12, 3, out);
    }
  }

  /** Costs of {@code count} sig_coeff_flag contexts from ctxInc {@code first} on. */
  private static void sigCoeffFlags(byte[] states, int base, int first, int count, int[] out) {
    pairs(states, base + first, count, out, EntropyCosts.SIG_COEFF_FLAG + 2 * first);
  }

  /** Costs of {@code count} contexts from {@code ctxIdx} on, stored from index {@code at} on. */
  private static void pairs(byte[] states, int ctxIdx, int count, int[] out, int at) {
    for (int i = 0; i < count; i++) {
      int state = states[ctxIdx + i];
      out[at + 2 * i] = EntropyBits.rateQ15(state, 0);
      out[at + 2 * i + 1] = EntropyBits.rateQ15(state, 1);
    }
  }

  /** Costs of whole truncated unary prefixes 0..max, stored from index {@code at} on. */
  private static void prefixes(byte[] states, int ctxIdx, int shift, int max, int[] out, int at) {
    int ones = 0;
    for (int prefix = 0; prefix < max; prefix++) {
      int state = states[ctxIdx + (prefix >> shift)];
      out[at + prefix] = ones + EntropyBits.rateQ15(state, 0);
      ones += EntropyBits.rateQ15(state, 1);
    }
    out[at + max] = ones;
  }
}
