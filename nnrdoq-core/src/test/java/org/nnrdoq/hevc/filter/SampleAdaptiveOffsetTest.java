package org.nnrdoq.hevc.filter;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SampleAdaptiveOffsetTest {
  private static final long SEED = 873;

  @ParameterizedTest
  @ValueSource(ints = {8, 10})
  void applyPlane_equalsTheStandardsText(int bitDepth) {
    Random random = new Random(SEED);
    SampleAdaptiveOffset filter = new SampleAdaptiveOffset(bitDepth);
    for (int round = 0; round < 200; round++) {
      int log2Ctb = 4 + random.nextInt(3);
      int lumaWidth = 8 * (1 + random.nextInt(20));
      int lumaHeight = 8 * (1 + random.nextInt(12));
      int ctb = 1 << log2Ctb;
      int columns = (lumaWidth + ctb - 1) / ctb;
      int rows = (lumaHeight + ctb - 1) / ctb;
      SaoParameters[] units = randomUnits(random, columns * rows, bitDepth);
      for (int cIdx = 0; cIdx < 3; cIdx++) {
        int w = cIdx == 0 ? lumaWidth : lumaWidth / 2;
        int h = cIdx == 0 ? lumaHeight : lumaHeight / 2;
        int contrast = round % 5 == 0 ? (1 << bitDepth) - 2 : 30;
        short[] deblocked = TestPictures.plane(random, w, h, bitDepth, contrast);
        short[] original = deblocked.clone();
        short[] output = deblocked.clone();
        filter.applyPlane(cIdx, units, log2Ctb, deblocked, output, w, h);
        short[] expected =
            reference(cIdx, units, cIdx == 0 ? ctb : ctb / 2, columns, original, w, h, bitDepth);
        String what = "seed " + SEED + " round " + round + " cIdx " + cIdx;
        assertArrayEquals(expected, output, what);
        assertArrayEquals(original, deblocked, "the input was changed, " + what);
      }
    }
  }

  @Test
  void sign_isThatOfTheInteger() {
    for (int v : new int[] {-4095, -2, -1, 0, 1, 2, 4095}) {
      assertEquals(Integer.signum(v), SampleAdaptiveOffset.sign(v));
    }
  }

  static SaoParameters[] randomUnits(Random random, int count, int bitDepth) {
    SaoParameters[] units = new SaoParameters[count];
    int max = SaoParameters.maxOffset(bitDepth);
    for (int i = 0; i < count; i++) {
      SaoParameters p = new SaoParameters();
      units[i] = p;
      for (int c = 0; c < 3; c++) {
        p.typeIdx[c] = c == 2 ? p.typeIdx[1] : random.nextInt(3);
        if (p.typeIdx[c] == SaoParameters.EDGE) {
          p.eoClass[c] = c == 2 ? p.eoClass[1] : random.nextInt(4);
        }
        if (p.typeIdx[c] == SaoParameters.BAND) {
          p.bandPosition[c] = random.nextInt(32);
        }
        for (int k = 0; k < 4 && p.typeIdx[c] != SaoParameters.OFF; k++) {
          int magnitude = random.nextInt(max + 1);
          boolean negative = p.typeIdx[c] == SaoParameters.EDGE ? k >= 2 : random.nextBoolean();
          p.offsets[c][k] = negative ? -magnitude : magnitude;
        }
      }
    }
    return units;
  }

  /** §8.7.3.2, sample by sample. */
  private static short[] reference(
      int cIdx,
      SaoParameters[] units,
      int ctb,
      int columns,
      short[] rec,
      int width,
      int height,
      int bitDepth) {
    int[][] hPos = {{-1, 1}, {0, 0}, {-1, 1}, {1, -1}};
    int[][] vPos = {{0, 0}, {-1, 1}, {-1, 1}, {-1, 1}};
    short[] out = new short[rec.length];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        SaoParameters p = units[y / ctb * columns + x / ctb];
        int[] saoOffsetVal = new int[5];
        System.arraycopy(p.offsets[cIdx], 0, saoOffsetVal, 1, 4);
        int sample = rec[y * width + x];
        int offset = 0;
        if (p.typeIdx[cIdx] == 2) {
          int edgeIdx = 2;
          boolean outside = false;
          for (int k = 0; k < 2; k++) {
            int nx = x + hPos[p.eoClass[cIdx]][k];
            int ny = y + vPos[p.eoClass[cIdx]][k];
            if (nx < 0 || ny < 0 || nx >= width || ny >= height) {
              outside = true;
            } else {
              edgeIdx += Integer.signum(sample - rec[ny * width + nx]);
            }
          }
          if (outside) {
            edgeIdx = 0;
          } else if (edgeIdx <= 2) {
            edgeIdx = edgeIdx == 2 ? 0 : edgeIdx + 1;
          }
          offset = saoOffsetVal[edgeIdx];
        } else if (p.typeIdx[cIdx] == 1) {
          int[] bandTable = new int[32];
          for (int k = 0; k < 4; k++) {
            bandTable[(k + p.bandPosition[cIdx]) & 31] = k + 1;
          }
          offset = saoOffsetVal[bandTable[sample >> (bitDepth - 5)]];
        }
        out[y * width + x] = (short) Math.max(0, Math.min((1 << bitDepth) - 1, sample + offset));
      }
    }
    return out;
  }
}
