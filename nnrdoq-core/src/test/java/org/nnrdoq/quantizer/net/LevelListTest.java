package org.nnrdoq.quantizer.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.nnrdoq.hevc.residual.ScanOrder;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.RandomBlocks;
import org.nnrdoq.quantizer.shared.QuantizationScale;

class LevelListTest {
  private static final long SEED = 5;

  @Test
  void list_randomBlocks_holdsEachNonZeroLevelOnceFromTheLastInScanOn() {
    RandomBlocks blocks = new RandomBlocks(SEED);
    LevelList list = new LevelList();
    for (int i = 0; i < 3000; i++) {
      blocks.next();
      int expected = list.round(blocks.block, blocks.coefficients);
      if (expected == 0) {
        continue;
      }
      list.list(1);
      assertEquals(expected, list.count(), blocks.toString());
      QuantizationScale scale = QuantizationScale.of(blocks.block);
      ScanOrder scan = list.scan();
      int s = 0;
      for (int n = blocks.block.coefficients() - 1; n >= 0; n--) {
        int magnitude = scale.magnitude(blocks.coefficients[scan.position(n)]);
        int level = scale.nearestLevel(magnitude);
        if (level != 0) {
          assertEquals(n, list.scanPos(s));
          assertEquals(level, list.nearest(s));
          assertEquals(Math.min(scale.delta(magnitude, level), 127), list.fraction(s));
          assertTrue(list.fraction(s) >= -128);
          s++;
        }
      }
      groups(list);
    }
  }

  private static void groups(LevelList list) {
    assertEquals(0, list.start(0));
    assertEquals(list.count(), list.start(list.groups()));
    for (int g = 0; g < list.groups(); g++) {
      assertTrue(list.start(g) < list.start(g + 1));
      for (int s = list.start(g); s < list.start(g + 1); s++) {
        assertEquals(list.group(g), list.scanPos(s) >> 4);
      }
    }
  }

  @Test
  void bitsPerStep_anyLambda_isThePriceOfASquaredStepWithinItsBounds() {
    RandomBlocks blocks = new RandomBlocks(SEED);
    blocks.next(8, 32, false);
    double step = Math.sqrt(QuantizationScale.of(blocks.block).squaredStep());
    assertEquals(Math.pow(2, (32 - 4) / 6.0), step, 0.01 * step);
    blocks.setLambda(step * step / 10);
    assertEquals(2560, LevelList.bitsPerStep(blocks.block, 1));
    assertEquals(1280, LevelList.bitsPerStep(blocks.block, 2));
    blocks.setLambda(0);
    assertEquals(65535, LevelList.bitsPerStep(blocks.block, 1));
    blocks.setLambda(1e9);
    BlockParameters dear = blocks.block;
    assertEquals(1, LevelList.bitsPerStep(dear, 1));
  }
}
