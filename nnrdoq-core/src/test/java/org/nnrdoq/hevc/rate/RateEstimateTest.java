package org.nnrdoq.hevc.rate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.nnrdoq.hevc.cabac.BitCounter;
import org.nnrdoq.hevc.residual.CoefficientContexts;
import org.nnrdoq.hevc.residual.GroupState;
import org.nnrdoq.hevc.residual.ResidualCoding;
import org.nnrdoq.hevc.residual.ScanOrder;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.RandomBlocks;

class RateEstimateTest {
  @Test
  void remaining_isTheLengthOfTheBinarization() {
    for (int rice = 0; rice <= 4; rice++) {
      for (int value = 0; value < 40000; value += value < 300 ? 1 : 37) {
        assertEquals(
            binarizedLength(value, rice) << 15,
            RateEstimate.remaining(value, rice),
            "value " + value + " rice " + rice);
      }
    }
  }

  /** Prefix TR with cMax 4 << rice, suffix EGk with k = rice + 1 (H.265 §9.3.3.11, §9.3.3.3). */
  private static int binarizedLength(int value, int rice) {
    int prefix = Math.min(4 << rice, value);
    if (prefix < 4 << rice) {
      return (prefix >> rice) + 1 + rice;
    }
    int length = 4;
    int rest = value - (4 << rice);
    int k = rice + 1;
    while (rest >= 1 << k) {
      length++;
      rest -= 1 << k;
      k++;
    }
    return length + 1 + k;
  }

  @Test
  void level_countsFlagsSignAndRemainder() {
    EntropyCosts costs = new EntropyCosts();
    int[] rates = costs.ratesQ15();
    for (int i = 0; i < 2 * CoefficientContexts.GREATER1_LUMA; i++) {
      rates[EntropyCosts.GREATER1_FLAG + i] = 1000 * (i + 1);
    }
    for (int i = 0; i < 2 * CoefficientContexts.GREATER2_LUMA; i++) {
      rates[EntropyCosts.GREATER2_FLAG + i] = 100 * (i + 1);
    }
    int bit = EntropyCosts.ONE_BIT;
    int both = RateEstimate.context(GroupState.of(1, 0, false, 0), 0);
    assertEquals(0, RateEstimate.level(costs, 0, both));
    assertEquals(bit + 11000, RateEstimate.level(costs, 1, both));
    assertEquals(bit + 12000 + 300, RateEstimate.level(costs, 2, both));
    assertEquals(bit + 12000 + 400 + bit, RateEstimate.level(costs, 3, both));
    int one = RateEstimate.context(GroupState.of(1, 2, true, 2), 0);
    assertEquals(bit + 9000, RateEstimate.level(costs, 1, one));
    assertEquals(bit + 10000 + 3 * bit, RateEstimate.level(costs, 2, one));
    int none = RateEstimate.context(GroupState.of(1, 8, false, 1), 0);
    assertEquals(bit + 2 * bit, RateEstimate.level(costs, 1, none));
    assertEquals(bit + 3 * bit, RateEstimate.level(costs, 3, none));
  }

  @Test
  void lastPosition_isWhatTheSyntaxCosts() {
    // A single level of 1 costs its last position, the greater1 flag and the sign, plus the zero
    // flags before it; with one level at position n and the next at DC only the first is last.
    RandomBlocks blocks = new RandomBlocks(9);
    int[] levels = new int[1024];
    for (int i = 0; i < 500; i++) {
      blocks.next(8, 30, false);
      BlockParameters block = blocks.block;
      ScanOrder scan = ScanOrder.of(block.log2TrafoSize(), block.scanIdx());
      Arrays.fill(levels, 0);
      levels[scan.position(0)] = 1;
      BitCounter counter = new BitCounter();
      counter.contexts().copyFrom(blocks.contexts);
      ResidualCoding.write(
          counter,
          block.log2TrafoSize(),
          block.cIdx(),
          block.scanIdx(),
          false,
          false,
          false,
          levels);
      int context = RateEstimate.context(GroupState.enter(0), RateEstimate.NO_SIG_FLAG);
      long expected =
          RateEstimate.lastPosition(blocks.costs, block.scanIdx(), 0, 0)
              + RateEstimate.level(blocks.costs, 1, context);
      assertEquals(expected, counter.rateQ15(), block.toString());
    }
  }
}
