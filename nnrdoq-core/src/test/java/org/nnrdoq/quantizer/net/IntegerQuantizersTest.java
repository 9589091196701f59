package org.nnrdoq.quantizer.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.network.TestModels;
import org.nnrdoq.network.integer.FloatTrunk;
import org.nnrdoq.network.integer.IntegerConverter;
import org.nnrdoq.network.integer.IntegerModel;
import org.nnrdoq.network.integer.IntegerNetwork;
import org.nnrdoq.network.integer.IntegerSequentialNetwork;
import org.nnrdoq.network.model.ModelFile;
import org.nnrdoq.network.onnx.OnnxGraph;
import org.nnrdoq.network.ort.OrtSequentialNetwork;
import org.nnrdoq.network.port.SequentialNetwork;
import org.nnrdoq.network.reference.ReferenceNetwork;
import org.nnrdoq.network.reference.ReferenceSequentialNetwork;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.Quantizer;

/** Integer models of all kinds, made of the float models that ship. */
class IntegerQuantizersTest {
  private static final long SEED = 23;
  private static final FeatureSet SET = FeatureSet.BLOCK_2;

  @TempDir Path directory;

  /** A model that ships in float arithmetic. */
  private static ModelFile floats(String kind) {
    return ModelFile.shipped(kind + "-float");
  }

  /** A network that zeroes some of the levels that the given one lowers. */
  private ModelFile zeroing(ModelFile file) throws IOException {
    OnnxGraph.Tensor head = file.graph().initializers().get("head.weight"); // [unit][class]
    float[] weights = head.floats().clone();
    for (int unit = 0; unit < weights.length; unit += 3) {
      weights[unit + 2] = 3 * weights[unit + 1];
    }
    Map<String, OnnxGraph.Tensor> changes =
        Map.of("head.weight", OnnxGraph.Tensor.of(weights, head.shape()));
    return ArQuantizerTest.changed(directory, file, SET.id(), changes);
  }

  private static FloatTrunk observed(ModelFile file) {
    FloatTrunk trunk = new FloatTrunk(file);
    BlockFeatures features = new BlockFeatures(SET);
    float[] inputs = new float[SET.channels() * 1024];
    float[] blockInputs = new float[SET.blockChannels()];
    Random random = new Random(SEED);
    for (int i = 0; i < 300; i++) {
      BlockParameters block = CroppedBlocks.block(random, 2 + i % 3, false);
      int size = block.size();
      features.round(block, CroppedBlocks.coefficients(random, block, size, size, 1));
      features.inputs(inputs, 0, CroppedBlocks.costs(block));
      features.blockInputs(blockInputs, 0);
      trunk.observe(features.height(), features.width(), inputs, blockInputs);
    }
    return trunk;
  }

  /** The same model in integers. */
  private static IntegerModel integers(ModelFile file) {
    return IntegerConverter.convert("test", observed(file));
  }

  @Test
  void ar_everySizeCropAndScan_hasTheScoresOfOnnxRuntime() throws IOException {
    Random random = new Random(SEED);
    OnnxGraph graph = integers(zeroing(floats("ar"))).graph("test");
    ModelFile file = ModelFile.open(TestModels.write(directory, "ar-int", "ar", graph, SET.id()));
    BlockFeatures features = new BlockFeatures(SET);
    DecisionSteps steps = new DecisionSteps();
    float[] inputs = new float[SET.channels() * 1024];
    float[] blockInputs = new float[SET.blockChannels()];
    float[] scores = new float[3 * 1024];
    float[] expected = new float[3 * 1024];
    int[] chosen = new int[3];
    try (SequentialNetwork ort = OrtSequentialNetwork.open(file);
        SequentialNetwork.Session a =
            new IntegerSequentialNetwork(IntegerModel.of(file)).newSession();
        SequentialNetwork.Session b = ort.newSession()) {
      for (int log2 = 2; log2 <= 5; log2++) {
        for (int height = 4; height <= 1 << log2; height += 4) {
          for (int width = 4; width <= 1 << log2; width += 4) {
            BlockParameters block = CroppedBlocks.block(random, log2, false);
            int[] c = CroppedBlocks.coefficients(random, block, height, width, 4);
            features.round(block, c);
            features.inputs(inputs, 0, CroppedBlocks.costs(block));
            features.blockInputs(blockInputs, 0);
            int area = features.height() * features.width();
            if (width == 8) {
              // Prices that no encoder has must not make a difference either.
              for (int i = 0; i < SET.channels() * area; i += 7) {
                inputs[i] = (float) (40 * random.nextGaussian());
              }
            }
            steps.prepare(block, features, CroppedBlocks.costs(block));
            int h = features.height();
            int w = features.width();
            a.run(h, w, inputs, blockInputs, steps.steps(), scores);
            b.run(h, w, inputs, blockInputs, steps.steps(), expected);
            int n = 3 * steps.steps().count;
            assertArrayEquals(
                Arrays.copyOf(expected, n),
                Arrays.copyOf(scores, n),
                "seed " + SEED + " " + block + height + "x" + width);
            for (int i = 0; i < n; i += 3) {
              int best = scores[i + 1] > scores[i] ? 1 : 0;
              chosen[scores[i + 2] > scores[i + best] ? 2 : best]++;
            }
          }
        }
      }
    }
    // All ways must occur, or equality would say little.
    assertTrue(Arrays.stream(chosen).min().orElse(0) > 20, Arrays.toString(chosen));
  }

  @Test
  void convert_decidesNearlyAsTheFloatModel() {
    ModelFile fcn = floats("fcn");
    try (Quantizer floats = new FcnQuantizer("fcn", ReferenceNetwork.open(fcn));
        Quantizer integers = new FcnQuantizer("fcn", new IntegerNetwork(integers(fcn)))) {
      compare(floats, integers);
    }
    ModelFile ar = floats("ar");
    try (Quantizer floats = new ArQuantizer("ar", ReferenceSequentialNetwork.open(ar));
        Quantizer integers = new ArQuantizer("ar", new IntegerSequentialNetwork(integers(ar)))) {
      compare(floats, integers);
    }
  }

  private static void compare(Quantizer floats, Quantizer integers) {
    Random random = new Random(SEED + 1);
    int levels = 0;
    int different = 0;
    try (Quantizer.Workspace a = floats.newWorkspace();
        Quantizer.Workspace b = integers.newWorkspace()) {
      for (int i = 0; i < 300; i++) {
        BlockParameters block = CroppedBlocks.block(random, 2 + i % 3, false);
        int size = block.size();
        int[] c = CroppedBlocks.coefficients(random, block, size, size, 1);
        int[] x = new int[c.length];
        int[] y = new int[c.length];
        EntropyCosts costs = CroppedBlocks.costs(block);
        floats.quantize(block, c, costs, x, a);
        integers.quantize(block, c, costs, y, b);
        for (int p = 0; p < c.length; p++) {
          levels += (x[p] | y[p]) != 0 ? 1 : 0;
          different += x[p] != y[p] ? 1 : 0;
        }
      }
    }
    String what = floats.name() + ": " + different + " of " + levels;
    assertTrue(levels > 1000 && different < 0.02 * levels, what);
  }

  @Test
  void ar_afterWarmUp_allocatesNothing() {
    IntegerModel model = integers(floats("ar"));
    try (ArQuantizer q = new ArQuantizer("ar", new IntegerSequentialNetwork(model))) {
      assertEquals(0, ArQuantizerTest.allocated(q) / 16, "bytes per call / 16");
    }
  }
}
