package org.nnrdoq.hevc.transform;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResidualsTest {
  private static final long SEED = 31;

  @ParameterizedTest
  @ValueSource(ints = {16, 64, 256, 1024, 4096})
  void subtractAndAdd_equalTheirDefinitions(int count) {
    Random random = new Random(SEED);
    for (int bitDepth : new int[] {8, 10}) {
      int max = (1 << bitDepth) - 1;
      for (int round = 0; round < 20; round++) {
        int[] source = random.ints(count + 4L, 0, max + 1).toArray();
        int[] prediction = random.ints(count + 4L, 0, max + 1).toArray();
        int[] residual = new int[count + 4];
        Residuals.subtract(count, source, prediction, residual);
        for (int i = 0; i < residual.length; i++) {
          assertEquals(i < count ? source[i] - prediction[i] : 0, residual[i], "at " + i);
        }
        int[] recon = new int[count + 4];
        Residuals.add(count, bitDepth, prediction, residual, recon);
        for (int i = 0; i < recon.length; i++) {
          assertEquals(i < count ? source[i] : 0, recon[i], "at " + i);
        }
        int range = round < 10 ? 2 * max : 100000;
        int[] wild = random.ints(count, -range, range).toArray();
        Residuals.add(count, bitDepth, prediction, wild, recon);
        for (int i = 0; i < count; i++) {
          int expected = Math.max(0, Math.min(max, prediction[i] + wild[i]));
          assertEquals(expected, recon[i], "seed " + SEED + " round " + round + " at " + i);
        }
      }
    }
  }
}
