package org.nnrdoq.hevc.intra;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntraPredictionTest {
  private static final int GUARD = -77;
  private static final long SEED = 4711;

  private final Random random = new Random(SEED);

  @ParameterizedTest
  @CsvSource({"2,8", "3,8", "4,8", "5,8", "6,8", "2,10", "3,10", "4,10", "5,10", "6,10"})
  void predict_equalsTheStandardsFormulae(int log2Size, int bitDepth) {
    int size = 1 << log2Size;
    int[] filtered = new int[4 * size + 1];
    int[] dst = new int[size * size + 32];
    IntraPredictor predictor = new IntraPredictor();
    for (int round = 0; round < 24; round++) {
      int[] reference = neighbours(size, round, bitDepth);
      IntraReference expected = fromPath(size, reference);
      boolean strong = (round & 1) == 0;
      if (log2Size > 2) {
        ReferenceSamples.filter(log2Size, strong, bitDepth, reference, filtered);
      }
      for (int cIdx = 0; cIdx < 3; cIdx++) {
        for (int mode = 0; mode < IntraPredictor.MODES; mode++) {
          Arrays.fill(dst, GUARD);
          predictor.predict(mode, log2Size, cIdx, bitDepth, reference, filtered, dst);
          int[] want =
              expected.filteredFor(mode, cIdx, strong, bitDepth).predict(mode, cIdx, bitDepth);
          String what = "seed " + SEED + " round " + round + " mode " + mode + " cIdx " + cIdx;
          assertArrayEquals(want, Arrays.copyOf(dst, size * size), what);
          for (int i = size * size; i < dst.length; i++) {
            assertEquals(GUARD, dst[i], what + ": written past the block");
          }
        }
      }
    }
  }

  @Test
  void strongFilter_isTakenAndNotTaken() {
    int[] reference = new int[129];
    int[] filtered = new int[129];
    for (int i = 0; i < 129; i++) {
      reference[i] = 100 + (i & 1) * 6;
    }
    ReferenceSamples.filter(5, true, 8, reference, filtered);
    assertEquals(100, filtered[31], "between equal ends the strong filter draws a flat line");
    ReferenceSamples.filter(5, false, 8, reference, filtered);
    assertEquals(103, filtered[31], "the plain filter averages neighbours");
    reference[96] = 104;
    ReferenceSamples.filter(5, true, 8, reference, filtered);
    assertEquals(103, filtered[31], "2 * 4 reaches the threshold of 8, so the plain filter acts");
    ReferenceSamples.filter(5, true, 10, reference, filtered);
    assertEquals(100, filtered[31], "the threshold of 10-bit video is 32");
  }

  @ParameterizedTest
  @CsvSource({"2,8", "3,8", "4,10", "5,8", "6,10"})
  void gather_readsWhatIsAvailableAndSubstitutesTheRest(int log2Size, int bitDepth) {
    int size = 1 << log2Size;
    int stride = 3 * size + 7;
    int x0 = size + 3;
    int y0 = size + 2;
    short[] plane = new short[stride * (3 * size + 4)];
    int units = ReferenceSamples.unitsPerSide(log2Size);
    int unit = ReferenceSamples.unit(log2Size);
    assertEquals(2 * size, units * unit);
    int bits = 2 * units + 1;
    int patterns = bits <= 9 ? 1 << bits : 300;
    for (int pattern = 0; pattern < patterns; pattern++) {
      for (int i = 0; i < plane.length; i++) {
        plane[i] = (short) random.nextInt(1 << bitDepth);
      }
      long mask = bits <= 9 ? pattern : mask(pattern, units);
      IntraReference expected = new IntraReference(size);
      Arrays.fill(expected.left, -1);
      Arrays.fill(expected.above, -1);
      for (int i = 0; i < 2 * size; i++) {
        // Left units count upwards from the bottom, upper ones to the right.
        if ((mask >> (units - 1 - i / unit) & 1) != 0) {
          expected.left[i + 1] = plane[(y0 + i) * stride + x0 - 1];
        }
        if ((mask >> (units + 1 + i / unit) & 1) != 0) {
          expected.above[i + 1] = plane[(y0 - 1) * stride + x0 + i];
        }
      }
      if ((mask >> units & 1) != 0) {
        expected.left[0] = plane[(y0 - 1) * stride + x0 - 1];
        expected.above[0] = expected.left[0];
      }
      int[] raw = toPath(expected);
      expected.substitute(bitDepth);
      int[] want = toPath(expected);

      int[] actual = new int[4 * size + 1 + 8];
      Arrays.fill(actual, GUARD);
      ReferenceSamples.gather(plane, stride, x0, y0, log2Size, mask, bitDepth, actual);
      String what = "seed " + SEED + " mask " + Long.toBinaryString(mask);
      assertArrayEquals(want, Arrays.copyOf(actual, want.length), what);
      for (int i = want.length; i < actual.length; i++) {
        assertEquals(GUARD, actual[i], what + ": written past the neighbours");
      }
      ReferenceSamples.substitute(log2Size, mask, bitDepth, raw);
      assertArrayEquals(want, raw, what);
    }
  }

  @Test
  void gather_doesNotReadOutsideThePicture() {
    short[] plane = new short[64];
    Arrays.fill(plane, (short) 9);
    int[] actual = new int[17];
    ReferenceSamples.gather(plane, 8, 0, 0, 2, 0, 8, actual);
    assertTrue(Arrays.stream(actual).allMatch(v -> v == 128), Arrays.toString(actual));
    // Bottom right corner of the plane: nothing below or to the right exists.
    ReferenceSamples.gather(plane, 8, 4, 4, 2, 0b01110, 8, actual);
    assertTrue(Arrays.stream(actual).allMatch(v -> v == 9), Arrays.toString(actual));
  }

  /** Masks as pictures have them (sides cut at some point) and arbitrary ones. */
  private long mask(int pattern, int units) {
    long all = (1L << (2 * units + 1)) - 1;
    if (pattern == 0) {
      return 0;
    }
    if (pattern == 1) {
      return all;
    }
    if (pattern < 100) {
      long mask = all << random.nextInt(units + 1) & all;
      mask &= all >> random.nextInt(units + 1);
      return random.nextInt(4) == 0 ? mask & ~(1L << units) : mask;
    }
    return random.nextLong() & all;
  }

  private int[] neighbours(int size, int round, int bitDepth) {
    int max = (1 << bitDepth) - 1;
    int[] path = new int[4 * size + 1];
    int base = random.nextInt(max / 2);
    for (int i = 0; i < path.length; i++) {
      path[i] =
          switch (round % 6) {
            case 0 -> Math.min(max, base + i / 3 + random.nextInt(2));
            case 1 -> random.nextBoolean() ? max : 0;
            case 2 -> base;
            case 3 -> Math.min(max, base + i / 5 + random.nextInt(3));
            default -> random.nextInt(max + 1);
          };
    }
    if (round == 23) {
      Arrays.fill(path, max);
    }
    return path;
  }

  private static IntraReference fromPath(int size, int[] path) {
    IntraReference r = new IntraReference(size);
    for (int i = 0; i <= 2 * size; i++) {
      r.left[i] = path[2 * size - i];
      r.above[i] = path[2 * size + i];
    }
    return r;
  }

  private static int[] toPath(IntraReference r) {
    int[] path = new int[4 * r.size + 1];
    for (int i = 0; i <= 2 * r.size; i++) {
      path[2 * r.size - i] = r.left[i];
      path[2 * r.size + i] = r.above[i];
    }
    return path;
  }
}
