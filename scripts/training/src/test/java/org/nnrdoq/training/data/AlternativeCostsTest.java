package org.nnrdoq.training.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.network.port.Decision;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.Quantizer;
import org.nnrdoq.quantizer.QuantizerKind;
import org.nnrdoq.quantizer.net.RoundedBlock;
import org.nnrdoq.quantizer.shared.BlockCost;
import org.nnrdoq.quantizer.shipped.Quantizers;
import org.nnrdoq.training.learn.SyntheticRecordings;

class AlternativeCostsTest {
  private static final long SEED = 5;

  @Test
  void alternatives_ofOneGroup_equalTheDifferenceOfWholeCostsAndOthersNearly() {
    Random random = new Random(SEED);
    RoundedBlock rounded = new RoundedBlock();
    EntropyCosts costs = new EntropyCosts();
    AlternativeCosts cost = new AlternativeCosts();
    int[] coefficients = new int[1024];
    float[] out = new float[Decision.COUNT * 1024];
    int compared = 0;
    double deviations = 0;
    for (int trial = 0; trial < 400; trial++) {
      BlockParameters block = SyntheticRecordings.parameters(random);
      SyntheticRecordings.coefficients(block, random, coefficients);
      if (rounded.round(block, coefficients) == 0) {
        continue;
      }
      SyntheticRecordings.costs(block, costs);
      cost.start(block, rounded, costs);
      int area = rounded.height() * rounded.width();
      int[] nearest = rounded.levels();
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
        for (int k = 0; k < Decision.COUNT; k++) {
          levels[p] = candidates[k];
          double expected = cost.cost(levels) - base;
          double deviation = Math.abs(expected - out[k * area + p]);
          boolean exact = area == 16;
          assertTrue(
              deviation <= (exact ? 1e-3 : 3) * (1 + Math.abs(expected)),
              "seed " + SEED + " trial " + trial + " position " + p + " class " + k);
          deviations += deviation;
          compared++;
        }
        levels[p] = now;
      }
    }
    assertTrue(compared > 3000, "compared " + compared);
    assertTrue(deviations < 0.1 * compared, deviations / compared + " bits on average");
  }

  /** The cost of the stream itself, but for the last position's states, which do not adapt here. */
  @Test
  void cost_anyLevels_isNearlyThatOfTheStream() {
    Random random = new Random(SEED);
    RoundedBlock rounded = new RoundedBlock();
    EntropyCosts costs = new EntropyCosts();
    AlternativeCosts cost = new AlternativeCosts();
    BlockCost stream = new BlockCost();
    int[] coefficients = new int[1024];
    for (int trial = 0; trial < 200; trial++) {
      BlockParameters block = SyntheticRecordings.parameters(random);
      SyntheticRecordings.coefficients(block, random, coefficients);
      if (rounded.round(block, coefficients) == 0) {
        continue;
      }
      SyntheticRecordings.costs(block, costs);
      cost.start(block, rounded, costs);
      int[] whole = new int[1024];
      double error = 0;
      for (int p = 0; p < rounded.height() * rounded.width(); p++) {
        int y = p / rounded.width();
        whole[y * block.size() + p % rounded.width()] = rounded.levels()[p];
        error += Math.pow(rounded.magnitudes()[p] - rounded.levels()[p], 2);
      }
      double rate = cost.cost(rounded.levels()) - error * rounded.bitsPerSquaredStep();
      assertEquals(stream.rateQ15(plain(block), costs, whole) / 32768.0, rate, 5, "trial " + trial);
    }
  }

  private static BlockParameters plain(BlockParameters block) {
    return BlockStore.parameters(block, block.lambda(), false);
  }

  @Test
  void weighRate_countsEachBitSoOften() {
    Random random = new Random(SEED);
    RoundedBlock rounded = new RoundedBlock();
    EntropyCosts costs = new EntropyCosts();
    AlternativeCosts cost = new AlternativeCosts();
    int[] coefficients = new int[1024];
    for (int trial = 0; trial < 50; trial++) {
      BlockParameters block = SyntheticRecordings.parameters(random);
      SyntheticRecordings.coefficients(block, random, coefficients);
      if (rounded.round(block, coefficients) == 0) {
        continue;
      }
      SyntheticRecordings.costs(block, costs);
      double error = 0;
      for (int p = 0; p < rounded.height() * rounded.width(); p++) {
        error += Math.pow(rounded.magnitudes()[p] - rounded.levels()[p], 2);
      }
      error *= rounded.bitsPerSquaredStep();
      cost.weighRate(1);
      cost.start(block, rounded, costs);
      double rate = cost.cost(rounded.levels()) - error;
      cost.weighRate(1.25);
      assertEquals(error + 1.25 * rate, cost.cost(rounded.levels()), 1e-4 * (error + rate));
    }
  }

  @Test
  void cost_ranksRdoqBelowTheDeadZone() {
    Random random = new Random(SEED);
    RoundedBlock rounded = new RoundedBlock();
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
      if (rounded.round(block, coefficients) == 0) {
        continue;
      }
      SyntheticRecordings.costs(block, costs);
      cost.start(block, rounded, costs);
      rdoq.quantize(block, coefficients, costs, levels, rdoqWorkspace);
      rdoqBits += cost.cost(crop(block, rounded, levels));
      sq.quantize(block, coefficients, costs, levels, sqWorkspace);
      sqBits += cost.cost(crop(block, rounded, levels));
    }
    assertTrue(rdoqBits < 0.99 * sqBits, rdoqBits + " against " + sqBits + " seed " + SEED);
  }

  private static int[] crop(BlockParameters block, RoundedBlock rounded, int[] levels) {
    int[] crop = new int[1024];
    for (int y = 0; y < rounded.height(); y++) {
      for (int x = 0; x < rounded.width(); x++) {
        crop[y * rounded.width() + x] = Math.abs(levels[y * block.size() + x]);
      }
    }
    return crop;
  }
}
