package org.nnrdoq.experiment.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class SsimTest {
  private static short[] noise(int n, int max, long seed) {
    Random random = new Random(seed);
    short[] out = new short[n];
    for (int i = 0; i < n; i++) {
      out[i] = (short) random.nextInt(max + 1);
    }
    return out;
  }

  @Test
  void equalPlanesHaveOne() {
    short[] a = noise(24 * 16, 1023, 1);
    assertEquals(1, Ssim.plane(a, a, 24, 16, 10), 1e-12);
  }

  /** For flat planes only the luminance term is left: (2ab + C1) / (a² + b² + C1). */
  @Test
  void flatPlanesFollowTheFormula() {
    short[] a = new short[64];
    short[] b = new short[64];
    java.util.Arrays.fill(a, (short) 100);
    java.util.Arrays.fill(b, (short) 120);
    double c1 = 0.01 * 255 * 0.01 * 255;
    double expected = (2 * 100.0 * 120 + c1) / (100.0 * 100 + 120 * 120 + c1);
    assertEquals(expected, Ssim.plane(a, b, 8, 8, 8), 1e-5);
  }

  /** One window, by the definition, with variances over N - 1 samples. */
  @Test
  void aWindowFollowsTheDefinition() {
    short[] a = noise(64, 255, 2);
    short[] b = noise(64, 255, 3);
    double ma = 0;
    double mb = 0;
    for (int i = 0; i < 64; i++) {
      ma += a[i] / 64.0;
      mb += b[i] / 64.0;
    }
    double va = 0;
    double vb = 0;
    double cov = 0;
    for (int i = 0; i < 64; i++) {
      va += (a[i] - ma) * (a[i] - ma) / 63;
      vb += (b[i] - mb) * (b[i] - mb) / 63;
      cov += (a[i] - ma) * (b[i] - mb) / 63;
    }
    double c1 = Math.pow(0.01 * 255, 2);
    double c2 = Math.pow(0.03 * 255, 2);
    double expected =
        (2 * ma * mb + c1) * (2 * cov + c2) / ((ma * ma + mb * mb + c1) * (va + vb + c2));
    assertEquals(expected, Ssim.plane(a, b, 8, 8, 8), 1e-5);
  }

  @Test
  void moreNoiseIsLessAlike() {
    short[] a = noise(64 * 48, 255, 4);
    double previous = 1;
    for (int strength : new int[] {5, 20, 80}) {
      Random random = new Random(5);
      short[] b = a.clone();
      for (int i = 0; i < b.length; i++) {
        b[i] = (short) Math.max(0, Math.min(255, b[i] + random.nextInt(2 * strength) - strength));
      }
      double now = Ssim.plane(a, b, 64, 48, 8);
      assertTrue(now < previous && now > 0, now + " after " + previous);
      previous = now;
    }
  }
}
