package org.nnrdoq.quantizer.rdoq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.nnrdoq.hevc.PredMode;
import org.nnrdoq.hevc.SliceType;
import org.nnrdoq.hevc.rate.RateEstimate;
import org.nnrdoq.hevc.residual.GroupState;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.RandomBlocks;
import org.nnrdoq.quantizer.shared.QuantizationScale;

class LevelDecisionTest {
  @Test
  void choose_takesTheCheapestCandidate() {
    long seed = 8;
    Random random = new Random(seed);
    RandomBlocks blocks = new RandomBlocks(seed);
    LevelDecision decision = new LevelDecision();
    for (int i = 0; i < 20000; i++) {
      if (i % 20 == 0) {
        blocks.next(8, random.nextInt(52), false);
      }
      QuantizationScale scale = QuantizationScale.of(blocks.block);
      int magnitude = random.nextInt(6 << scale.qBits);
      int nearest = scale.nearestLevel(magnitude);
      boolean last = nearest > 0 && random.nextInt(4) == 0;
      int sigCtx = last ? RateEstimate.NO_SIG_FLAG : random.nextInt(9);
      int state =
          GroupState.of(
              random.nextInt(2), random.nextInt(9), random.nextBoolean(), random.nextInt(5));
      int context = RateEstimate.context(state, sigCtx);
      double lambda = blocks.block.lambda();
      double zero = distortion(scale, magnitude, 0);
      decision.choose(blocks.costs, scale, lambda, magnitude, nearest, zero, context, sigCtx);

      double best = Double.MAX_VALUE;
      for (int level = 0; level <= nearest; level++) {
        boolean candidate = level == nearest || level == nearest - 1 || level == 0 && nearest <= 2;
        if (!candidate || last && level == 0) {
          continue;
        }
        int sig = last ? 0 : blocks.costs.sigCoeffFlag(sigCtx, level == 0 ? 0 : 1);
        double rate = RateEstimate.level(blocks.costs, level, context) + (double) sig;
        best = Math.min(best, distortion(scale, magnitude, level) + lambda * rate);
      }
      assertEquals(best, decision.cost, 1e-9 * best, "seed " + seed + " step " + i);
      assertTrue(!last || decision.level > 0);
    }
  }

  private static double distortion(QuantizationScale scale, int magnitude, int level) {
    double error = magnitude - ((double) level) * (1 << scale.qBits);
    return error * error * scale.errorScale;
  }

  @Test
  void errorScale_turnsMagnitudesIntoSquaredErrorOf8BitSamples() {
    // One level of error at QP 4 (step 1) of an 8-bit 4x4 block is a squared error of one sample
    // unit per orthonormal coefficient; in 10 bits the same step is QP 16 and counts 16 times less
    // per unit, so equal.
    for (int bitDepth = 8; bitDepth <= 12; bitDepth += 2) {
      BlockParameters block =
          new BlockParameters(
              2,
              0,
              PredMode.INTRA,
              SliceType.I,
              0,
              4 + 6 * (bitDepth - 8),
              bitDepth,
              1,
              false,
              false);
      QuantizationScale scale = QuantizationScale.of(block);
      double oneLevel = 1 << scale.qBits;
      assertEquals(1.0, oneLevel * oneLevel * scale.errorScale / 32768, 1e-3, "" + bitDepth);
    }
  }
}
