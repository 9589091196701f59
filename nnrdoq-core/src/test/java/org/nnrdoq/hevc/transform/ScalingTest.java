package org.nnrdoq.hevc.transform;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ScalingTest {
  private static final long SEED = 7;

  @Test
  void dequantize_followsTheStandardsEquation() {
    int[] scales = {40, 45, 51, 57, 64, 72};
    Random random = new Random(SEED);
    for (int bitDepth : new int[] {8, 10, 12}) {
      for (int log2Size = 2; log2Size <= 5; log2Size++) {
        for (int qp = 0; qp <= 51 + 6 * (bitDepth - 8); qp++) {
          int count = 1 << (2 * log2Size);
          int[] levels = new int[count + 8];
          for (int i = 0; i < count; i++) {
            levels[i] =
                switch (i % 5) {
                  case 0 -> random.nextInt(65536) - 32768;
                  case 1 -> random.nextInt(5) - 2;
                  case 2 -> random.nextBoolean() ? 32767 : -32768;
                  default -> random.nextInt(401) - 200;
                };
          }
          int[] actual = new int[count + 8];
          Scaling.dequantize(log2Size, qp, bitDepth, levels, actual);
          int bdShift = bitDepth + log2Size + 10 - 15;
          for (int i = 0; i < count; i++) {
            long scaled = ((long) levels[i] * 16 * scales[qp % 6]) << (qp / 6);
            long expected = (scaled + (1L << (bdShift - 1))) >> bdShift;
            expected = Math.max(-32768, Math.min(32767, expected));
            assertEquals(
                expected,
                actual[i],
                "level " + levels[i] + " qp " + qp + " size " + log2Size + " bits " + bitDepth);
          }
          for (int i = count; i < actual.length; i++) {
            assertEquals(0, actual[i], "written past the block");
          }
        }
      }
    }
  }

  @Test
  void quantScale_isTheReciprocalOfLevelScale() {
    for (int qp = 0; qp < 80; qp++) {
      double product = (double) Scaling.quantScale(qp) * Scaling.levelScale(qp) / (1 << 20);
      assertEquals(1.0, product, 0.0001, "qp " + qp);
    }
  }

  @Test
  void qBits_matchesTheStepSize() {
    // One step of a DC-only 8x8 block at QP 4 (step 1.0) is a coefficient of 2^transformShift.
    for (int bitDepth = 8; bitDepth <= 10; bitDepth += 2) {
      for (int log2Size = 2; log2Size <= 5; log2Size++) {
        int qp = 4;
        int coefficient = 1 << Scaling.transformShift(log2Size, bitDepth);
        int level = (coefficient * Scaling.quantScale(qp)) >> Scaling.qBits(log2Size, qp, bitDepth);
        assertEquals(1, level, "size " + log2Size + " bits " + bitDepth);
      }
    }
    assertEquals(14 + 37 / 6 + 15 - 8 - 3, Scaling.qBits(3, 37, 8));
  }

  @Test
  void chromaQp_followsTable8_10() {
    int[] qPi = {0, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 51, 57};
    int[] qPc = {0, 29, 29, 30, 31, 32, 33, 33, 34, 34, 35, 35, 36, 36, 37, 37, 45, 51};
    for (int i = 0; i < qPi.length; i++) {
      assertEquals(qPc[i], Scaling.tableChromaQp(qPi[i]), "qPi " + qPi[i]);
    }
    assertEquals(33, Scaling.chromaQp(35, 0, 8));
    assertEquals(33 + 12, Scaling.chromaQp(35, 0, 10));
    assertEquals(35, Scaling.chromaQp(35, 3, 8));
    assertEquals(51, Scaling.chromaQp(51, 12, 8));
    assertEquals(0, Scaling.chromaQp(3, -12, 8));
    assertEquals(0, Scaling.chromaQp(-12, -12, 10));
  }
}
