package org.nnrdoq.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WeightRoundingTest {
  @Test
  void step_isTheSmallestPowerOfTwoThatHolds() {
    assertEquals(1f, WeightRounding.step(64));
    assertEquals(2f, WeightRounding.step(64.01f));
    assertEquals(1f / 64, WeightRounding.step(1));
    assertEquals(1f / 64, WeightRounding.step(0.51f));
    assertEquals(0x1p-24f, WeightRounding.step(0));
  }

  @Test
  void round_choosesTheNearestStepOfItsChannel() {
    float[] weights = {0.9f, -0.3f, 10f, 0.3f};
    float[] others = {0.01f, 64f};
    WeightRounding.round(List.of(weights, others), 2, false);
    assertArrayEquals(new float[] {58f / 64, -19f / 64, 10, 0}, weights);
    assertArrayEquals(new float[] {1f / 64, 64}, others);
    float[] shared = {0.9f, -0.3f, 10f, 0.3f};
    WeightRounding.round(List.of(shared), 2, true);
    assertArrayEquals(new float[] {1, -0.25f, 10, 0.25f}, shared);
  }

  @Test
  void round_isIdempotent_andNeverFartherThanHalfAStep() {
    Random random = new Random(3);
    float[] before = new float[160];
    for (int i = 0; i < before.length; i++) {
      before[i] = (float) random.nextGaussian();
    }
    float[] once = before.clone();
    WeightRounding.round(List.of(once), 16, false);
    for (int i = 0; i < before.length; i++) {
      assertTrue(Math.abs(before[i] - once[i]) <= 1f / 32, "seed 3 weight " + i);
    }
    float[] twice = once.clone();
    WeightRounding.round(List.of(twice), 16, false);
    assertArrayEquals(once, twice);
  }
}
