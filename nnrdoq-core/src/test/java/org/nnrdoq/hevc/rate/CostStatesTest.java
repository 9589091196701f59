package org.nnrdoq.hevc.rate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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

  @Test
  void state_ofAnyRate_hasTheNearestRate() {
    for (int rate = -1000; rate < max() + 1000; rate += 7) {
      int distance = Math.abs(EntropyBits.rateQ15(CostStates.state(rate), 0) - rate);
      for (int state = 0; state < 126; state++) {
        assertTrue(distance <= Math.abs(EntropyBits.rateQ15(state, 0) - rate), "rate " + rate);
      }
    }
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
      int cbf = CabacContexts.CBF_LUMA; // not a context of residual_coding(): not recovered
      recovered.states()[cbf] = blocks.contexts.states()[cbf];
      CostEstimator.estimate(blocks.contexts, block.log2TrafoSize(), block.cIdx(), cbf, expected);
      again.copyFrom(expected.ratesQ15()); // the estimate leaves unused entries alone
      CostEstimator.estimate(recovered, block.log2TrafoSize(), block.cIdx(), cbf, again);
      assertArrayEquals(expected.ratesQ15(), again.ratesQ15(), block.toString());
    }
  }
}
