package org.nnrdoq.bridge;

import java.util.Random;
import org.nnrdoq.hevc.PredMode;
import org.nnrdoq.hevc.SliceType;
import org.nnrdoq.hevc.cabac.CabacContexts;
import org.nnrdoq.hevc.rate.CostEstimator;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.quantizer.BlockParameters;

/** Random transform blocks of every kind. */
final class TestBlocks {
  private final Random random;
  private final CabacContexts contexts = new CabacContexts();

  TestBlocks(Random random) {
    this.random = random;
  }

  /** A block of a side of {@code 1 << log2}. */
  BlockParameters parameters(int log2) {
    int bitDepth = random.nextBoolean() ? 8 : 10;
    int qp = 10 + random.nextInt(35);
    return new BlockParameters(
        log2,
        log2 == 5 ? 0 : random.nextInt(3),
        random.nextBoolean() ? PredMode.INTRA : PredMode.INTER,
        SliceType.values()[random.nextInt(3)],
        log2 < 4 ? random.nextInt(3) : 0,
        qp + 6 * (bitDepth - 8),
        bitDepth,
        0.57 * Math.pow(2, (qp - 12) / 3.0) * Math.exp(random.nextGaussian()),
        false,
        random.nextInt(8) != 0);
  }

  /** Coefficients that round to few or many levels, now and then large ones. */
  int[] coefficients(BlockParameters block) {
    int size = block.size();
    double spread = 0.2 + random.nextInt(3) + (random.nextInt(6) == 0 ? 60 : 0);
    double step =
        spread
            * Math.pow(2, (block.qp() - 4) / 6.0 - block.bitDepth() + 15 - block.log2TrafoSize());
    double decay = random.nextDouble();
    int[] c = new int[size * size];
    for (int i = 0; i < c.length; i++) {
      double deviation = step / (1 + decay * (i % size + i / size));
      int m = (int) Math.min(32767, -deviation * Math.log(1 - random.nextDouble()));
      c[i] = random.nextBoolean() ? m : -m;
    }
    return c;
  }

  /** Costs as an encoder has them, or any. */
  EntropyCosts costs(BlockParameters block) {
    EntropyCosts costs = new EntropyCosts();
    byte[] states = contexts.states();
    for (int i = 0; i < states.length; i++) {
      states[i] = (byte) random.nextInt(126);
    }
    CostEstimator.estimate(
        contexts, block.log2TrafoSize(), block.cIdx(), CabacContexts.CBF_LUMA, costs);
    if (random.nextInt(4) == 0) {
      int[] rates = costs.ratesQ15();
      for (int k = 0; k < EntropyCosts.CODED_BLOCK_FLAG; k++) {
        rates[k] = random.nextInt(300_000) - 10;
      }
    }
    return costs;
  }
}
