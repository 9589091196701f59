package org.nnrdoq.quantizer.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.nnrdoq.quantizer.net.BlockFeaturesTest.unitStep;

import org.junit.jupiter.api.Test;

class RoundedBlockTest {
  @Test
  void round_halfAStep_roundsUpAndJustBelowDown() {
    RoundedBlock f = new RoundedBlock();
    int[] c = new int[16];
    c[0] = -16;
    assertEquals(1, f.round(unitStep(2, 0), c));
    assertEquals(1, f.levels()[0]);
    assertEquals(0.5f, f.magnitudes()[0]);
    c[0] = 15;
    assertEquals(0, f.round(unitStep(2, 0), c));
  }

  @Test
  void round_cropsToTheSmallestRectangleOfGroups() {
    RoundedBlock f = new RoundedBlock();
    for (int x = 0; x < 32; x += 3) {
      for (int y = 0; y < 32; y += 5) {
        int[] c = new int[1024];
        c[x] = 400;
        c[y * 32] = -400;
        f.round(unitStep(5, 0), c);
        assertEquals((x / 4 + 1) * 4, f.width());
        assertEquals((y / 4 + 1) * 4, f.height());
      }
    }
  }
}
