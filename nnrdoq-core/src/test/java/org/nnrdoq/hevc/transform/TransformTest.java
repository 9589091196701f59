package org.nnrdoq.hevc.transform;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class TransformTest {
  private static final int GUARD = 0x5A5A5A5A;
  private static final long SEED = 20240611;

  static Stream<Arguments> kinds() {
    return IntStream.of(8, 10, 12)
        .boxed()
        .flatMap(
            bits ->
                Stream.of(
                    Arguments.of(2, true, bits),
                    Arguments.of(2, false, bits),
                    Arguments.of(3, false, bits),
                    Arguments.of(4, false, bits),
                    Arguments.of(5, false, bits)));
  }

  @Test
  void referenceMatrix_isNearlyOrthogonal() {
    for (int size = 4; size <= 32; size *= 2) {
      int[][] m = TransformReference.dct(size);
      for (int i = 0; i < size; i++) {
        for (int k = 0; k < size; k++) {
          int dot = 0;
          for (int x = 0; x < size; x++) {
            dot += m[i][x] * m[k][x];
          }
          double normalised = dot / (64.0 * 64 * size);
          assertEquals(i == k ? 1 : 0, normalised, 0.01, size + ": " + i + ", " + k);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void forward_equalsMatrixProduct(int log2Size, boolean dst, int bitDepth) {
    int max = (1 << bitDepth) - 1;
    Random random = new Random(SEED);
    for (int round = 0; round < 60; round++) {
      int[] residual = block(log2Size, round, random, -max, max);
      int[] expected = TransformReference.forward(log2Size, dst, bitDepth, residual);
      int[] original = residual.clone();
      int[] actual = guarded(log2Size);
      ForwardTransform.forward(
          log2Size, dst, bitDepth, residual, actual, garbage(log2Size, random));
      assertBlock(expected, actual, "seed " + SEED + " round " + round);
      assertArrayEquals(original, residual, "the input was changed");
      ForwardTransform.forward(
          log2Size, dst, bitDepth, residual, residual, garbage(log2Size, random));
      assertArrayEquals(expected, residual, "in place, seed " + SEED + " round " + round);
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void inverse_equalsMatrixProduct(int log2Size, boolean dst, int bitDepth) {
    Random random = new Random(SEED);
    for (int round = 0; round < 60; round++) {
      int[] coefficients = block(log2Size, round, random, -32768, 32767);
      assertInverse(log2Size, dst, bitDepth, coefficients, random, "round " + round);
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void inverse_skipsOnlyZeroRowsAndColumns(int log2Size, boolean dst, int bitDepth) {
    Random random = new Random(SEED);
    int size = 1 << log2Size;
    for (int rows = 1; rows <= size; rows++) {
      for (int columns = 1; columns <= size; columns++) {
        int[] coefficients = new int[size * size];
        for (int y = 0; y < rows; y++) {
          for (int x = 0; x < columns; x++) {
            coefficients[y * size + x] = random.nextInt(801) - 400;
          }
        }
        String what = "seed " + SEED + " rows " + rows + " columns " + columns;
        assertInverse(log2Size, dst, bitDepth, coefficients, random, what);
        if (size == 32 && rows > 2 && columns > 2) {
          columns += random.nextInt(4);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void inverse_isExact_forEverySingleCoefficient(int log2Size, boolean dst, int bitDepth) {
    Random random = new Random(SEED);
    int count = 1 << (2 * log2Size);
    for (int i = 0; i < count; i += count > 256 ? 7 : 1) {
      int[] coefficients = new int[count];
      coefficients[i] = (i & 1) == 0 ? 32767 : -32768;
      assertInverse(log2Size, dst, bitDepth, coefficients, random, "coefficient " + i);
    }
  }

  @ParameterizedTest
  @CsvSource({"2,true", "2,false", "3,false", "4,false", "5,false"})
  void inverseOfForward_returnsTheResidual(int log2Size, boolean dst) {
    int bitDepth = 8;
    int max = (1 << bitDepth) - 1;
    Random random = new Random(SEED);
    int[] scratch = new int[1024];
    for (int round = 0; round < 40; round++) {
      int[] residual = block(log2Size, 9, random, -max, max);
      int[] work = residual.clone();
      ForwardTransform.forward(log2Size, dst, bitDepth, work, work, scratch);
      InverseTransform.inverse(log2Size, dst, bitDepth, work, work, scratch);
      // The integer bases are orthogonal to about a percent; the rest is rounding.
      int tolerance = 6;
      for (int i = 0; i < residual.length; i++) {
        assertEquals(residual[i], work[i], tolerance, "seed " + SEED + " position " + i);
      }
    }
  }

  @Test
  void transforms_rejectOtherSizes() {
    int[] a = new int[4096];
    int[] b = new int[4096];
    int[] c = new int[4096];
    for (int log2Size : new int[] {1, 6}) {
      assertThrows(
          IllegalArgumentException.class,
          () -> ForwardTransform.forward(log2Size, false, 8, a, b, c));
      assertThrows(
          IllegalArgumentException.class,
          () -> InverseTransform.inverse(log2Size, false, 8, a, b, c));
    }
  }

  @Test
  void transformSkip_followsTheTwoShiftsOfTheStandard() {
    Random random = new Random(SEED);
    for (int bitDepth = 8; bitDepth <= 12; bitDepth++) {
      int[] coefficients = block(2, 9, random, -32768, 32767);
      int[] actual = guarded(2);
      TransformSkip.inverse(2, bitDepth, coefficients, actual);
      int[] expected = new int[16];
      int tsShift = 5 + 2;
      int bdShift = 20 - bitDepth;
      for (int i = 0; i < 16; i++) {
        expected[i] = ((coefficients[i] << tsShift) + (1 << (bdShift - 1))) >> bdShift;
      }
      assertBlock(expected, actual, "bitDepth " + bitDepth);

      int[] residual = block(2, 9, random, -(1 << bitDepth) + 1, (1 << bitDepth) - 1);
      TransformSkip.forward(2, bitDepth, residual, actual);
      for (int i = 0; i < 16; i++) {
        assertEquals(residual[i] * (1 << (13 - bitDepth)), actual[i]);
      }
      TransformSkip.inverse(2, bitDepth, actual, actual);
      assertBlock(residual, actual, "round trip, bitDepth " + bitDepth);
    }
  }

  private static void assertInverse(
      int log2Size, boolean dst, int bitDepth, int[] coefficients, Random random, String what) {
    int[] expected = TransformReference.inverse(log2Size, dst, bitDepth, coefficients);
    int[] original = coefficients.clone();
    int[] actual = guarded(log2Size);
    InverseTransform.inverse(
        log2Size, dst, bitDepth, coefficients, actual, garbage(log2Size, random));
    assertBlock(expected, actual, what);
    assertArrayEquals(original, coefficients, "the input was changed");
    InverseTransform.inverse(
        log2Size, dst, bitDepth, coefficients, coefficients, garbage(log2Size, random));
    assertArrayEquals(expected, coefficients, "in place, " + what);
  }

  /** All-max, all-min, alternating, sparse and dense random blocks by round. */
  private static int[] block(int log2Size, int round, Random random, int min, int max) {
    int size = 1 << log2Size;
    IntUnaryOperator value =
        switch (round) {
          case 0 -> i -> max;
          case 1 -> i -> min;
          case 2 -> i -> (i & 1) == 0 ? max : min;
          case 3 -> i -> ((i >> log2Size) & 1) == 0 ? max : min;
          case 4 -> i -> ((i ^ (i >> log2Size)) & 1) == 0 ? max : min;
          case 5 -> i -> 0;
          case 6, 7, 8 -> i -> random.nextBoolean() ? max : min;
          default -> i -> min + random.nextInt(max - min + 1);
        };
    int[] block = IntStream.range(0, size * size).map(value).toArray();
    if (round > 30) {
      for (int i = 0; i < block.length; i++) {
        block[i] /= 1 + random.nextInt(200);
      }
    }
    return block;
  }

  private static int[] guarded(int log2Size) {
    int[] a = new int[(1 << (2 * log2Size)) + 64];
    Arrays.fill(a, GUARD);
    return a;
  }

  private static int[] garbage(int log2Size, Random random) {
    return random.ints(1L << (2 * log2Size)).toArray();
  }

  private static void assertBlock(int[] expected, int[] actual, String what) {
    assertArrayEquals(expected, Arrays.copyOf(actual, expected.length), what);
    for (int i = expected.length; i < actual.length; i++) {
      assertEquals(GUARD, actual[i], what + ": written past the block at " + i);
    }
  }
}
