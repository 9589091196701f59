package org.nnrdoq.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nnrdoq.hevc.SliceType;

class RateWeightsTest {
  @Test
  void weights_ofASidecar_standInTheOrderOfSliceTypesAndChannels() {
    RateWeights weights = RateWeights.parse(List.of(85L, 90L, 100L, 95L, 110L, 105L));
    double[] half = weights.weights(0.5);
    assertEquals(0.85 * 0.5, half[RateWeights.index(SliceType.B, true)]);
    assertEquals(0.9 * 0.5, half[RateWeights.index(SliceType.B, false)]);
    assertEquals(1.1 * 0.5, half[RateWeights.index(SliceType.I, true)]);
    assertEquals(1.05 * 0.5, half[RateWeights.index(SliceType.I, false)]);
  }

  @Test
  void parse_nothing_countsBitsAsTheyAre() {
    assertEquals(RateWeights.EVEN, RateWeights.parse(null));
    assertEquals(1, RateWeights.EVEN.weights(1)[3]);
  }

  @Test
  void parse_whatIsNoSuchList_isRefused() {
    for (Object bad :
        Arrays.asList(
            List.of(100L),
            List.of(100L, 100L, 100L, 100L, 100L, 10L),
            List.of(100L, 100L, 100L, 100L, 100L, 1L << 40),
            List.of(100L, 100L, 100L, 100L, 100L, "100"),
            "even")) {
      assertThrows(IllegalArgumentException.class, () -> RateWeights.parse(bad), bad.toString());
    }
  }
}
