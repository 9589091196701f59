package org.nnrdoq.hevc.filter;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nnrdoq.hevc.filter.DeblockingFilter.Settings;

class DeblockingFilterTest {
  private static final long SEED = 8721;

  @ParameterizedTest
  @ValueSource(ints = {8, 10})
  void filter_equalsTheStandardsText(int bitDepth) {
    Random random = new Random(SEED);
    int changed = 0;
    int rounds = 600;
    for (int round = 0; round < rounds; round++) {
      int width = 8 * (1 + random.nextInt(9));
      int height = 8 * (1 + random.nextInt(9));
      Settings settings =
          new Settings(
              random.nextInt(52),
              bitDepth,
              random.nextInt(25) - 12,
              random.nextInt(25) - 12,
              round % 2 == 0 ? 0 : random.nextInt(13) - 6,
              round % 2 == 0 ? 0 : random.nextInt(13) - 6);
      EdgeMap edges = new EdgeMap(width, height);
      boolean[][] vertical = new boolean[width / 4][height / 4];
      boolean[][] horizontal = new boolean[width / 4][height / 4];
      markRandomBlocks(random, width, height, edges, vertical, horizontal);
      DeblockingFilter filter = new DeblockingFilter(settings);
      for (int cIdx = 0; cIdx < 3; cIdx++) {
        int w = cIdx == 0 ? width : width / 2;
        int h = cIdx == 0 ? height : height / 2;
        int contrast = (1 + random.nextInt(40)) << (bitDepth - 8);
        short[] plane = TestPictures.plane(random, w, h, bitDepth, contrast);
        int[][] expected = TestPictures.columns(plane, w, h);
        new DeblockingReference(settings).filter(cIdx, expected, vertical, horizontal);
        short[] before = plane.clone();
        if (cIdx == 0) {
          filter.filterLuma(plane, w, edges);
        } else {
          filter.filterChroma(cIdx, plane, w, edges);
        }
        assertArrayEquals(
            TestPictures.raster(expected),
            plane,
            "seed " + SEED + " round " + round + " cIdx " + cIdx + " " + settings);
        changed += Arrays.equals(before, plane) ? 0 : 1;
      }
    }
    assertTrue(changed > rounds / 2, "only " + changed + " planes were changed at all");
  }

  @Test
  void filter_takesStrongNormalAndNoFilter() {
    // Two flat halves with a step of 2: strong; of 20 at the same QP: normal; of 200: none.
    assertArrayEquals(new int[] {100, 100, 101, 101, 101, 102, 102, 102}, acrossEdge(2, 37));
    int[] normal = acrossEdge(20, 37);
    assertTrue(normal[3] > 100 && normal[1] == 100, Arrays.toString(normal));
    assertArrayEquals(new int[] {100, 100, 100, 100, 250, 250, 250, 250}, acrossEdge(150, 30));
    assertArrayEquals(new int[] {100, 100, 100, 100, 102, 102, 102, 102}, acrossEdge(2, 10));
  }

  private static int[] acrossEdge(int step, int qp) {
    short[] plane = new short[16 * 8];
    for (int i = 0; i < plane.length; i++) {
      plane[i] = (short) (i % 16 < 8 ? 100 : 100 + step);
    }
    EdgeMap edges = new EdgeMap(16, 8);
    edges.mark(8, 0, 8);
    new DeblockingFilter(Settings.of(qp, 8)).filterLuma(plane, 16, edges);
    int[] around = new int[8];
    for (int i = 0; i < 8; i++) {
      around[i] = plane[4 + i];
    }
    return around;
  }

  @Test
  void edgeMap_marksLeftAndUpperSides_andClears() {
    EdgeMap edges = new EdgeMap(24, 16);
    edges.mark(8, 0, 64);
    for (int y = 0; y < 4; y++) {
      for (int x = 0; x < 6; x++) {
        assertTrue(edges.vertical[y * 6 + x] == (x == 2 ? 1 : 0), "vertical " + x + ", " + y);
        assertTrue(
            edges.horizontal[y * 6 + x] == (y == 0 && x >= 2 ? 1 : 0),
            "horizontal " + x + ", " + y);
      }
    }
    edges.clear();
    for (byte b : edges.vertical) {
      assertFalse(b != 0);
    }
    for (byte b : edges.horizontal) {
      assertFalse(b != 0);
    }
  }

  @Test
  void edgeMap_rejectsSizesOffTheGrid() {
    assertThrows(IllegalArgumentException.class, () -> new EdgeMap(20, 16));
    assertThrows(IllegalArgumentException.class, () -> new EdgeMap(16, 0));
  }

  private static void markRandomBlocks(
      Random random,
      int width,
      int height,
      EdgeMap edges,
      boolean[][] vertical,
      boolean[][] horizontal) {
    int blocks = 1 + random.nextInt(width * height / 16);
    for (int i = 0; i < blocks; i++) {
      int size = 4 << random.nextInt(4);
      int x = random.nextInt((width + size - 1) / size) * size;
      int y = random.nextInt((height + size - 1) / size) * size;
      edges.mark(x, y, size);
      for (int k = 0; k < size / 4; k++) {
        if (y / 4 + k < height / 4) {
          vertical[x / 4][y / 4 + k] = true;
        }
        if (x / 4 + k < width / 4) {
          horizontal[x / 4 + k][y / 4] = true;
        }
      }
    }
  }
}
