package org.nnrdoq.quantizer.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.hevc.rate.RateEstimate;
import org.nnrdoq.hevc.residual.CoefficientContexts;
import org.nnrdoq.hevc.residual.GroupState;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.RandomBlocks;

class LastPositionTest {
  private static final long SEED = 13;

  private final LevelList list = new LevelList();
  private final LastPosition last = new LastPosition();

  /** Rate of a block of one group under frozen states, word for word. */
  private int rate(EntropyCosts costs, int[] decided) {
    BlockParameters block = list.block();
    int table =
        CoefficientContexts.sigTable(block.log2TrafoSize(), block.cIdx(), block.scanIdx(), 0, true);
    int[] levels = new int[16];
    int end = -1;
    for (int s = 0; s < list.count(); s++) {
      levels[list.scanPos(s)] = decided[s];
      end = decided[s] != 0 ? Math.max(end, list.scanPos(s)) : end;
    }
    if (end < 0) {
      return costs.codedBlockFlag(0);
    }
    int x = list.scan().x(end);
    int y = list.scan().y(end);
    int rate = costs.codedBlockFlag(1) + RateEstimate.lastPosition(costs, block.scanIdx(), x, y);
    int state = GroupState.enter(CoefficientContexts.ctxSet(0, block.cIdx(), false));
    for (int n = end; n >= 0; n--) {
      int sig = CoefficientContexts.sigAt(table, n);
      rate += n == end ? 0 : costs.sigCoeffFlag(sig, levels[n] != 0 ? 1 : 0);
      rate += RateEstimate.level(costs, levels[n], state);
      state = GroupState.next(state, levels[n]);
    }
    return rate;
  }

  /** What the least of all cuts costs, tried one by one. */
  private int[] cheapest(EntropyCosts costs, int[] decided) {
    int[] best = decided.clone();
    int least = rate(costs, decided);
    int error = 0;
    int[] cut = decided.clone();
    for (int s = 0; s < list.count() && cut[s] <= 1; s++) {
      if (cut[s] == 0) {
        continue;
      }
      cut[s] = 0;
      int steps = (2 * list.nearest(s) - 1) * 128 + list.fraction(s);
      error += LevelFeatures.errorPrice(list.bitsPerStep(), steps) << 11;
      if (rate(costs, cut) + error < least) {
        least = rate(costs, cut) + error;
        best = cut.clone();
      }
    }
    return best;
  }

  private int[] decisions(Random random) {
    int[] decided = new int[LevelList.MAX_LEVELS];
    for (int s = 0; s < list.count(); s++) {
      int lower = random.nextInt(3) == 0 ? 1 : 0;
      decided[s] = list.nearest(s) <= 2 && random.nextInt(6) == 0 ? 0 : list.nearest(s) - lower;
    }
    return decided;
  }

  @Test
  void choose_smallestBlocks_findsTheLeastOfAllCuts() {
    Random random = new Random(SEED);
    RandomBlocks blocks = new RandomBlocks(random);
    int cuts = 0;
    int emptied = 0;
    for (int i = 0; i < 20_000; i++) {
      BlockParameters block = blocks.anyParameters(2);
      if (list.round(block, blocks.anyCoefficients(block)) == 0) {
        continue;
      }
      list.list(1);
      if (list.count() > GroupState.MAX_GREATER1_FLAGS) {
        continue; // a ninth level has no flag, and gets one when a cut makes it the eighth
      }
      EntropyCosts costs = blocks.anyCosts(block);
      int[] decided = decisions(random);
      int[] expected = cheapest(costs, decided);
      cuts += Arrays.equals(expected, decided) ? 0 : 1;
      emptied += Arrays.stream(expected).sum() == 0 && Arrays.stream(decided).sum() > 0 ? 1 : 0;
      last.choose(list, costs, decided);
      assertArrayEquals(expected, decided, "block " + i + ", seed " + SEED);
    }
    assertTrue(cuts > 500, cuts + " cuts");
    assertTrue(emptied > 100, emptied + " emptied");
  }

  @Test
  void choose_anyBlock_onlyZeroesLevelsOfOneAtTheEndOfTheScan() {
    Random random = new Random(SEED);
    RandomBlocks blocks = new RandomBlocks(random);
    int cuts = 0;
    for (int i = 0; i < 3000; i++) {
      BlockParameters block = blocks.anyParameters(2 + i % 4);
      if (list.round(block, blocks.anyCoefficients(block)) == 0) {
        continue;
      }
      list.list(1);
      int[] decided = decisions(random);
      int[] before = decided.clone();
      last.choose(list, blocks.anyCosts(block), decided);
      int s = 0;
      while (s < list.count() && decided[s] == 0) {
        assertTrue(before[s] <= 1, "a level of " + before[s] + " was zeroed");
        cuts += before[s];
        s++;
      }
      assertArrayEquals(
          Arrays.copyOfRange(before, s, before.length),
          Arrays.copyOfRange(decided, s, decided.length));
    }
    assertTrue(cuts > 500, cuts + " levels");
  }

  @Test
  void choose_errorsThatOutweighAllBits_keepsAllLevels() {
    RandomBlocks blocks = new RandomBlocks(SEED);
    int tried = 0;
    for (int i = 0; i < 2000; i++) {
      blocks.next();
      blocks.setLambda(1e-6);
      if (list.round(blocks.block, blocks.coefficients) == 0) {
        continue;
      }
      list.list(1);
      int[] decided = new int[LevelList.MAX_LEVELS];
      boolean exact = true;
      for (int s = 0; s < list.count(); s++) {
        decided[s] = list.nearest(s);
        exact &= list.fraction(s) > -64; // an error of half a step and more
      }
      int[] before = decided.clone();
      last.choose(list, blocks.costs, decided);
      if (exact) {
        assertArrayEquals(before, decided, blocks.toString());
        tried++;
      }
    }
    assertTrue(tried > 20, tried + " blocks");
  }
}
