package org.nnrdoq.training.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.Quantizer;
import org.nnrdoq.quantizer.QuantizerKind;
import org.nnrdoq.quantizer.net.BlockFeatures;
import org.nnrdoq.quantizer.net.FcnQuantizer;
import org.nnrdoq.quantizer.net.FeatureSet;
import org.nnrdoq.quantizer.shipped.Quantizers;
import org.nnrdoq.training.learn.SyntheticRecordings;

class AlternativeCostsTest {
  private static final long SEED = 5;

  @Test
  void alternatives_equalTheDifferenceOfWholeCosts() {
    Random random = new Random(SEED);
    BlockFeatures features = new BlockFeatures(FeatureSet.BLOCK_1);
    EntropyCosts costs = new EntropyCosts();
    AlternativeCosts cost = new AlternativeCosts();
    int[] coefficients = new int[1024];
    float[] out = new float[FcnQuantizer.CLASSES * 1024];
    int compared = 0;
    for (int trial = 0; trial < 400; trial++) {
      BlockParameters block = SyntheticRecordings.parameters(random);
      SyntheticRecordings.coefficients(block, random, coefficients);
      if (features.round(block, coefficients) == 0) {
        continue;
      }
      SyntheticRecordings.costs(block, costs);
      cost.start(block, features, costs);
      int area = features.height() * features.width();
      int[] nearest = features.levels();
      int[] levels = Arrays.copyOf(nearest, area);
      for (int p = 0; p < area; p++) {
        levels[p] = Math.max(0, levels[p] - random.nextInt(3) / 2 * (1 + random.nextInt(2)));
        levels[p] = levels[p] < nearest[p] - 1 ? 0 : levels[p];
      }
      double base = cost.cost(levels);
      cost.alternatives(levels, out);
      for (int p = 0; p < area; p++) {
        if (nearest[p] == 0) {
          continue;
        }
        int now = levels[p];
        int[] candidates = {nearest[p], nearest[p] - 1, 0};
        for (int k = 0; k < FcnQuantizer.CLASSES; k++) {
          levels[p] = candidates[k];
          double expected = cost.cost(levels) - base;
          assertEquals(
              expected,
              out[k * area + p],
              1e-3 * (1 + Math.abs(expected)),
              "seed " + SEED + " trial " + trial + " position " + p + " class " + k);
          compared++;
        }
        levels[p] = now;
      }
    }
    assertTrue(compared > 3000, "compared " + compared);
  }

  @Test
  void weighRate_countsEachBitSoOften() {
    Random random = new Random(SEED);
    BlockFeatures features = new BlockFeatures(FeatureSet.BLOCK_1);
    EntropyCosts costs = new EntropyCosts();
    AlternativeCosts cost = new AlternativeCosts();
    int[] coefficients = new int[1024];
    for (int trial = 0; trial < 50; trial++) {
      BlockParameters block = SyntheticRecordings.parameters(random);
      SyntheticRecordings.coefficients(block, random, coefficients);
      if (features.round(block, coefficients) == 0) {
        continue;
      }
      SyntheticRecordings.costs(block, costs);
      double error = 0;
      for (int p = 0; p < features.height() * features.width(); p++) {
        error += Math.pow(features.magnitudes()[p] - features.levels()[p], 2);
      }
      error *= features.bitsPerSquaredStep();
      cost.weighRate(1);
      cost.start(block, features, costs);
      double rate = cost.cost(features.levels()) - error;
      cost.weighRate(1.25);
      assertEquals(error + 1.25 * rate, cost.cost(features.levels()), 1e-4 * (error + rate));
    }
  }

  @Test
  void cost_ranksRdoqBelowTheDeadZone() {
    Random random = new Random(SEED);
    BlockFeatures features = new BlockFeatures(FeatureSet.BLOCK_1);
    EntropyCosts costs = new EntropyCosts();
    AlternativeCosts cost = new AlternativeCosts();
    Quantizer rdoq = Quantizers.create(QuantizerKind.RDOQ);
    Quantizer sq = Quantizers.create(QuantizerKind.SQ);
    Quantizer.Workspace rdoqWorkspace = rdoq.newWorkspace();
    Quantizer.Workspace sqWorkspace = sq.newWorkspace();
    int[] coefficients = new int[1024];
    int[] levels = new int[1024];
    double rdoqBits = 0;
    double sqBits = 0;
    for (int trial = 0; trial < 500; trial++) {
      BlockParameters block = SyntheticRecordings.parameters(random);
      SyntheticRecordings.coefficients(block, random, coefficients);
      if (features.round(block, coefficients) == 0) {
        continue;
      }
      SyntheticRecordings.costs(block, costs);
      cost.start(block, features, costs);
      rdoq.quantize(block, coefficients, costs, levels, rdoqWorkspace);
      rdoqBits += cost.cost(crop(block, features, levels));
      sq.quantize(block, coefficients, costs, levels, sqWorkspace);
      sqBits += cost.cost(crop(block, features, levels));
    }
    assertTrue(rdoqBits < 0.99 * sqBits, rdoqBits + " against " + sqBits + " seed " + SEED);
  }

  private static int[] crop(BlockParameters block, BlockFeatures features, int[] levels) {
    int[] crop = new int[1024];
    for (int y = 0; y < features.height(); y++) {
      for (int x = 0; x < features.width(); x++) {
        crop[y * features.width() + x] = Math.abs(levels[y * block.size() + x]);
      }
    }
    return crop;
  }
}
