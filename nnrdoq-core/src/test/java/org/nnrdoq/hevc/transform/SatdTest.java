package org.nnrdoq.hevc.transform;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SatdTest {
  private static final long SEED = 99;

  @Test
  void satd_equalsTheHadamardMatrixProduct() {
    Random random = new Random(SEED);
    for (int bitDepth : new int[] {8, 10}) {
      int max = (1 << bitDepth) - 1;
      for (int log2Size = 2; log2Size <= 6; log2Size++) {
        int count = 1 << (2 * log2Size);
        for (int round = 0; round < 40; round++) {
          int[] a = new int[count];
          int[] b = new int[count];
          for (int i = 0; i < count; i++) {
            switch (round) {
              case 0 -> a[i] = max;
              case 1 -> b[i] = max;
              case 2 -> a[i] = (i & 1) * max;
              case 3 -> b[i] = ((i >> log2Size) & 1) * max;
              case 4, 5, 6 -> {
                a[i] = random.nextBoolean() ? max : 0;
                b[i] = max - a[i];
              }
              default -> {
                a[i] = random.nextInt(max + 1);
                b[i] = round < 20 ? random.nextInt(max + 1) : a[i] ^ random.nextInt(4);
              }
            }
          }
          assertEquals(
              reference(log2Size, a, b),
              Satd.satd(log2Size, a, b),
              "seed " + SEED + " bits " + bitDepth + " size " + log2Size + " round " + round);
        }
      }
    }
  }

  @Test
  void sse_equalsItsDefinition() {
    Random random = new Random(SEED);
    for (int count : new int[] {1, 15, 16, 64, 255, 256, 1024, 4096}) {
      int[] a = random.ints(count + 9L, 0, 256).toArray();
      int[] b = random.ints(count + 9L, 0, 256).toArray();
      long expected = 0;
      for (int i = 0; i < count; i++) {
        expected += (long) (a[i] - b[i]) * (a[i] - b[i]);
      }
      assertEquals(expected, Satd.sse(count, a, b), "count " + count);
    }
  }

  /** Definition: H D H with the Sylvester matrix, per 4x4 or 8x8 block, each rounded. */
  private static long reference(int log2Size, int[] a, int[] b) {
    int size = 1 << log2Size;
    int part = Math.min(size, 8);
    long total = 0;
    for (int by = 0; by < size; by += part) {
      for (int bx = 0; bx < size; bx += part) {
        long[] h = new long[part * part];
        for (int u = 0; u < part; u++) {
          for (int v = 0; v < part; v++) {
            for (int y = 0; y < part; y++) {
              for (int x = 0; x < part; x++) {
                int i = (by + y) * size + bx + x;
                int sign = (Integer.bitCount(u & y) + Integer.bitCount(v & x)) % 2 == 0 ? 1 : -1;
                h[u * part + v] += (long) sign * (a[i] - b[i]);
              }
            }
          }
        }
        long sum = Arrays.stream(h).map(Math::abs).sum();
        total += part == 4 ? (sum + 1) >> 1 : (sum + 2) >> 2;
      }
    }
    return total;
  }
}
