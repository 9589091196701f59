package org.nnrdoq.quantizer.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.nnrdoq.hevc.PredMode;
import org.nnrdoq.hevc.SliceType;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.hevc.residual.ScanOrder;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.shared.BlockCost;

class RatedChangesTest {
  private static final long SEED = 17;

  private static BlockParameters block(Random random, int log2) {
    return block(random, log2, true);
  }

  private static BlockParameters block(Random random, int log2, boolean signHiding) {
    int qp = 22 + random.nextInt(16);
    return new BlockParameters(
        log2,
        random.nextInt(3),
        PredMode.INTRA,
        SliceType.I,
        log2 < 4 ? random.nextInt(3) : 0,
        qp,
        8,
        0.57 * Math.pow(2, (qp - 12) / 3.0),
        false,
        signHiding);
  }

  private static int[] coefficients(Random random, BlockParameters block) {
    int size = block.size();
    double step = Math.pow(2, (block.qp() - 4) / 6.0) * (1 << (7 - block.log2TrafoSize()));
    int[] c = new int[size * size];
    for (int i = 0; i < c.length; i++) {
      double deviation = 1.5 * step / (1 + 0.2 * (i % size + i / size));
      int m = (int) Math.min(32767, -deviation * Math.log(1 - random.nextDouble()));
      c[i] = random.nextBoolean() ? m : -m;
    }
    return c;
  }

  /** Nearest levels as signed levels of the whole block. */
  private static int nearest(RoundedBlock f, BlockParameters block, int[] c, int[] levels) {
    Arrays.fill(levels, 0);
    int sum = 0;
    for (int p = 0; p < f.height() * f.width(); p++) {
      int at = p / f.width() * block.size() + p % f.width();
      levels[at] = c[at] < 0 ? -f.levels()[p] : f.levels()[p];
      sum += f.levels()[p];
    }
    return sum;
  }

  private static boolean fits(ScanOrder scan, int g, int[] levels) {
    int first = -1;
    int last = -1;
    int sum = 0;
    for (int n = 0; n < 16; n++) {
      int level = levels[scan.position(16 * g + n)];
      if (level != 0) {
        first = first < 0 ? n : first;
        last = n;
        sum += Math.abs(level);
      }
    }
    return last - first < 4 || (levels[scan.position(16 * g + first)] < 0) == (sum % 2 != 0);
  }

  @Test
  void apply_onRandomBlocks_makesEveryGroupFitByOneChangeAtMost() {
    Random random = new Random(SEED);
    RatedChanges hiding = new RatedChanges(4);
    RoundedBlock f = new RoundedBlock();
    int mended = 0;
    for (int trial = 0; trial < 400; trial++) {
      BlockParameters block = block(random, 2 + trial % 4);
      int[] c = coefficients(random, block);
      if (f.round(block, c) == 0) {
        continue;
      }
      int[] before = new int[c.length];
      int sum = nearest(f, block, c, before);
      int[] levels = before.clone();
      EntropyCosts costs = new TypicalCosts().of(block);
      assertEquals(
          hiding.apply(block, f, costs, c, levels, sum),
          Arrays.stream(levels).map(Math::abs).sum());
      ScanOrder scan = ScanOrder.of(block.log2TrafoSize(), block.scanIdx());
      for (int g = 0; g < scan.groups(); g++) {
        String where = "seed " + SEED + " trial " + trial + " group " + g;
        int changes = 0;
        for (int n = 0; n < 16; n++) {
          int p = scan.position(16 * g + n);
          changes += Math.abs(levels[p] - before[p]);
          assertTrue(levels[p] == 0 || levels[p] < 0 == c[p] < 0, where);
        }
        assertTrue(fits(scan, g, levels), where);
        assertEquals(fits(scan, g, before) ? 0 : 1, changes, where);
        mended += changes;
      }
    }
    assertTrue(mended > 200, "groups mended: " + mended);
  }

  @Test
  void apply_onSmallBlocks_costsNearlyAsLittleAsTheBestChange() {
    Random random = new Random(SEED);
    RatedChanges tried = new RatedChanges(8);
    RatedChanges rated = new RatedChanges(1);
    RoundedBlock f = new RoundedBlock();
    BlockCost cost = new BlockCost();
    double ours = 0;
    double theirs = 0;
    double least = 0;
    for (int trial = 0; trial < 400; trial++) {
      BlockParameters block = block(random, 2);
      int[] c = coefficients(random, block);
      ScanOrder scan = ScanOrder.of(2, block.scanIdx());
      int[] levels = new int[16];
      if (f.round(block, c) == 0) {
        continue;
      }
      int sum = nearest(f, block, c, levels);
      if (fits(scan, 0, levels)) {
        continue;
      }
      EntropyCosts costs = new TypicalCosts().of(block);
      double best = Double.MAX_VALUE;
      for (int p = 0; p < 16; p++) {
        for (int d = -1; d <= 1; d += 2) {
          int[] changed = levels.clone();
          int m = Math.abs(levels[p]) + d;
          changed[p] = c[p] < 0 ? -m : m;
          if (m >= 0 && fits(scan, 0, changed)) {
            best = Math.min(best, cost.of(block, c, costs, changed) / block.lambda());
          }
        }
      }
      int[] mine = levels.clone();
      tried.apply(block, f, costs, c, mine, sum);
      double j = cost.of(block, c, costs, mine) / block.lambda();
      assertTrue(j > best - 0.01, "seed " + SEED + " trial " + trial);
      ours += j;
      least += best;
      rated.apply(block, f, costs, c, levels, sum);
      theirs += cost.of(block, c, costs, levels) / block.lambda();
    }
    assertTrue(ours - least < 0.2 * (theirs - least), ours + " " + theirs + " " + least);
  }

  @Test
  void apply_whereNoSignIsHidden_takesOneChangeOfAGroupIfItPays() {
    Random random = new Random(SEED);
    RatedChanges changes = new RatedChanges(2);
    RoundedBlock f = new RoundedBlock();
    BlockCost cost = new BlockCost();
    double before = 0;
    double after = 0;
    int made = 0;
    for (int trial = 0; trial < 400; trial++) {
      BlockParameters block = block(random, 2 + trial % 4, false);
      int[] c = coefficients(random, block);
      if (f.round(block, c) == 0) {
        continue;
      }
      int[] nearest = new int[c.length];
      int sum = nearest(f, block, c, nearest);
      int[] levels = nearest.clone();
      EntropyCosts costs = new TypicalCosts().of(block);
      int end = changes.apply(block, f, costs, c, levels, sum);
      assertEquals(end, Arrays.stream(levels).map(Math::abs).sum());
      ScanOrder scan = ScanOrder.of(block.log2TrafoSize(), block.scanIdx());
      String where = "seed " + SEED + " trial " + trial;
      for (int g = 0; g < scan.groups(); g++) {
        int changed = 0;
        for (int n = 0; n < 16; n++) {
          int p = scan.position(16 * g + n);
          changed += Math.abs(nearest[p]) - Math.abs(levels[p]);
          assertTrue(Math.abs(levels[p]) <= Math.abs(nearest[p]), where);
        }
        assertTrue(changed <= 1, where);
        made += changed;
      }
      double old = cost.of(block, c, costs, nearest) / block.lambda();
      double now = cost.of(block, c, costs, levels) / block.lambda();
      if (block.log2TrafoSize() == 2) {
        assertArrayEquals(nearest, levels, where);
      }
      before += old;
      after += now;
    }
    assertTrue(made > 400, "changes: " + made);
    assertTrue(after < 0.99 * before, after + " for " + before);
  }

  @Test
  void apply_whereNoSignIsHidden_raisesALevelThatWasLoweredInVain() {
    Random random = new Random(SEED);
    RatedChanges changes = new RatedChanges(2);
    RoundedBlock f = new RoundedBlock();
    int raised = 0;
    for (int trial = 0; trial < 200; trial++) {
      BlockParameters block = block(random, 3, false);
      int[] c = coefficients(random, block);
      if (f.round(block, c) == 0) {
        continue;
      }
      int[] levels = new int[64];
      int sum = nearest(f, block, c, levels);
      int at = -1;
      for (int p = 0; p < f.height() * f.width(); p++) {
        int place = p / f.width() * 8 + p % f.width();
        boolean isLarge = Math.abs(levels[place]) > 1;
        at = isLarge && f.magnitudes()[p] > Math.abs(levels[place]) + 0.3 ? place : at;
      }
      if (at < 0) {
        continue;
      }
      levels[at] -= Integer.signum(levels[at]);
      int[] lowered = levels.clone();
      f.weigh(0.05); // bits count for little
      changes.apply(block, f, new TypicalCosts().of(block), c, levels, sum - 1);
      raised += Math.abs(levels[at]) > Math.abs(lowered[at]) ? 1 : 0;
    }
    assertTrue(raised > 20, "raised: " + raised);
  }
}
