package org.nnrdoq.quantizer.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.network.TestModels;
import org.nnrdoq.network.model.ModelFile;
import org.nnrdoq.network.onnx.OnnxGraph;
import org.nnrdoq.network.ort.OrtSequentialNetwork;
import org.nnrdoq.network.port.SequentialNetwork;
import org.nnrdoq.network.reference.ReferenceSequentialNetwork;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.Quantizer;
import org.nnrdoq.quantizer.QuantizerException;
import org.nnrdoq.quantizer.QuantizerKind;
import org.nnrdoq.quantizer.QuantizerSpec;
import org.nnrdoq.quantizer.shipped.Quantizers;

/** With the models that ship, in float arithmetic. */
class ArQuantizerTest {
  private static final long SEED = 5;

  @TempDir Path directory;

  /** The model that takes entropy costs, or the same one on typical ones. */
  private ModelFile model(FeatureSet set) throws IOException {
    ModelFile shipped = ModelFile.shipped("ar-float");
    return set == FeatureSet.BLOCK_2 ? shipped : changed(directory, shipped, set.id(), Map.of());
  }

  /** Writes a network with other constants or under the name of another feature set. */
  static ModelFile changed(
      Path directory, ModelFile file, String featureSet, Map<String, OnnxGraph.Tensor> constants)
      throws IOException {
    OnnxGraph g = file.graph();
    Map<String, OnnxGraph.Tensor> tensors = new LinkedHashMap<>(g.initializers());
    tensors.putAll(constants);
    OnnxGraph graph =
        new OnnxGraph(g.name(), g.opset(), g.inputs(), g.outputs(), tensors, g.nodes(), Map.of());
    return ModelFile.open(TestModels.write(directory, "changed", "ar", graph, featureSet));
  }

  /** The same network with no weight on what was decided before. */
  private ModelFile blind(ModelFile file) throws IOException {
    Map<String, OnnxGraph.Tensor> zeros = new HashMap<>();
    for (String name : List.of("context.weight", "pattern.weight", "numbers.weight")) {
      OnnxGraph.Tensor t = file.graph().initializers().get(name);
      zeros.put(name, OnnxGraph.Tensor.of(new float[t.floats().length], t.shape()));
    }
    return changed(directory, file, file.info().featureSet(), zeros);
  }

  @Test
  void quantize_everySizeCropAndScan_decidesInOnnxRuntimeAsInPlainJava() throws IOException {
    Random random = new Random(SEED);
    ModelFile model = model(FeatureSet.BLOCK_2);
    long lowered = 0;
    long decisions = 0;
    try (ArQuantizer a = new ArQuantizer("ar", OrtSequentialNetwork.open(model));
        ArQuantizer b = new ArQuantizer("ar", ReferenceSequentialNetwork.open(model));
        Quantizer.Workspace wa = a.newWorkspace();
        Quantizer.Workspace wb = b.newWorkspace()) {
      for (int log2 = 2; log2 <= 5; log2++) {
        for (int height = 4; height <= 1 << log2; height += 4) {
          for (int width = 4; width <= 1 << log2; width += 4) {
            for (int trial = 0; trial < 2; trial++) {
              BlockParameters block = CroppedBlocks.block(random, log2, trial == 1);
              int[] c = CroppedBlocks.coefficients(random, block, height, width, 0.6 + 2 * trial);
              int[] x = new int[c.length];
              int[] y = new int[c.length];
              EntropyCosts costs = CroppedBlocks.costs(block);
              int sum = a.quantize(block, c, costs, x, wa);
              assertEquals(sum, b.quantize(block, c, costs, y, wb));
              assertArrayEquals(y, x, "seed " + SEED + " " + block + height + "x" + width);
              assertEquals(Arrays.stream(x).map(Math::abs).sum(), sum);
              RoundedBlock f = new RoundedBlock();
              decisions += f.round(block, c);
              lowered += Arrays.stream(f.levels(), 0, f.height() * f.width()).sum() - sum;
            }
          }
        }
      }
    }
    // Both ways must occur, or equality would say nothing.
    assertTrue(lowered > decisions / 20, lowered + " of " + decisions);
    assertTrue(lowered < 2 * decisions, lowered + " of " + decisions);
  }

  @Test
  void quantize_decisionsBefore_changeLaterOnes() throws IOException {
    Random random = new Random(SEED);
    ModelFile model = model(FeatureSet.BLOCK_3);
    int different = 0;
    try (ArQuantizer q = new ArQuantizer("ar", ReferenceSequentialNetwork.open(model));
        ArQuantizer blind = new ArQuantizer("ar", ReferenceSequentialNetwork.open(blind(model)));
        Quantizer.Workspace w = q.newWorkspace();
        Quantizer.Workspace wb = blind.newWorkspace()) {
      for (int trial = 0; trial < 100; trial++) {
        BlockParameters block = CroppedBlocks.block(random, 3, false);
        int[] c = CroppedBlocks.coefficients(random, block, 8, 8, 1.5);
        int[] x = new int[64];
        int[] y = new int[64];
        q.quantize(block, c, null, x, w);
        blind.quantize(block, c, null, y, wb);
        different += Arrays.equals(x, y) ? 0 : 1;
      }
    }
    assertTrue(different > 50, "blocks that the state changed: " + different);
  }

  @Test
  void quantize_afterWarmUp_allocatesTheSameEveryTime() throws IOException {
    ModelFile model = model(FeatureSet.BLOCK_3);
    try (ArQuantizer java = new ArQuantizer("ar", ReferenceSequentialNetwork.open(model));
        ArQuantizer ort = new ArQuantizer("ar", OrtSequentialNetwork.open(model))) {
      assertTrue(allocated(java) < 100, "plain Java allocates");
      // ONNX Runtime's own call makes a result object and a few short arrays; we add nothing.
      long bytes = allocated(ort);
      assertTrue(bytes < 2000, "bytes per call: " + bytes);
    }
  }

  static long allocated(ArQuantizer q) {
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    Random random = new Random(SEED);
    BlockParameters block = CroppedBlocks.block(random, 3, true);
    EntropyCosts costs = CroppedBlocks.costs(block);
    int[][] c = new int[50][];
    for (int i = 0; i < c.length; i++) {
      c[i] = CroppedBlocks.coefficients(random, block, 4 + 4 * (i & 1), 8, 1);
    }
    int[] levels = new int[64];
    try (Quantizer.Workspace w = q.newWorkspace()) {
      long least = Long.MAX_VALUE;
      for (int round = 0; round < 40; round++) {
        long before = threads.getThreadAllocatedBytes(thread);
        for (int[] coefficients : c) {
          q.quantize(block, coefficients, costs, levels, w);
        }
        least = Math.min(least, (threads.getThreadAllocatedBytes(thread) - before) / c.length);
      }
      return least;
    }
  }

  @Test
  void open_whenTheModelIsOfAnotherKind_saysWhich() throws IOException {
    Path fcn = TestModels.write(directory, "f", TestModels.graph(32, 20, 3, SEED), "block-2");
    QuantizerException e =
        assertThrows(
            QuantizerException.class,
            () -> Quantizers.create(new QuantizerSpec(QuantizerKind.AR, fcn)));
    assertTrue(e.getMessage().contains("kind 'fcn': expected 'ar'"), e.getMessage());
  }

  @Test
  void open_whenTheFeatureSetIsUnknown_saysWhich() throws IOException {
    ModelFile unknown = changed(directory, model(FeatureSet.BLOCK_3), "block-99", Map.of());
    try (SequentialNetwork network = ReferenceSequentialNetwork.open(unknown)) {
      QuantizerException e =
          assertThrows(QuantizerException.class, () -> new ArQuantizer("ar", network));
      assertTrue(e.getMessage().contains("feature set 'block-99'"), e.getMessage());
    }
  }
}
