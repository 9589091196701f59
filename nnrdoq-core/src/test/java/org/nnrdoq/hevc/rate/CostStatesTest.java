package org.nnrdoq.hevc.rate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.nnrdoq.hevc.cabac.CabacContexts;
import org.nnrdoq.hevc.cabac.EntropyBits;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.RandomBlocks;

class CostStatesTest {
  @Test
  void state_isKnownFromTheRateOfBin0() {
    for (int state = 0; state < 126; state++) {
      assertEquals(state, CostStates.state(EntropyBits.rateQ15(state, 0)));
      int near = EntropyBits.rateQ15(state, 0) + 1;
      assertEquals(state, CostStates.state(near), "nearest to " + near);
    }
    assertEquals(EntropyBits.rateQ15(CostStates.state(1 << 30), 0), max());
  }

  private static int max() {
    int max = 0;
    for (int state = 0; state < 126; state++) {
      max = Math.max(max, EntropyBits.rateQ15(state, 0));
    }
    return max;
  }

  @Test
  void recover_givesStatesWithTheSameCosts() {
    RandomBlocks blocks = new RandomBlocks(12);
    CabacContexts recovered = new CabacContexts();
    EntropyCosts again = new EntropyCosts();
    for (int i = 0; i < 500; i++) {
      blocks.next();
      BlockParameters block = blocks.block;
      CostStates.recover(blocks.costs, block.log2TrafoSize(), block.cIdx(), recovered);
      EntropyCosts expected = new EntropyCosts();
      int cbf = CabacContexts.CBF_LUMA;
      CostEstimator.estimate(blocks.contexts, block.log2TrafoSize(), block.cIdx(), cbf, expected);
      copyUnused(expected, again);
      CostEstimator.estimate(recovered, block.log2TrafoSize(), block.cIdx(), cbf, again);
      assertArrayEquals(expected.sigCoeffFlag, again.sigCoeffFlag, block.toString());
      assertArrayEquals(expected.codedSubBlockFlag, again.codedSubBlockFlag);
      assertArrayEquals(expected.greater1Flag, again.greater1Flag);
      assertArrayEquals(expected.greater2Flag, again.greater2Flag);
      assertArrayEquals(expected.lastSigCoeffXPrefix, again.lastSigCoeffXPrefix);
      assertArrayEquals(expected.lastSigCoeffYPrefix, again.lastSigCoeffYPrefix);
    }
  }

  /** Entries that the estimate leaves alone. */
  private static void copyUnused(EntropyCosts from, EntropyCosts to) {
    System.arraycopy(from.sigCoeffFlag, 0, to.sigCoeffFlag, 0, from.sigCoeffFlag.length);
    System.arraycopy(from.greater1Flag, 0, to.greater1Flag, 0, from.greater1Flag.length);
    System.arraycopy(from.greater2Flag, 0, to.greater2Flag, 0, from.greater2Flag.length);
    System.arraycopy(
        from.lastSigCoeffXPrefix, 0, to.lastSigCoeffXPrefix, 0, from.lastSigCoeffXPrefix.length);
    System.arraycopy(
        from.lastSigCoeffYPrefix, 0, to.lastSigCoeffYPrefix, 0, from.lastSigCoeffYPrefix.length);
  }
}
