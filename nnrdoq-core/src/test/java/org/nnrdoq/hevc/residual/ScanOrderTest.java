package org.nnrdoq.hevc.residual;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nnrdoq.hevc.PredMode;

class ScanOrderTest {
  static Stream<Arguments> sizesAndScans() {
    return IntStream.rangeClosed(2, 5)
        .boxed()
        .flatMap(log2 -> IntStream.range(0, 3).mapToObj(scan -> Arguments.of(log2, scan)));
  }

  @ParameterizedTest
  @MethodSource("sizesAndScans")
  void scan_visitsGroupsAndPositionsInTheOrderOfTheClauses(int log2TrafoSize, int scanIdx) {
    ScanOrder scan = ScanOrder.of(log2TrafoSize, scanIdx);
    int size = 1 << log2TrafoSize;
    List<int[]> groups = ResidualParser.scan(size / 4, scanIdx);
    List<int[]> inner = ResidualParser.scan(4, scanIdx);
    assertEquals(groups.size(), scan.groups());
    boolean[] seen = new boolean[size * size];
    for (int scanPos = 0; scanPos < size * size; scanPos++) {
      int[] group = groups.get(scanPos >> 4);
      int[] offset = inner.get(scanPos & 15);
      assertEquals(group[0], scan.groupX(scanPos >> 4));
      assertEquals(group[1], scan.groupY(scanPos >> 4));
      assertEquals(4 * group[0] + offset[0], scan.x(scanPos));
      assertEquals(4 * group[1] + offset[1], scan.y(scanPos));
      assertEquals(scan.y(scanPos) * size + scan.x(scanPos), scan.position(scanPos));
      seen[scan.position(scanPos)] = true;
    }
    boolean[] all = new boolean[size * size];
    java.util.Arrays.fill(all, true);
    assertArrayEquals(all, seen, "every position once");
    assertEquals(log2TrafoSize, scan.log2TrafoSize());
    assertEquals(scanIdx, scan.scanIdx());
    assertSame(scan, ScanOrder.of(log2TrafoSize, scanIdx));
  }

  @Test
  void diagonal4x4_runsUpRight() {
    ScanOrder scan = ScanOrder.of(2, ScanOrder.DIAGONAL);
    int[] expected = {0, 4, 1, 8, 5, 2, 12, 9, 6, 3, 13, 10, 7, 14, 11, 15};
    assertArrayEquals(expected, IntStream.range(0, 16).map(scan::position).toArray());
  }

  @Test
  void horizontalAndVertical8x8_stayInsideGroups() {
    ScanOrder horizontal = ScanOrder.of(3, ScanOrder.HORIZONTAL);
    assertArrayEquals(
        new int[] {0, 1, 2, 3, 8, 9}, IntStream.range(0, 6).map(horizontal::position).toArray());
    assertEquals(4, horizontal.position(16));
    ScanOrder vertical = ScanOrder.of(3, ScanOrder.VERTICAL);
    assertArrayEquals(
        new int[] {0, 8, 16, 24, 1, 9}, IntStream.range(0, 6).map(vertical::position).toArray());
    assertEquals(32, vertical.position(16));
  }

  @ParameterizedTest
  @CsvSource({
    // luma 4x4 and 8x8 and chroma 4x4 follow the mode
    "2, 0, 5, 0",
    "2, 0, 6, 2",
    "2, 0, 14, 2",
    "2, 0, 15, 0",
    "2, 0, 21, 0",
    "2, 0, 22, 1",
    "2, 0, 30, 1",
    "2, 0, 31, 0",
    "2, 0, 0, 0",
    "2, 0, 1, 0",
    "2, 0, 34, 0",
    "3, 0, 10, 2",
    "3, 0, 26, 1",
    "2, 1, 10, 2",
    "2, 2, 26, 1",
    // larger blocks do not
    "3, 1, 10, 0",
    "3, 2, 26, 0",
    "4, 0, 10, 0",
    "5, 0, 26, 0",
    "4, 1, 26, 0"
  })
  void scanIdxFor_intra(int log2TrafoSize, int cIdx, int mode, int scanIdx) {
    assertEquals(scanIdx, ScanOrder.scanIdxFor(log2TrafoSize, cIdx, PredMode.INTRA, mode));
    assertEquals(0, ScanOrder.scanIdxFor(log2TrafoSize, cIdx, PredMode.INTER, mode));
  }

  @Test
  void of_rejectsUnknownSizesAndScans() {
    assertThrows(IllegalArgumentException.class, () -> ScanOrder.of(1, 0));
    assertThrows(IllegalArgumentException.class, () -> ScanOrder.of(6, 0));
    assertThrows(IllegalArgumentException.class, () -> ScanOrder.of(2, 3));
    assertThrows(IllegalArgumentException.class, () -> ScanOrder.of(2, -1));
  }
}
