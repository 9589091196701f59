package org.nnrdoq.quantizer.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.nnrdoq.hevc.PredMode;
import org.nnrdoq.hevc.SliceType;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.QuantizerException;

class BlockFeaturesTest {
  /** QP 4 has step 1; with 8 bits a 4x4 block has transform shift 5, so a step is 32. */
  static BlockParameters unitStep(int log2, int scanIdx) {
    return new BlockParameters(
        log2, 0, PredMode.INTRA, SliceType.I, scanIdx, 4, 8, 0.25, false, false);
  }

  /** Coefficients of an 8-bit block at QP 4 from magnitudes in steps. */
  private static int[] steps(int log2, double... u) {
    int[] c = new int[u.length];
    for (int i = 0; i < u.length; i++) {
      c[i] = (int) Math.round(u[i] * (1 << (7 - log2)));
    }
    return c;
  }

  private static float at(float[] out, int channel, int area, int p) {
    return out[channel * area + p];
  }

  @Test
  void inputs_ofASmallBlock_areAsComputedByHand() {
    // Levels 3 1 0 0 / 1 0 0 0 / 0 / 0 and a fraction each; diagonal scan: DC, (0,1), (1,0).
    double[] u = new double[16];
    u[0] = 3.25;
    u[1] = 0.75;
    u[4] = 1.125;
    BlockFeatures f = new BlockFeatures(FeatureSet.BLOCK_3);
    assertEquals(3, f.round(unitStep(2, 0), steps(2, u)));
    assertEquals(4, f.height());
    assertEquals(4, f.width());
    assertEquals(4f, f.bitsPerSquaredStep());
    float[] out = new float[FeatureSet.BLOCK_3.channels() * 16];
    f.inputs(out, 0, null);
    // DC, coded last of three: one above-one greater1 flag has not been seen, two ones have.
    assertEquals(0.25f, at(out, 0, 16, 0));
    assertEquals(4 * 1.5f / 16, at(out, 1, 16, 0));
    assertEquals(1, at(out, 4, 16, 0));
    assertEquals(0, at(out, 8, 16, 0));
    assertEquals(1, at(out, 9, 16, 0));
    assertEquals(1, at(out, 10, 16, 0));
    assertEquals(3 / 8f, at(out, 11, 16, 0));
    assertEquals((float) (Math.log(6) / Math.log(2)) / 6, at(out, 12, 16, 0));
    assertEquals((float) (Math.log(3) / Math.log(2)) / 6, at(out, 13, 16, 0));
    assertEquals(0, at(out, 14, 16, 0));
    assertEquals((float) (Math.log(3) / Math.log(2)) / 6, at(out, 15, 16, 0));
    assertEquals(0, at(out, 16, 16, 0));
    assertEquals(1f, at(out, 20, 16, 0));
    // Position 4 is scan position 1: below the last one, with DC left to code.
    assertEquals(0.125f, at(out, 0, 16, 4));
    assertEquals(1, at(out, 2, 16, 4));
    assertEquals(1 / 6f, at(out, 13, 16, 4));
    assertEquals(1 / 6f, at(out, 16, 16, 4));
    assertEquals(2 / 3f, at(out, 20, 16, 4));
    assertEquals(1 / 5f, at(out, 26, 16, 4));
    // Position 1 is scan position 2, the last one.
    assertEquals(-0.25f, at(out, 0, 16, 1));
    assertEquals(1, at(out, 8, 16, 1));
    assertEquals(0, at(out, 10, 16, 1));
    // A position after the last one in scan knows no coding state.
    assertEquals(0, at(out, 20, 16, 15));
    assertEquals(3 / 8f, at(out, 11, 16, 15));
  }

  @Test
  void blockInputs_sayWhatTheBlockIs() {
    BlockFeatures f = new BlockFeatures(FeatureSet.BLOCK_3);
    int[] c = new int[64];
    c[0] = 64;
    f.round(unitStep(3, 2), c);
    f.inputs(new float[FeatureSet.BLOCK_3.channels() * 64], 0, null);
    float[] out = new float[FeatureSet.BLOCK_3.blockChannels() + 1];
    f.blockInputs(out, 1);
    float[] expected = new float[1 + 16];
    expected[1 + 1] = 1;
    expected[1 + 6] = 1;
    expected[1 + 7] = 1;
    expected[1 + 10] = 1;
    expected[1 + 12] = 2.25f / 4;
    expected[1 + 13] = 4 / 51f;
    expected[1 + 14] = 1 / 6f;
    expected[1 + 15] = (float) (Math.log(5) / Math.log(2)) / 6;
    assertArrayEquals(expected, Arrays.copyOf(out, expected.length), 1e-6f);
  }

  @Test
  void inputs_withEntropyCosts_priceALoneLevelAsItsBinsCost() {
    // One level of 1 at DC of a 4x4 block: no sig_coeff_flag, greater1 context 1 of set 0.
    EntropyCosts costs = new EntropyCosts();
    costs.ratesQ15()[EntropyCosts.GREATER1_FLAG + 2] = 20000;
    costs.ratesQ15()[EntropyCosts.LAST_X_PREFIX] = 10000;
    costs.ratesQ15()[EntropyCosts.LAST_Y_PREFIX] = 5000;
    costs.ratesQ15()[EntropyCosts.CODED_BLOCK_FLAG] = 9000;
    costs.ratesQ15()[EntropyCosts.CODED_BLOCK_FLAG + 1] = 42000;
    BlockFeatures f = new BlockFeatures(FeatureSet.BLOCK_2);
    double[] u = new double[16];
    u[0] = 1.25;
    f.round(unitStep(2, 0), steps(2, u));
    float[] out = new float[FeatureSet.BLOCK_2.channels() * 16];
    float[] block = new float[FeatureSet.BLOCK_2.blockChannels()];
    f.inputs(out, 0, costs);
    f.blockInputs(block, 0);
    float rate = (32768 + 20000) / 32768f;
    float last = 15000 / 32768f;
    float cbf = 33000 / 32768f;
    float error = 4 * (1.25f * 1.25f - 0.25f * 0.25f);
    assertEquals(rate / 8, at(out, 27, 16, 0), 1e-6f);
    assertEquals((error - rate) / 8, at(out, 28, 16, 0), 1e-6f);
    assertEquals((error - rate) / 16, at(out, 29, 16, 0), 1e-6f);
    assertEquals((error - rate) / 16, at(out, 30, 16, 15), 1e-6f);
    assertEquals(last / 16, at(out, 31, 16, 0), 1e-6f);
    assertEquals(cbf / 4, block[16], 1e-6f);
    assertEquals((error - rate - last - cbf) / 32, block[18], 1e-6f);
    assertThrows(QuantizerException.class, () -> f.inputs(out, 0, null));
  }

  @Test
  void inputs_whenSmallCoefficientsLieOutsideTheCrop_ignoreThem() {
    long seed = 7;
    Random random = new Random(seed);
    BlockFeatures f = new BlockFeatures(FeatureSet.BLOCK_3);
    float[] bare = new float[FeatureSet.BLOCK_3.channels() * 1024];
    float[] noisy = new float[FeatureSet.BLOCK_3.channels() * 1024];
    for (int trial = 0; trial < 50; trial++) {
      int[] c = new int[1024];
      for (int i = 0; i < 20; i++) {
        c[random.nextInt(8) * 32 + random.nextInt(12)] = random.nextInt(200) - 100;
      }
      c[7 * 32 + 11] = 50;
      f.round(unitStep(5, 0), c);
      f.inputs(bare, 0, null);
      for (int p = 0; p < 1024; p++) {
        if (p / 32 >= 8 || p % 32 >= 12) {
          c[p] = random.nextInt(3) - 1;
        }
      }
      f.round(unitStep(5, 0), c);
      assertEquals(8, f.height());
      assertEquals(12, f.width());
      f.inputs(noisy, 0, null);
      assertArrayEquals(bare, noisy, "seed " + seed + " trial " + trial);
    }
  }

  @Test
  void inputs_ofAnyBlock_areFiniteAndSmall() {
    long seed = 11;
    Random random = new Random(seed);
    BlockFeatures f = new BlockFeatures(FeatureSet.BLOCK_3);
    float[] out = new float[FeatureSet.BLOCK_3.channels() * 1024];
    for (int trial = 0; trial < 400; trial++) {
      int log2 = 2 + random.nextInt(4);
      int bitDepth = 8 + 2 * random.nextInt(2);
      BlockParameters b =
          new BlockParameters(
              log2,
              random.nextInt(3),
              PredMode.values()[random.nextInt(2)],
              SliceType.values()[random.nextInt(3)],
              log2 < 4 ? random.nextInt(3) : 0,
              random.nextInt(52 + 6 * (bitDepth - 8)),
              bitDepth,
              random.nextInt(4) == 0 ? 0 : Math.exp(10 * random.nextDouble() - 3),
              random.nextBoolean(),
              false);
      int[] c = new int[1 << (2 * log2)];
      for (int i = 0; i < c.length; i++) {
        c[i] = random.nextInt(5) == 0 ? random.nextInt(65536) - 32768 : random.nextInt(9) - 4;
      }
      if (f.round(b, c) == 0) {
        continue;
      }
      f.inputs(out, 0, null);
      for (int i = 0; i < FeatureSet.BLOCK_3.channels() * f.height() * f.width(); i++) {
        assertTrue(Math.abs(out[i]) <= 8, "input " + out[i] + " seed " + seed + " " + b);
      }
    }
  }
}
