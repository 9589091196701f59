package org.nnrdoq.hevc.residual;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

class CoefficientGroupTest {
  private static final long SEED = 22;

  @Test
  void sigMask_first_last_areWhereTheLevelsAreInScan() {
    Random random = new Random(SEED);
    for (int trial = 0; trial < 2000; trial++) {
      ScanOrder scan = ScanOrder.of(2 + random.nextInt(4), random.nextInt(3));
      int[] levels = new int[32 * 32];
      for (int k = random.nextInt(40); k >= 0; k--) {
        levels[scan.position(random.nextInt(scan.groups() << 4))] = random.nextInt(5) - 2;
      }
      for (int i = 0; i < scan.groups(); i++) {
        int first = -1;
        int last = -1;
        int expected = 0;
        for (int n = 0; n < 16; n++) {
          if (levels[scan.position((i << 4) + n)] != 0) {
            first = first < 0 ? n : first;
            last = n;
            expected |= 1 << n;
          }
        }
        int sigMask = CoefficientGroup.sigMask(scan, i, levels);
        assertEquals(expected, sigMask, "seed " + SEED + " trial " + trial);
        if (expected != 0) {
          assertEquals(first, CoefficientGroup.first(sigMask));
          assertEquals(last, CoefficientGroup.last(sigMask));
          assertEquals(last - first > 3, CoefficientGroup.hidesSign(sigMask));
        }
      }
    }
  }

  @Test
  void prevCsbf_isOfTheGroupsToTheRightAndBelow() {
    for (int gy = 0; gy < 8; gy++) {
      for (int gx = 0; gx < 8; gx++) {
        long right = gx < 7 ? CoefficientGroup.bit(gx + 1, gy) : 0;
        long below = gy < 7 ? CoefficientGroup.bit(gx, gy + 1) : 0;
        long others = ~(right | below);
        assertEquals(0, CoefficientGroup.prevCsbf(others, gx, gy));
        assertEquals(gx < 7 ? 1 : 0, CoefficientGroup.prevCsbf(right, gx, gy));
        assertEquals(gy < 7 ? 2 : 0, CoefficientGroup.prevCsbf(below, gx, gy));
      }
    }
  }
}
