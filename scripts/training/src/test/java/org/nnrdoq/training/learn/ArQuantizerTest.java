package org.nnrdoq.training.learn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nnrdoq.hevc.PredMode;
import org.nnrdoq.hevc.SliceType;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.network.ModelFile;
import org.nnrdoq.network.SequentialNetwork;
import org.nnrdoq.network.TestModels;
import org.nnrdoq.network.onnx.OnnxGraph;
import org.nnrdoq.network.onnx.OnnxGraph.Tensor;
import org.nnrdoq.network.ort.OrtSequentialNetwork;
import org.nnrdoq.network.reference.ReferenceSequentialNetwork;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.Quantizer;
import org.nnrdoq.quantizer.QuantizerException;
import org.nnrdoq.quantizer.QuantizerKind;
import org.nnrdoq.quantizer.QuantizerSpec;
import org.nnrdoq.quantizer.net.ArQuantizer;
import org.nnrdoq.quantizer.net.BlockFeatures;
import org.nnrdoq.quantizer.net.FeatureSet;
import org.nnrdoq.quantizer.net.TypicalCosts;
import org.nnrdoq.quantizer.shipped.Quantizers;
import org.nnrdoq.training.data.StateInputs;

class ArQuantizerTest {
  private static final long SEED = 5;
  private static final int UNITS = 12;

  @TempDir Path directory;

  private static Tensor random(Random random, double deviation, long... shape) {
    int n = 1;
    for (long d : shape) {
      n *= (int) d;
    }
    float[] v = new float[n];
    for (int i = 0; i < n; i++) {
      v[i] = (float) (deviation * random.nextGaussian());
    }
    return Tensor.of(v, shape);
  }

  static OnnxGraph graph(FeatureSet set, double state) {
    Random r = new Random(SEED);
    List<SequentialGraph.Layer> trunk =
        List.of(
            new SequentialGraph.Layer(random(r, 0.2, 8, set.channels(), 1, 1), random(r, 0.1, 8)),
            new SequentialGraph.Layer(random(r, 0.2, 8, 8, 3, 3), random(r, 0.1, 8)),
            new SequentialGraph.Layer(random(r, 0.3, UNITS, 8, 1, 1), random(r, 0.1, UNITS)));
    return SequentialGraph.build(
        "test",
        set,
        trunk,
        random(r, 0.2, 8, set.blockChannels(), 1, 1),
        random(r, state, UNITS, StateInputs.COUNT).floats(),
        random(r, 0.5, 3, UNITS - 3).floats());
  }

  private ModelFile model(FeatureSet set, double state) throws IOException {
    return ModelFile.open(
        TestModels.write(directory, "ar-test", "ar", graph(set, state), set.id()));
  }

  static BlockParameters block(Random random, int log2, boolean signHiding) {
    boolean intra = random.nextBoolean();
    int cIdx = random.nextInt(3);
    int scanIdx = intra && log2 < 4 ? random.nextInt(3) : 0;
    int qp = 20 + random.nextInt(20);
    return new BlockParameters(
        log2,
        cIdx,
        intra ? PredMode.INTRA : PredMode.INTER,
        SliceType.values()[random.nextInt(3)],
        scanIdx,
        qp,
        8,
        0.57 * Math.pow(2, (qp - 12) / 3.0),
        false,
        signHiding);
  }

  /** A block whose crop is of a given size. */
  static int[] coefficients(
      Random random, BlockParameters block, int height, int width, double scale) {
    int size = block.size();
    double step = Math.pow(2, (block.qp() - 4) / 6.0) * (1 << (7 - block.log2TrafoSize()));
    int[] c = new int[size * size];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double deviation = step * scale / (1 + 0.1 * (x + y));
        int m = (int) Math.min(32767, -deviation * Math.log(1 - random.nextDouble()));
        c[y * size + x] = random.nextBoolean() ? m : -m;
      }
    }
    c[(height - 1) * size + random.nextInt(width)] = (int) Math.min(32767, 1.2 * step);
    c[random.nextInt(height) * size + width - 1] = (int) Math.min(32767, 1.2 * step);
    return c;
  }

  static EntropyCosts costs(BlockParameters block) {
    return new TypicalCosts().of(block);
  }

  @Test
  void quantize_everySizeCropAndScan_decidesInOnnxRuntimeAsInPlainJava() throws IOException {
    Random random = new Random(SEED);
    ModelFile model = model(FeatureSet.BLOCK_2, 0.7);
    try (SequentialNetwork ort = OrtSequentialNetwork.open(model);
        SequentialNetwork java = ReferenceSequentialNetwork.open(model)) {
      ArQuantizer a = new ArQuantizer("ar", ort);
      ArQuantizer b = new ArQuantizer("ar", java);
      long lowered = 0;
      long decisions = 0;
      try (Quantizer.Workspace wa = a.newWorkspace();
          Quantizer.Workspace wb = b.newWorkspace()) {
        for (int log2 = 2; log2 <= 5; log2++) {
          for (int height = 4; height <= 1 << log2; height += 4) {
            for (int width = 4; width <= 1 << log2; width += 4) {
              for (int trial = 0; trial < 2; trial++) {
                BlockParameters block = block(random, log2, trial == 1);
                int[] c = coefficients(random, block, height, width, 0.6 + 2 * trial);
                int[] x = new int[c.length];
                int[] y = new int[c.length];
                EntropyCosts costs = costs(block);
                int sum = a.quantize(block, c, costs, x, wa);
                assertEquals(sum, b.quantize(block, c, costs, y, wb));
                assertArrayEquals(y, x, "seed " + SEED + " " + block + height + "x" + width);
                assertEquals(Arrays.stream(x).map(Math::abs).sum(), sum);
                BlockFeatures f = new BlockFeatures(FeatureSet.BLOCK_1);
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
  }

  @Test
  void quantize_decisionsBefore_changeLaterOnes() throws IOException {
    Random random = new Random(SEED);
    ArQuantizer q =
        new ArQuantizer("ar", ReferenceSequentialNetwork.open(model(FeatureSet.BLOCK_3, 1.5)));
    int different = 0;
    try (Quantizer.Workspace w = q.newWorkspace()) {
      ArQuantizer blind =
          new ArQuantizer("ar", ReferenceSequentialNetwork.open(model(FeatureSet.BLOCK_3, 0)));
      Quantizer.Workspace wb = blind.newWorkspace();
      for (int trial = 0; trial < 100; trial++) {
        BlockParameters block = block(random, 3, false);
        int[] c = coefficients(random, block, 8, 8, 1.5);
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
    ModelFile model = model(FeatureSet.BLOCK_3, 0.7);
    try (SequentialNetwork ort = OrtSequentialNetwork.open(model);
        SequentialNetwork java = ReferenceSequentialNetwork.open(model)) {
      assertTrue(allocated(new ArQuantizer("ar", java)) < 100, "plain Java allocates");
      // ONNX Runtime's own call makes a result object and a few short arrays; we add nothing.
      long bytes = allocated(new ArQuantizer("ar", ort));
      assertTrue(bytes < 2000, "bytes per call: " + bytes);
    }
  }

  static long allocated(ArQuantizer q) {
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    Random random = new Random(SEED);
    BlockParameters block = block(random, 3, true);
    EntropyCosts costs = costs(block);
    int[][] c = new int[50][];
    for (int i = 0; i < c.length; i++) {
      c[i] = coefficients(random, block, 4 + 4 * (i & 1), 8, 1);
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
    ModelFile unpriced = model(FeatureSet.BLOCK_1, 1);
    e =
        assertThrows(
            QuantizerException.class,
            () -> new ArQuantizer("ar", ReferenceSequentialNetwork.open(unpriced)));
    assertTrue(e.getMessage().contains("feature set 'block-1'"), e.getMessage());
  }
}
