package org.nnrdoq.encoder.embedded;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MostProbableModesTest {
  /** Examples worked out by hand from H.265 §8.4.2. */
  @ParameterizedTest
  @CsvSource({
    "0,0,0,1,26", "1,1,0,1,26", "2,2,2,33,3", "34,34,34,33,3", "10,10,10,9,11", "0,1,0,1,26",
    "1,0,1,0,26", "26,0,26,0,1", "0,7,0,7,1", "1,18,1,18,0", "5,9,5,9,0", "26,1,26,1,0"
  })
  void list_followsTheNeighbours(int left, int above, int a, int b, int c) {
    int[] list = new int[3];
    MostProbableModes.derive(left, above, list);
    assertArrayEquals(new int[] {a, b, c}, list);
  }

  @Test
  void syntax_givesEveryModeBack() {
    int[] list = new int[3];
    for (int left = 0; left < 35; left++) {
      for (int above = 0; above < 35; above++) {
        MostProbableModes.derive(left, above, list);
        Set<Integer> remaining = new HashSet<>();
        for (int mode = 0; mode < 35; mode++) {
          int index = MostProbableModes.indexOf(list, mode);
          if (index >= 0) {
            assertEquals(mode, list[index]);
          } else {
            int rem = MostProbableModes.remaining(list, mode);
            assertEquals(mode, decode(list, rem));
            remaining.add(rem);
          }
        }
        assertEquals(32, remaining.size());
        assertTrue(remaining.stream().allMatch(r -> r >= 0 && r < 32));
      }
    }
  }

  /** The decoder's side: H.265 §8.4.2, step 4. */
  private static int decode(int[] list, int rem) {
    int[] sorted = list.clone();
    Arrays.sort(sorted);
    int mode = rem;
    for (int candidate : sorted) {
      mode += mode >= candidate ? 1 : 0;
    }
    return mode;
  }

  @Test
  void chromaMode_isReplaced_whenItRepeatsThatOfLuma() {
    int[] fixed = {0, 26, 10, 1};
    for (int luma = 0; luma < 35; luma++) {
      assertEquals(luma, MostProbableModes.chromaMode(4, luma));
      for (int i = 0; i < 4; i++) {
        int expected = fixed[i] == luma ? 34 : fixed[i];
        assertEquals(expected, MostProbableModes.chromaMode(i, luma));
      }
    }
  }
}
