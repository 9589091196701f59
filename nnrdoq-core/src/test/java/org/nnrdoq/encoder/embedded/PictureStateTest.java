package org.nnrdoq.encoder.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PictureStateTest {
  /** Decoding order of 4x4 units, by walking the quadtrees as a decoder does. */
  private static Map<Integer, Integer> decodingOrder(int width, int height) {
    Map<Integer, Integer> order = new HashMap<>();
    for (int y = 0; y < height; y += 64) {
      for (int x = 0; x < width; x += 64) {
        walk(x, y, 64, width, height, order);
      }
    }
    return order;
  }

  private static void walk(int x, int y, int size, int w, int h, Map<Integer, Integer> order) {
    if (x >= w || y >= h) {
      return;
    }
    if (size == 4) {
      order.put(y * 65536 + x, order.size());
      return;
    }
    int half = size / 2;
    walk(x, y, half, w, h, order);
    walk(x + half, y, half, w, h, order);
    walk(x, y + half, half, w, h, order);
    walk(x + half, y + half, half, w, h, order);
  }

  @ParameterizedTest
  @CsvSource({"64,64", "136,72", "72,200"})
  void availability_followsDecodingOrder(int width, int height) {
    PictureState picture = new PictureState(width, height, 8);
    Map<Integer, Integer> order = decodingOrder(width, height);
    for (int size = 4; size <= 64; size *= 2) {
      for (int y = 0; y + size <= height; y += size) {
        for (int x = 0; x + size <= width; x += size) {
          int now = order.get(y * 65536 + x);
          for (int[] side : new int[][] {{-1, 0}, {0, -1}, {-1, -1}, {1, -1}, {-1, 1}}) {
            int nx = x + side[0] * size;
            int ny = y + side[1] * size;
            Integer then = order.get(ny * 65536 + nx);
            boolean expected = nx >= 0 && ny >= 0 && then != null && then < now;
            assertEquals(
                expected,
                picture.isAvailable(x, y, nx, ny),
                size + " at " + x + "," + y + " sees " + nx + "," + ny);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"0", "1"})
  void levels_doNotOverlap_whenBlocksAreDifferent(int cIdx) {
    PictureState picture = new PictureState(136, 72, 8);
    int step = cIdx == 0 ? 4 : 8;
    Set<Integer> used = new HashSet<>();
    for (int y = 0; y < 72; y += step) {
      for (int x = 0; x < 136; x += step) {
        int offset = picture.levelOffset(cIdx, x, y);
        for (int i = 0; i < 16; i++) {
          assertEquals(true, used.add(offset + i), "at " + x + "," + y);
        }
      }
    }
    // a larger block's run starts where its first quarter's does
    assertEquals(
        picture.levelOffset(cIdx, 64, 0) + (cIdx == 0 ? 1024 : 256),
        picture.levelOffset(cIdx, 96, 0));
  }
}
