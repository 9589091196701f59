package org.nnrdoq.hevc.residual;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** The context derivations themselves are checked by {@link ResidualCodingTest}'s own decoder. */
class CoefficientContextsTest {
  @Test
  void sigAt_equalsSigCoeffFlag_atEveryPosition() {
    for (int log2 = 2; log2 <= 5; log2++) {
      for (int cIdx = 0; cIdx < 3; cIdx++) {
        for (int scanIdx = 0; scanIdx < 3; scanIdx++) {
          ScanOrder scan = ScanOrder.of(log2, scanIdx);
          for (int prevCsbf = 0; prevCsbf < 4; prevCsbf++) {
            for (int i = 0; i < 16 * scan.groups(); i++) {
              int table = CoefficientContexts.sigTable(log2, cIdx, scanIdx, prevCsbf, i < 16);
              int expected =
                  CoefficientContexts.sigCoeffFlag(
                      log2, cIdx, scanIdx, scan.x(i), scan.y(i), prevCsbf);
              assertEquals(expected, CoefficientContexts.sigAt(table, i & 15));
              assertTrue(expected < (cIdx == 0 ? 27 : 15));
            }
          }
        }
      }
    }
  }

  @Test
  void lastPrefix_splitsCoordinatesIntoPrefixAndSuffix() {
    int[] prefixes = {0, 1, 2, 3, 4, 4, 5, 5, 6, 6, 6, 6, 7, 7, 7, 7};
    for (int coordinate = 0; coordinate < 32; coordinate++) {
      int expected =
          coordinate < 16 ? prefixes[coordinate] : coordinate < 24 ? 8 : 9; // Table 9-38 onwards
      int prefix = CoefficientContexts.lastPrefix(coordinate);
      assertEquals(expected, prefix);
      int suffix = coordinate - CoefficientContexts.lastSuffixBase(prefix);
      assertTrue(suffix >= 0 && suffix < 1 << CoefficientContexts.lastSuffixLength(prefix));
    }
    for (int log2 = 2; log2 <= 5; log2++) {
      int last = CoefficientContexts.lastPrefix((1 << log2) - 1);
      assertEquals(last, CoefficientContexts.lastPrefixMax(log2));
    }
  }

  @Test
  void lastPrefixContexts_ofLumaSizesDoNotOverlap_andFillTheirRange() {
    int next = 0;
    for (int log2 = 2; log2 <= 5; log2++) {
      assertEquals(next, CoefficientContexts.lastPrefixOffset(log2, 0));
      int lastBin = CoefficientContexts.lastPrefixMax(log2) - 1;
      next += (lastBin >> CoefficientContexts.lastPrefixShift(log2, 0)) + 1;
    }
    assertEquals(CoefficientContexts.LAST_PREFIX_LUMA, next);
    for (int log2 = 2; log2 <= 4; log2++) {
      assertEquals(15, CoefficientContexts.lastPrefixOffset(log2, 1));
      int lastBin = CoefficientContexts.lastPrefixMax(log2) - 1;
      assertTrue(lastBin >> CoefficientContexts.lastPrefixShift(log2, 1) < 3);
    }
  }

  @Test
  void ctxSet_isOfTheChannelAndTheGroup_andRaisedByTheOneBefore() {
    assertEquals(1, CoefficientContexts.ctxSet(0, 0, true));
    assertEquals(3, CoefficientContexts.ctxSet(2, 0, true));
    assertEquals(2, CoefficientContexts.ctxSet(2, 0, false));
    assertEquals(1, CoefficientContexts.ctxSet(2, 2, true));
    assertEquals(0, CoefficientContexts.ctxSet(2, 1, false));
  }
}
