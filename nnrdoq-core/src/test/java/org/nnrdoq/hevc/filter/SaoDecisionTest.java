package org.nnrdoq.hevc.filter;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nnrdoq.hevc.SliceType;
import org.nnrdoq.hevc.cabac.BitCounter;
import org.nnrdoq.hevc.filter.SampleAdaptiveOffset.Area;

class SaoDecisionTest {
  private static final long SEED = 52;
  private static final int LOG2_CTB = 5;

  @Test
  void statistics_countEverySampleInItsCategory() {
    Random random = new Random(SEED);
    for (int round = 0; round < 30; round++) {
      int width = 8 * (1 + random.nextInt(10));
      int height = 8 * (1 + random.nextInt(10));
      int bitDepth = round % 2 == 0 ? 8 : 10;
      short[] source = TestPictures.plane(random, width, height, bitDepth, 60);
      short[] deblocked = TestPictures.plane(random, width, height, bitDepth, 60);
      SaoStatistics s = new SaoStatistics();
      for (int cy = 0; cy << LOG2_CTB < height; cy++) {
        for (int cx = 0; cx << LOG2_CTB < width; cx++) {
          Area area = Area.ofCtu(cx, cy, LOG2_CTB, width, height);
          s.gather(source, deblocked, area, bitDepth);
          assertStatistics(
              s, source, deblocked, area, bitDepth, "seed " + SEED + " round " + round);
        }
      }
    }
  }

  private static void assertStatistics(
      SaoStatistics s, short[] source, short[] rec, Area area, int bitDepth, String what) {
    int[][] count = new int[4][5];
    int[][] difference = new int[4][5];
    int[] bandCount = new int[32];
    int[] bandDifference = new int[32];
    for (int y = area.y0(); y < area.y1(); y++) {
      for (int x = area.x0(); x < area.x1(); x++) {
        int i = y * area.stride() + x;
        bandCount[rec[i] >> (bitDepth - 5)]++;
        bandDifference[rec[i] >> (bitDepth - 5)] += source[i] - rec[i];
        int[] dx = {-1, 0, -1, 1};
        int[] dy = {0, -1, -1, -1};
        for (int c = 0; c < 4; c++) {
          boolean inside =
              Math.min(x + dx[c], x - dx[c]) >= 0
                  && Math.max(x + dx[c], x - dx[c]) < area.width()
                  && y + dy[c] >= 0
                  && y - dy[c] < area.height();
          if (inside) {
            int step = dy[c] * area.stride() + dx[c];
            int category =
                2 + Integer.compare(rec[i], rec[i + step]) + Integer.compare(rec[i], rec[i - step]);
            count[c][category]++;
            difference[c][category] += source[i] - rec[i];
          }
        }
      }
    }
    for (int c = 0; c < 4; c++) {
      for (int k = 0; k < 5; k++) {
        assertEquals(count[c][k], s.edgeCount(c, k), what + " class " + c + " category " + k);
        assertEquals(difference[c][k], s.edgeDifference(c, k), what);
      }
    }
    for (int k = 0; k < 32; k++) {
      assertEquals(bandCount[k], s.bandCount(k), what + " band " + k);
      assertEquals(bandDifference[k], s.bandDifference(k), what + " band " + k);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 10})
  void decide_lowersTheRealCost(int bitDepth) {
    Random random = new Random(SEED);
    for (int round = 0; round < 20; round++) {
      int width = 8 * (5 + random.nextInt(12));
      int height = 8 * (5 + random.nextInt(12));
      short[][] source = new short[3][];
      short[][] deblocked = new short[3][];
      for (int c = 0; c < 3; c++) {
        int w = c == 0 ? width : width / 2;
        int h = c == 0 ? height : height / 2;
        source[c] = TestPictures.plane(random, w, h, bitDepth, 80 << (bitDepth - 8));
        deblocked[c] = distort(random, source[c], bitDepth);
      }
      SaoParameters[] units = units(width, height);
      double[] lambda = {4 + round, 3 + round, 3 + round};
      int qp = 20 + round;
      SaoDecision decision = new SaoDecision(width, height, bitDepth, LOG2_CTB);
      boolean on = decision.decide(source, deblocked, lambda, qp, units);

      BitCounter counter = new BitCounter();
      counter.contexts().init(SliceType.I, qp);
      int columns = (width + 31) / 32;
      for (int i = 0; i < units.length; i++) {
        SaoParameters u = units[i];
        assertConsistent(u, units, i, columns, bitDepth);
        SaoSyntax.write(counter, u, i % columns > 0, i >= columns, bitDepth);
      }
      double cost = counter.rateQ15() / 32768.0;
      for (int c = 0; c < 3; c++) {
        short[] output = deblocked[c].clone();
        int w = c == 0 ? width : width / 2;
        new SampleAdaptiveOffset(bitDepth)
            .applyPlane(c, units, LOG2_CTB, deblocked[c], output, w, output.length / w);
        double gain = sse(source[c], output) - sse(source[c], deblocked[c]);
        cost += gain / (1 << (2 * (bitDepth - 8))) / lambda[c];
      }
      assertTrue(on, "seed " + SEED + " round " + round + ": nothing was switched on");
      // Clipping to the sample range and the shift of each term are not predicted; both are small.
      assertTrue(cost < 0, "seed " + SEED + " round " + round + ": cost " + cost);

      SaoParameters[] again = units(width, height);
      decision.decide(source, deblocked, lambda, qp, again);
      for (int i = 0; i < units.length; i++) {
        assertEquals(describe(units[i]), describe(again[i]), "a second decision differs");
      }
    }
  }

  @Test
  void decide_switchesOff_whenNothingIsToBeGained() {
    Random random = new Random(SEED);
    short[][] planes = {
      TestPictures.plane(random, 64, 64, 8, 50),
      TestPictures.plane(random, 32, 32, 8, 50),
      TestPictures.plane(random, 32, 32, 8, 50)
    };
    SaoParameters[] units = SampleAdaptiveOffsetTest.randomUnits(random, 4, 8);
    SaoDecision decision = new SaoDecision(64, 64, 8, LOG2_CTB);
    assertFalse(decision.decide(planes, planes, new double[] {10, 10, 10}, 30, units));
    for (SaoParameters u : units) {
      assertArrayEquals(new int[3], u.typeIdx, "all off");
      assertFalse(u.mergeLeft || u.mergeUp);
    }
  }

  @Test
  void decide_mergesUnitsThatNeedTheSame() {
    int size = 128;
    short[] source = new short[size * size];
    Arrays.fill(source, (short) 100);
    short[] deblocked = new short[size * size];
    Arrays.fill(deblocked, (short) 97);
    short[] chroma = new short[size * size / 4];
    Arrays.fill(chroma, (short) 50);
    SaoParameters[] units = units(size, size);
    SaoDecision decision = new SaoDecision(size, size, 8, LOG2_CTB);
    short[][] sources = {source, chroma, chroma};
    short[][] deblockeds = {deblocked, chroma, chroma};
    assertTrue(decision.decide(sources, deblockeds, new double[] {50, 50, 50}, 30, units));
    for (int i = 0; i < units.length; i++) {
      assertEquals(i > 0, units[i].mergeLeft || units[i].mergeUp, "unit " + i);
      assertEquals(SaoParameters.BAND, units[i].typeIdx[0], "unit " + i);
      int k = 97 / 8 - units[i].bandPosition[0];
      assertEquals(3, units[i].offsets[0][k], "unit " + i);
    }
  }

  private static SaoParameters[] units(int width, int height) {
    SaoParameters[] units = new SaoParameters[((width + 31) / 32) * ((height + 31) / 32)];
    Arrays.setAll(units, i -> new SaoParameters());
    return units;
  }

  /** Blurs, biases dark samples and adds noise, so that edge and band offsets both help. */
  private static short[] distort(Random random, short[] source, int bitDepth) {
    int max = (1 << bitDepth) - 1;
    int scale = 1 << (bitDepth - 8);
    short[] out = new short[source.length];
    for (int i = 0; i < out.length; i++) {
      int before = source[Math.max(0, i - 1)];
      int after = source[Math.min(out.length - 1, i + 1)];
      int v = (before + 2 * source[i] + after) / 4 + (random.nextInt(3) - 1) * scale;
      v += v < max / 3 ? 2 * scale : 0;
      out[i] = (short) Math.max(0, Math.min(max, v));
    }
    return out;
  }

  private static double sse(short[] a, short[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) (a[i] - b[i]) * (a[i] - b[i]);
    }
    return sum;
  }

  private static void assertConsistent(
      SaoParameters u, SaoParameters[] units, int i, int columns, int bitDepth) {
    assertFalse(u.mergeLeft && u.mergeUp);
    if (u.mergeLeft || u.mergeUp) {
      SaoParameters from = units[u.mergeLeft ? i - 1 : i - columns];
      assertEquals(describeOffsets(from), describeOffsets(u), "merged unit " + i);
    }
    assertEquals(u.typeIdx[1], u.typeIdx[2]);
    assertEquals(u.eoClass[1], u.eoClass[2]);
    for (int c = 0; c < 3; c++) {
      for (int k = 0; k < 4; k++) {
        int o = u.offsets[c][k];
        assertTrue(Math.abs(o) <= SaoParameters.maxOffset(bitDepth));
        if (u.typeIdx[c] == SaoParameters.EDGE) {
          assertTrue(k < 2 ? o >= 0 : o <= 0, "edge offset " + k + " is " + o);
        }
      }
    }
  }

  private static String describe(SaoParameters u) {
    return u.mergeLeft + " " + u.mergeUp + " " + describeOffsets(u);
  }

  private static String describeOffsets(SaoParameters u) {
    return Arrays.toString(u.typeIdx)
        + Arrays.toString(u.bandPosition)
        + Arrays.toString(u.eoClass)
        + Arrays.deepToString(u.offsets);
  }
}
