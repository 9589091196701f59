package org.nnrdoq.quantizer.shared;

import org.nnrdoq.hevc.cabac.BitCounter;
import org.nnrdoq.hevc.cabac.CabacContexts;
import org.nnrdoq.hevc.rate.CostStates;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.hevc.residual.ResidualCoding;
import org.nnrdoq.quantizer.BlockParameters;

/**
 * What the levels of a block cost in D + lambda R, with context states that adapt inside the block
 * as they do in the stream.
 *
 * <p>This is the yardstick for quantizers: RDOQ minimises an estimate of it with frozen states, the
 * oracle searches for its minimum, training weighs mistakes by it. One instance per thread;
 * allocates nothing per block.
 */
public final class BlockCost {
  private final BitCounter counter = new BitCounter();
  private final CabacContexts before = new CabacContexts();

  /** A calculator. */
  public BlockCost() {}

  /**
   * J of a block.
   *
   * @param block parameters of the block
   * @param coefficients transform coefficients, raster order
   * @param costs entropy costs before the block
   * @param levels signed levels, raster order; parities must fit if signs are hidden
   * @return squared error in 8-bit samples plus lambda times bits; coded block flag included,
   *     transform_skip_flag not
   */
  public double of(BlockParameters block, int[] coefficients, EntropyCosts costs, int[] levels) {
    return distortion(block, coefficients, levels)
        + block.lambda() * rateQ15(block, costs, levels) / EntropyCosts.ONE_BIT;
  }

  /** Squared error in 8-bit samples, without the rounding of the decoder's scaling. */
  public double distortion(BlockParameters block, int[] coefficients, int[] levels) {
    QuantizationScale scale = QuantizationScale.of(block);
    double sum = 0;
    for (int i = 0; i < block.coefficients(); i++) {
      double error =
          scale.magnitude(coefficients[i]) - (double) ((long) Math.abs(levels[i]) << scale.qBits);
      sum += error * error;
    }
    return sum * scale.errorScale / EntropyCosts.ONE_BIT;
  }

  /** Rate of the levels and the coded block flag. */
  public long rateQ15(BlockParameters block, EntropyCosts costs, int[] levels) {
    prepare(block, costs);
    return rateOfPrepared(block, costs, levels);
  }

  /** Starts on a block whose levels are to be priced several times. */
  public void prepare(BlockParameters block, EntropyCosts costs) {
    CostStates.recover(costs, block.log2TrafoSize(), block.cIdx(), before);
  }

  /** As {@link #rateQ15}, of the block that was prepared last. */
  public long rateOfPrepared(BlockParameters block, EntropyCosts costs, int[] levels) {
    boolean coded = false;
    for (int i = 0; i < block.coefficients() && !coded; i++) {
      coded = levels[i] != 0;
    }
    if (!coded) {
      return costs.codedBlockFlag(0);
    }
    counter.contexts().copyFrom(before);
    counter.reset();
    ResidualCoding.write(
        counter,
        block.log2TrafoSize(),
        block.cIdx(),
        block.scanIdx(),
        false,
        block.transformSkip(),
        block.signHiding(),
        levels);
    return counter.rateQ15() + costs.codedBlockFlag(1);
  }
}
