package org.nnrdoq.quantizer.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.nnrdoq.hevc.PredMode;
import org.nnrdoq.hevc.SliceType;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.network.list.ListInputs;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.RandomBlocks;
import org.nnrdoq.quantizer.shared.QuantizationScale;

class LevelFeaturesTest {
  private static final long SEED = 7;

  /** One bit, as prices count. */
  private static final int BIT = 16;

  private final LevelList list = new LevelList();
  private final LevelFeatures features = new LevelFeatures();
  private final EntropyCosts costs = new EntropyCosts();

  /** A 4x4 luma block in which a squared step is worth 10 bits, and each bin costs one. */
  private void describe(double... magnitudes) {
    BlockParameters block =
        new BlockParameters(2, 0, PredMode.INTRA, SliceType.I, 1, 28, 8, 1, false, false);
    QuantizationScale scale = QuantizationScale.of(block);
    double lambda = scale.squaredStep() / 10;
    block = new BlockParameters(2, 0, PredMode.INTRA, SliceType.I, 1, 28, 8, lambda, false, false);
    int[] coefficients = new int[16];
    for (int i = 0; i < magnitudes.length; i++) {
      double steps = magnitudes[i] * (1 << scale.qBits) / scale.scale;
      coefficients[i] = (int) Math.round(steps); // a horizontal scan is the raster
    }
    assertTrue(list.round(block, coefficients) > 0);
    list.list(1);
    features.describe(list, costs);
  }

  private void everyBinCostsOneBit() {
    Arrays.fill(costs.ratesQ15(), EntropyCosts.ONE_BIT);
  }

  @Test
  void describe_oneLevelOfOne_isPricedByItsFlagsAndTheBlocks() {
    everyBinCostsOneBit();
    describe(1.0);
    assertEquals(1, list.count());
    assertEquals(0, list.fraction(0));
    // Zeroing costs an error of 10 bits, and saves sign and greater1 flag; prices end at 127.
    assertEquals(127, features.value(0, 0));
    assertEquals(127, features.value(1, 0));
    assertEquals(0, features.value(2, 0));
    // Ending nowhere also saves two last prefixes; both coded block flags cost alike.
    assertEquals((10 - 2 - 2) * BIT / 2, features.value(4, 0));
    assertEquals(64, features.value(8, 0));
    assertEquals(0, features.value(9, 0));
  }

  @Test
  void describe_halfALevelMissing_isLoweredForTheDifferenceOfErrorAndRate() {
    everyBinCostsOneBit();
    describe(0.5, 0, 0, 1.6);
    // In coding order: 2 at position 3, then 1 at position 0, two zeros between.
    assertEquals(2, list.count());
    assertEquals(2, list.nearest(0));
    int fraction = list.fraction(0);
    assertEquals(-0.4 * 256, fraction, 1);
    // 2 costs sign, greater1 and greater2; 1 costs sign and greater1.
    assertEquals(10 * BIT * (128 + fraction) / 128 - BIT, features.value(0, 0), 1);
    assertEquals(
        10 * BIT * 2 * (256 + fraction) / 128 - 3 * BIT > 127 ? 127 : 0, features.value(1, 0));
    assertEquals(-128, list.fraction(1));
    // Zeroing at half a step costs no error, and saves sign and greater1 flag.
    assertEquals(-2 * BIT, features.value(0, 1));
    assertEquals(-2 * BIT, features.value(1, 1));
    assertEquals(0, features.value(2, 1));
    assertEquals(64, features.value(6, 0));
    assertEquals(0, features.value(6, 1));
    assertEquals(14, features.value(7, 1));
    assertEquals(4, features.value(9, 0));
    assertEquals(16, features.value(10, 1));
    assertEquals(8 * 2, features.value(11, 1));
    assertEquals(8 * 2, features.value(12, 0));
    assertEquals(0, features.value(12, 1));
    assertEquals(4 * 3, features.value(13, 0));
    assertEquals(-127, features.value(14, 1));
  }

  @Test
  void describe_aDearSigFlag_isToldOfAllLevelsButTheLast() {
    everyBinCostsOneBit();
    int[] rates = costs.ratesQ15();
    for (int ctx = 0; ctx < 27; ctx++) {
      rates[EntropyCosts.SIG_COEFF_FLAG + 2 * ctx + 1] = 3 * EntropyCosts.ONE_BIT;
    }
    describe(0.5, 0.5);
    assertEquals(0, features.value(2, 0));
    assertEquals(2 * BIT, features.value(2, 1));
    assertEquals(-2 * BIT, features.value(0, 0));
    assertEquals(-4 * BIT, features.value(0, 1));
    // Ending in the second level saves of the first sign and greater1, of the second
    // sig_coeff_flag.
    assertEquals(-(2 + 3) * BIT / 2, features.value(4, 0));
  }

  @Test
  void copyBlock_anyBlock_choosesOneRowOfEachChoice() {
    RandomBlocks blocks = new RandomBlocks(SEED);
    float[] rows = new float[ListInputs.BLOCK_ROWS];
    for (int i = 0; i < 1000; i++) {
      blocks.next();
      if (list.round(blocks.block, blocks.coefficients) == 0) {
        continue;
      }
      list.list(1);
      features.describe(list, blocks.costs);
      features.copyBlock(rows, 0);
      for (int choice = 0; choice < ListInputs.CHOICES; choice++) {
        float sum = 0;
        for (int r = ListInputs.firstRow(choice); r < ListInputs.firstRow(choice + 1); r++) {
          sum += rows[r];
        }
        assertEquals(1, sum, blocks.toString());
      }
    }
  }

  @Test
  void rowClasses_atTheirLimits_stayInTheirRows() {
    assertEquals(0, LevelFeatures.priceClass(1));
    assertEquals(0, LevelFeatures.priceClass(16));
    assertEquals(1, LevelFeatures.priceClass(24));
    assertEquals(15, LevelFeatures.priceClass(65535));
    int[] counts = {1, 8, 9, 12, 13, 16, 17, 24, 25, 32, 33, 64, 65, 128, 129, 1024};
    int[] classes = {0, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13, 14, 14};
    for (int i = 0; i < counts.length; i++) {
      assertEquals(classes[i], LevelFeatures.countClass(counts[i]), "count " + counts[i]);
    }
  }

  /** Models are trained on these numbers: they must not change. */
  @Test
  void describe_manyBlocks_givesTheNumbersThatModelsWereTrainedOn() {
    RandomBlocks blocks = new RandomBlocks(SEED);
    CRC32 crc = new CRC32();
    long levels = 0;
    for (int i = 0; i < 5000; i++) {
      BlockParameters block = blocks.anyParameters(2 + i % 4);
      if (list.round(block, blocks.anyCoefficients(block)) == 0) {
        continue;
      }
      list.list(1);
      features.describe(list, blocks.anyCosts(block));
      levels += list.count();
      for (int s = 0; s < list.count(); s++) {
        for (int k = 0; k < ListInputs.INPUTS; k++) {
          int value = features.value(k, s);
          assertTrue(value >= -127 && value <= 127);
          crc.update(value);
        }
      }
      for (int choice = 0; choice < ListInputs.CHOICES; choice++) {
        crc.update(features.blockRow(choice));
      }
    }
    assertEquals("373865 levels, 8e3e16d", levels + " levels, " + Long.toHexString(crc.getValue()));
  }
}
