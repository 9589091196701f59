package org.nnrdoq.quantizer.scalar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.nnrdoq.quantizer.GoldenCosts;
import org.nnrdoq.quantizer.Quantizer;
import org.nnrdoq.quantizer.QuantizerKind;
import org.nnrdoq.quantizer.RandomBlocks;
import org.nnrdoq.quantizer.shared.QuantizationScale;
import org.nnrdoq.quantizer.shipped.Quantizers;

class DeadZoneTest {
  @Test
  void list_holdsEveryCoefficientThatDoesNotRoundToZero() {
    RandomBlocks blocks = new RandomBlocks(6);
    DeadZoneCells cells = new DeadZoneCells();
    Set<Integer> seen = new HashSet<>();
    for (int i = 0; i < 3000; i++) {
      blocks.next(8, i % 52, false);
      QuantizationScale scale = QuantizationScale.of(blocks.block);
      int expected = 0;
      for (int n = 0; n < blocks.block.coefficients(); n++) {
        expected += scale.nearestLevel(scale.magnitude(blocks.coefficients[n])) > 0 ? 1 : 0;
      }
      assertEquals(expected, cells.list(blocks.block, blocks.coefficients));
      for (int k = 0; k < expected; k++) {
        int magnitude = scale.magnitude(blocks.coefficients[cells.position(k)]);
        assertEquals(scale.nearestLevel(magnitude), cells.level(k));
        assertTrue(cells.level(k) == 32767 || cells.excess(k) < DeadZoneTable.MAX_THRESHOLD);
        assertTrue(cells.excess(k) >= DeadZoneTable.MIN_THRESHOLD);
        assertTrue(cells.cell(k) >= 0 && cells.cell(k) < DeadZoneCells.CELLS);
        seen.add(cells.cell(k));
      }
    }
    assertTrue(seen.size() > 480, "only " + seen.size() + " cells seen");
  }

  @Test
  void lowestThresholds_roundToNearest_highestLowerEveryLevel() {
    RandomBlocks blocks = new RandomBlocks(7);
    int[] levels = new int[1024];
    for (int threshold : new int[] {DeadZoneTable.MIN_THRESHOLD, DeadZoneTable.MAX_THRESHOLD}) {
      int[] all = new int[DeadZoneCells.CELLS];
      Arrays.fill(all, threshold);
      int lowered = threshold == DeadZoneTable.MAX_THRESHOLD ? 1 : 0;
      Quantizer quantizer = new AdaptiveDeadZoneQuantizer(new DeadZoneTable(all));
      try (Quantizer.Workspace workspace = quantizer.newWorkspace()) {
        for (int i = 0; i < 300; i++) {
          blocks.next(8, 8 + i % 44, false);
          quantizer.quantize(blocks.block, blocks.coefficients, null, levels, workspace);
          QuantizationScale scale = QuantizationScale.of(blocks.block);
          for (int n = 0; n < blocks.block.coefficients(); n++) {
            int nearest = scale.nearestLevel(scale.magnitude(blocks.coefficients[n]));
            assertEquals(Math.max(0, nearest - lowered), Math.abs(levels[n]));
          }
        }
      }
    }
  }

  @Test
  void text_roundTrips_andWrongTextIsRefused() throws IOException {
    Random random = new Random(2);
    int[] all = random.ints(DeadZoneCells.CELLS, 128, 385).toArray();
    DeadZoneTable table = new DeadZoneTable(all);
    DeadZoneTable again = parse("# comment\n" + table.format());
    for (int i = 0; i < all.length; i++) {
      assertEquals(all[i], again.threshold(i));
    }
    String message =
        assertThrows(IllegalArgumentException.class, () -> parse("171 171")).getMessage();
    assertEquals("2 dead-zone thresholds: expected 2304", message);
    all[17] = 400;
    message =
        assertThrows(IllegalArgumentException.class, () -> new DeadZoneTable(all)).getMessage();
    assertEquals("dead-zone threshold 17 is 400: expected 128..384", message);
  }

  private static DeadZoneTable parse(String text) throws IOException {
    return DeadZoneTable.parse(new BufferedReader(new StringReader(text)));
  }

  @Test
  void shippedTable_isBetterThanSq_onGoldenBlocks() throws Exception {
    GoldenCosts sq = GoldenCosts.of(Quantizers.create(QuantizerKind.SQ));
    GoldenCosts adz = GoldenCosts.of(Quantizers.create(QuantizerKind.ADZ));
    GoldenCosts rdoq = GoldenCosts.of(Quantizers.create(QuantizerKind.RDOQ));
    assertTrue(adz.bits() < 0.99 * sq.bits(), adz + " " + sq);
    assertTrue(rdoq.bits() < adz.bits(), rdoq + " " + adz);
  }
}
