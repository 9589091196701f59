package org.nnrdoq.quantizer.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.hevc.residual.CoefficientGroup;
import org.nnrdoq.hevc.residual.ScanOrder;
import org.nnrdoq.network.NetworkInfo;
import org.nnrdoq.network.TestModels;
import org.nnrdoq.network.list.ListInputs;
import org.nnrdoq.network.list.ListLayer;
import org.nnrdoq.network.list.ListModel;
import org.nnrdoq.network.list.ListNetwork;
import org.nnrdoq.network.list.ListScores;
import org.nnrdoq.network.list.ListSequentialNetwork;
import org.nnrdoq.network.list.RandomLists;
import org.nnrdoq.network.model.ModelFile;
import org.nnrdoq.network.ort.OrtNetwork;
import org.nnrdoq.network.ort.OrtSequentialNetwork;
import org.nnrdoq.network.port.RefinementNetwork;
import org.nnrdoq.quantizer.BlockBatch;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.Quantizer;
import org.nnrdoq.quantizer.QuantizerException;
import org.nnrdoq.quantizer.RandomBlocks;
import org.nnrdoq.quantizer.shared.QuantizationScale;
import org.nnrdoq.quantizer.shared.SignHiding;

/** {@link FcnQuantizer} with networks over lists. */
class ListQuantizerTest {
  private static final long SEED = 29;

  @TempDir Path directory;

  private static ListModel model(FeatureSet set) {
    return new RandomLists(new Random(SEED)).model(set.id(), 12, 1, 3);
  }

  private static int[] quantize(
      Quantizer q, Quantizer.Workspace w, BlockParameters block, int[] c, EntropyCosts costs) {
    int[] levels = new int[block.coefficients()];
    int sum = q.quantize(block, c, costs, levels, w);
    assertEquals(Arrays.stream(levels).map(Math::abs).sum(), sum);
    return levels;
  }

  @Test
  void quantize_anyBlock_isTheSameInOnnxRuntimeAndNeverAboveTheNearestButToHideSigns()
      throws IOException {
    ListModel model = model(FeatureSet.LEVELS_1);
    ModelFile file =
        ModelFile.open(
            TestModels.write(directory, "m", model.graph("test"), FeatureSet.LEVELS_1.id()));
    RandomBlocks blocks = new RandomBlocks(SEED);
    int lowered = 0;
    try (Quantizer java = new FcnQuantizer("fcn", new ListNetwork(model));
        Quantizer ort = new FcnQuantizer("fcn", OrtNetwork.open(file));
        Quantizer.Workspace a = java.newWorkspace();
        Quantizer.Workspace b = ort.newWorkspace()) {
      assertTrue(java.needsEntropyCosts());
      for (int i = 0; i < 2000; i++) {
        BlockParameters block = blocks.anyParameters(2 + i % 4);
        int[] c = blocks.anyCoefficients(block);
        EntropyCosts costs = blocks.anyCosts(block);
        int[] levels = quantize(java, a, block, c, costs);
        assertArrayEquals(levels, quantize(ort, b, block, c, costs), "block " + i);
        QuantizationScale scale = QuantizationScale.of(block);
        for (int p = 0; p < levels.length; p++) {
          int nearest = scale.nearestLevel(scale.magnitude(c[p]));
          assertTrue(Math.abs(levels[p]) <= nearest + (block.signHiding() ? 1 : 0));
          assertTrue(levels[p] == 0 || levels[p] < 0 == c[p] < 0);
          lowered += Math.abs(levels[p]) < nearest ? 1 : 0;
        }
        parities(block, c, levels);
      }
    }
    assertTrue(lowered > 1000, lowered + " levels");
  }

  @Test
  void quantize_autoRegressive_isTheSameInOnnxRuntime() throws IOException {
    String set = FeatureSet.LEVELS_1.id();
    ListModel model = new RandomLists(new Random(SEED)).sequential(set, 12, 16, 1, 3);
    ModelFile file =
        ModelFile.open(TestModels.write(directory, "m", "ar", model.graph("test"), set));
    RandomBlocks blocks = new RandomBlocks(SEED);
    int[] decisions = new int[3];
    try (Quantizer java = new ArQuantizer("ar", new ListSequentialNetwork(ListModel.of(file)));
        Quantizer ort = new ArQuantizer("ar", OrtSequentialNetwork.open(file));
        Quantizer.Workspace a = java.newWorkspace();
        Quantizer.Workspace b = ort.newWorkspace()) {
      for (int i = 0; i < 300; i++) {
        BlockParameters block = blocks.anyParameters(2 + i % 4);
        int[] c = blocks.anyCoefficients(block);
        EntropyCosts costs = blocks.anyCosts(block);
        int[] levels = quantize(java, a, block, c, costs);
        assertArrayEquals(levels, quantize(ort, b, block, c, costs), "block " + i);
        QuantizationScale scale = QuantizationScale.of(block);
        for (int p = 0; p < levels.length; p++) {
          int nearest = scale.nearestLevel(scale.magnitude(c[p]));
          if (nearest > 1) {
            int level = Math.abs(levels[p]);
            decisions[level == 0 ? 2 : level < nearest ? 1 : 0]++;
          }
        }
        parities(block, c, levels);
      }
    }
    // All ways must occur, or equality would say little.
    assertTrue(Arrays.stream(decisions).min().orElse(0) > 20, Arrays.toString(decisions));
  }

  @Test
  void quantize_autoRegressiveAfterWarmUp_allocatesNothing() {
    ListModel model = new RandomLists(new Random(SEED)).sequential("levels-1", 12, 16, 1, 3);
    try (ArQuantizer q = new ArQuantizer("ar", new ListSequentialNetwork(model))) {
      assertEquals(0, ArQuantizerTest.allocated(q) / 16, "bytes per call / 16");
    }
  }

  private static void parities(BlockParameters block, int[] c, int[] levels) {
    ScanOrder scan = ScanOrder.of(block.log2TrafoSize(), block.scanIdx());
    for (int i = 0; block.signHiding() && i < scan.groups(); i++) {
      int mask = CoefficientGroup.sigMask(scan, i, levels);
      assertFalse(mask != 0 && SignHiding.hidesWrongSign(scan, i, levels, mask));
    }
  }

  @Test
  void quantizeAll_batches_areTheSameAsOneByOne() {
    RandomBlocks blocks = new RandomBlocks(SEED);
    try (Quantizer q = new FcnQuantizer("fcn", new ListNetwork(model(FeatureSet.LEVELS_1)));
        Quantizer.Workspace w = q.newWorkspace()) {
      for (int i = 0; i < 50; i++) {
        List<int[]> expected = new ArrayList<>();
        BlockBatch batch = new BlockBatch();
        for (int k = 0; k < 20; k++) {
          BlockParameters block = blocks.anyParameters(2 + k % 3);
          int[] c = blocks.anyCoefficients(block);
          EntropyCosts costs = blocks.anyCosts(block);
          batch.add(block, c, costs, new int[block.coefficients()]);
          expected.add(quantize(q, w, block, c, costs));
        }
        q.quantizeAll(batch, w);
        for (int k = 0; k < 20; k++) {
          assertArrayEquals(expected.get(k), batch.levels(k));
          assertEquals(Arrays.stream(expected.get(k)).map(Math::abs).sum(), batch.sum(k));
        }
      }
    }
  }

  @Test
  void quantize_withoutCosts_needsAModelOfTypicalOnes() {
    RandomBlocks blocks = new RandomBlocks(SEED);
    BlockParameters block = blocks.anyParameters(3);
    int[] c = new int[block.coefficients()];
    Arrays.fill(c, 3000);
    try (Quantizer needs = new FcnQuantizer("fcn", new ListNetwork(model(FeatureSet.LEVELS_1)));
        Quantizer typical = new FcnQuantizer("fcn", new ListNetwork(model(FeatureSet.LEVELS_2)));
        Quantizer.Workspace a = needs.newWorkspace();
        Quantizer.Workspace b = typical.newWorkspace()) {
      QuantizerException refused =
          assertThrows(QuantizerException.class, () -> quantize(needs, a, block, c, null));
      assertTrue(refused.getMessage().contains("levels-2"), refused.getMessage());
      assertFalse(typical.needsEntropyCosts());
      int[] levels = quantize(typical, b, block, c, null);
      assertArrayEquals(levels, quantize(typical, b, block, c, blocks.anyCosts(block)));
    }
  }

  @Test
  void quantize_aGreaterStrength_keepsFewerLevels() {
    RandomBlocks blocks;
    RefinementNetwork network = new ListNetwork(byPrice());
    long[] sums = new long[3];
    double[] strengths = {0.5, 1, 2};
    for (int k = 0; k < strengths.length; k++) {
      blocks = new RandomBlocks(SEED);
      try (Quantizer q = new FcnQuantizer("fcn", network, strengths[k]);
          Quantizer.Workspace w = q.newWorkspace()) {
        for (int i = 0; i < 1000; i++) {
          blocks.next(8, 30, false);
          int[] c = blocks.coefficients;
          sums[k] +=
              Arrays.stream(quantize(q, w, blocks.block, c, blocks.costs)).map(Math::abs).sum();
        }
      }
    }
    assertTrue(sums[0] > sums[1] && sums[1] > sums[2], Arrays.toString(sums));
  }

  /** A network that takes the prices of its inputs for scores. */
  private static ListModel byPrice() {
    NetworkInfo info =
        new NetworkInfo("price", "fcn", "0", "levels-1", 2, ListInputs.BLOCK_ROWS, 3, 2);
    ListLayer idle = new ListLayer(1, 2, 4, new int[8], new int[4], new int[] {1, 1, 1, 1});
    ListScores scores = new ListScores(new int[8], new int[] {-1, 0, 0, -1}, new int[2], 4);
    int[] rows = new int[4 * ListInputs.BLOCK_ROWS];
    return new ListModel("price", info, rows, List.of(idle), scores);
  }
}
