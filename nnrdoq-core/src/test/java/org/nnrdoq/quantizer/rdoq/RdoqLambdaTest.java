package org.nnrdoq.quantizer.rdoq;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.Quantizer;
import org.nnrdoq.quantizer.RandomBlocks;
import org.nnrdoq.quantizer.shared.BlockCost;
import org.nnrdoq.quantizer.shared.QuantizationScale;

/** What RDOQ does with a Lagrange multiplier of 0, and from the smallest to the largest. */
class RdoqLambdaTest {
  private static final long SEED = 31;
  private static final int BLOCKS = 600;

  /** Times the lambda that belongs to the QP. */
  private static final double[] FACTORS = {
    0, 1e-300, 1e-100, 1e-30, 1e-12, 1e-6, 1e-3, 0.1, 0.5, 1, 2, 10, 1e3, 1e6, 1e12, 1e100, 1e300
  };

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void distortion_growsWithLambda_andIsLeastAt0(boolean signHiding) {
    BlockCost cost = new BlockCost();
    int[] levels = new int[1024];
    double[] sums = new double[FACTORS.length];
    RandomBlocks blocks = new RandomBlocks(SEED);
    try (Quantizer rdoq = new RdoqQuantizer();
        Quantizer.Workspace workspace = rdoq.newWorkspace()) {
      for (int b = 0; b < BLOCKS; b++) {
        blocks.next(8 + 2 * (b % 2), 10 + b % 40, signHiding);
        double lambda = Math.min(blocks.block.lambda(), 1e6);
        double squaredStep = QuantizationScale.of(blocks.block).squaredStep();
        double least = 0;
        for (int f = 0; f < FACTORS.length; f++) {
          blocks.setLambda(FACTORS[f] * lambda);
          BlockParameters block = blocks.block;
          rdoq.quantize(block, blocks.coefficients, blocks.costs, levels, workspace);
          double distortion = cost.distortion(block, blocks.coefficients, levels) / squaredStep;
          least = f == 0 ? distortion : least;
          // Hiding signs compares errors in steps of 1/256 level, once in each group.
          double resolution = signHiding ? 64 * 2 / 256.0 : 1e-9;
          assertTrue(
              distortion >= least - resolution,
              "seed " + SEED + " " + block + ": " + distortion + ", with lambda 0 " + least);
          sums[f] += distortion;
        }
      }
    }
    for (int f = 1; f < FACTORS.length; f++) {
      assertTrue(
          sums[f] >= sums[f - 1] * (1 - 1e-3),
          "factor " + FACTORS[f] + " after " + FACTORS[f - 1] + ": " + Arrays.toString(sums));
    }
    // From 1e-12 on, less changes nothing: the smallest lambdas count like 0.
    assertEquals(sums[0], sums[4], 1e-9 * sums[0]);
    assertTrue(sums[9] > 1.05 * sums[0], "lambda makes a difference: " + Arrays.toString(sums));
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e250, Double.MAX_VALUE})
  void levels_withAHugeLambda_areAll0(double lambda) {
    int[] levels = new int[1024];
    RandomBlocks blocks = new RandomBlocks(SEED + 1);
    try (Quantizer rdoq = new RdoqQuantizer();
        Quantizer.Workspace workspace = rdoq.newWorkspace()) {
      for (int b = 0; b < 100; b++) {
        blocks.next(8, 30, true);
        blocks.costs.ratesQ15()[EntropyCosts.CODED_BLOCK_FLAG] = 1000; // no levels cost least
        blocks.setLambda(lambda);
        BlockParameters block = blocks.block;
        int sum = rdoq.quantize(block, blocks.coefficients, blocks.costs, levels, workspace);
        assertEquals(0, sum, block.toString());
        int count = block.coefficients();
        assertArrayEquals(new int[count], Arrays.copyOf(levels, count), block.toString());
      }
    }
  }
}
