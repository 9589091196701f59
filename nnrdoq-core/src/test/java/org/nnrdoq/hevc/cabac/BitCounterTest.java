package org.nnrdoq.hevc.cabac;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;
import org.nnrdoq.hevc.SliceType;
import org.nnrdoq.hevc.rate.CostEstimator;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.hevc.residual.CoefficientContexts;

class BitCounterTest {
  @Test
  void bin_countsRateOfCurrentState_andAdapts() {
    CabacContexts contexts = new CabacContexts();
    BitCounter counter = new BitCounter(contexts);
    assertSame(contexts, counter.contexts());
    contexts.states()[7] = 10 << 1 | 1;
    counter.bin(7, 1);
    assertEquals(16708, counter.rateQ15());
    assertEquals(11 << 1 | 1, contexts.states()[7]);
    counter.bin(7, 0);
    assertEquals(16708 + 59703, counter.rateQ15());
    assertEquals(9 << 1 | 1, contexts.states()[7]);
    counter.reset();
    assertEquals(0, counter.rateQ15());
    assertEquals(9 << 1 | 1, contexts.states()[7]);
  }

  @Test
  void bypassAndTerminate_countAsHm() {
    BitCounter counter = new BitCounter();
    counter.bypass(1);
    counter.bypassBins(5, 12);
    counter.bypassBins(0, 0);
    assertEquals(13 * 32768, counter.rateQ15());
    counter.reset();
    counter.terminate(0);
    assertEquals(268, counter.rateQ15());
    counter.terminate(1);
    assertEquals(268 + 245691, counter.rateQ15());
  }

  /** Every cost must be what the counter charges for the same bins with states held still. */
  @Test
  void costEstimate_equalsCountOfSingleBins() {
    CabacContexts contexts = new CabacContexts();
    EntropyCosts costs = new EntropyCosts();
    for (SliceType sliceType : SliceType.values()) {
      contexts.init(sliceType, 31);
      for (int cIdx = 0; cIdx < 3; cIdx++) {
        int c = cIdx == 0 ? 0 : 1;
        for (int log2 = 2; log2 <= (cIdx == 0 ? 5 : 4); log2++) {
          int cbf = CabacContexts.CBF_CHROMA + 2;
          CostEstimator.estimate(contexts, log2, cIdx, cbf, costs);
          assertPair(contexts, cbf, costs, EntropyCosts.CODED_BLOCK_FLAG);
          for (int i = 0; i < 2; i++) {
            int ctxIdx = CabacContexts.CODED_SUB_BLOCK_FLAG + 2 * c + i;
            assertPair(contexts, ctxIdx, costs, EntropyCosts.CODED_SUB_BLOCK_FLAG + 2 * i);
          }
          for (int i = 0; i < (c == 0 ? 16 : 8); i++) {
            int ctxIdx = CabacContexts.COEFF_ABS_LEVEL_GREATER1_FLAG + 16 * c + i;
            assertPair(contexts, ctxIdx, costs, EntropyCosts.GREATER1_FLAG + 2 * i);
          }
          for (int i = 0; i < (c == 0 ? 4 : 2); i++) {
            int ctxIdx = CabacContexts.COEFF_ABS_LEVEL_GREATER2_FLAG + 4 * c + i;
            assertPair(contexts, ctxIdx, costs, EntropyCosts.GREATER2_FLAG + 2 * i);
          }
          for (int position = 0; position < 1 << (2 * log2); position++) {
            for (int scanAndCsbf = 0; scanAndCsbf < 12; scanAndCsbf++) {
              int ctxInc =
                  CoefficientContexts.sigCoeffFlag(
                      log2,
                      cIdx,
                      scanAndCsbf / 4,
                      position & ((1 << log2) - 1),
                      position >> log2,
                      scanAndCsbf % 4);
              int ctxIdx = CabacContexts.SIG_COEFF_FLAG + 27 * c + ctxInc;
              assertPair(contexts, ctxIdx, costs, EntropyCosts.SIG_COEFF_FLAG + 2 * ctxInc);
            }
          }
          int x = CabacContexts.LAST_SIG_COEFF_X_PREFIX;
          int y = CabacContexts.LAST_SIG_COEFF_Y_PREFIX;
          for (int prefix = 0; prefix <= 2 * log2 - 1; prefix++) {
            assertEquals(prefixRate(contexts, x, log2, cIdx, prefix), costs.lastXPrefix(prefix));
            assertEquals(prefixRate(contexts, y, log2, cIdx, prefix), costs.lastYPrefix(prefix));
          }
        }
      }
    }
  }

  private static void assertPair(CabacContexts contexts, int ctxIdx, EntropyCosts costs, int at) {
    for (int bin = 0; bin < 2; bin++) {
      assertEquals(rate(contexts, ctxIdx, bin), costs.ratesQ15()[at + bin], "rate " + at);
    }
  }

  private static long prefixRate(
      CabacContexts contexts, int element, int log2TrafoSize, int cIdx, int prefix) {
    int offset = cIdx == 0 ? 3 * (log2TrafoSize - 2) + ((log2TrafoSize - 1) >> 2) : 15;
    int shift = cIdx == 0 ? (log2TrafoSize + 1) >> 2 : log2TrafoSize - 2;
    long rate = 0;
    for (int i = 0; i < prefix; i++) {
      rate += rate(contexts, element + offset + (i >> shift), 1);
    }
    if (prefix < 2 * log2TrafoSize - 1) {
      rate += rate(contexts, element + offset + (prefix >> shift), 0);
    }
    return rate;
  }

  private static long rate(CabacContexts contexts, int ctxIdx, int bin) {
    BitCounter counter = new BitCounter();
    counter.contexts().copyFrom(contexts);
    counter.bin(ctxIdx, bin);
    return counter.rateQ15();
  }
}
