package org.nnrdoq.training.learn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.network.ModelFile;
import org.nnrdoq.network.SequentialNetwork;
import org.nnrdoq.network.TestModels;
import org.nnrdoq.network.integer.FloatTrunk;
import org.nnrdoq.network.integer.IntegerConverter;
import org.nnrdoq.network.integer.IntegerModel;
import org.nnrdoq.network.integer.IntegerSequentialNetwork;
import org.nnrdoq.network.onnx.OnnxGraph;
import org.nnrdoq.network.ort.OrtSequentialNetwork;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.NetworkBackend;
import org.nnrdoq.quantizer.Quantizer;
import org.nnrdoq.quantizer.QuantizerKind;
import org.nnrdoq.quantizer.QuantizerSpec;
import org.nnrdoq.quantizer.net.ArQuantizer;
import org.nnrdoq.quantizer.net.BlockFeatures;
import org.nnrdoq.quantizer.net.DecisionSteps;
import org.nnrdoq.quantizer.net.FeatureSet;
import org.nnrdoq.quantizer.shipped.Quantizers;

/** Integer models of all kinds in all backends. */
class IntegerQuantizersTest {
  private static final long SEED = 23;
  private static final FeatureSet SET = FeatureSet.BLOCK_2;

  @TempDir Path directory;

  private ModelFile floats(String kind) throws IOException {
    OnnxGraph graph =
        kind.equals("ar")
            ? ArQuantizerTest.graph(SET, 0.7)
            : TestModels.graph(SET.channels(), SET.blockChannels(), 3, SEED);
    return ModelFile.open(TestModels.write(directory, kind + "-float", kind, graph, SET.id()));
  }

  private static FloatTrunk observed(ModelFile file) {
    FloatTrunk trunk = new FloatTrunk(file);
    BlockFeatures features = new BlockFeatures(SET);
    float[] inputs = new float[SET.channels() * 1024];
    float[] blockInputs = new float[SET.blockChannels()];
    Random random = new Random(SEED);
    for (int i = 0; i < 300; i++) {
      BlockParameters block = ArQuantizerTest.block(random, 2 + i % 3, false);
      int size = block.size();
      features.round(block, ArQuantizerTest.coefficients(random, block, size, size, 1));
      features.inputs(inputs, 0, ArQuantizerTest.costs(block));
      features.blockInputs(blockInputs, 0);
      trunk.observe(features.height(), features.width(), inputs, blockInputs);
    }
    return trunk;
  }

  private Path integers(ModelFile file) throws IOException {
    String kind = file.info().kind();
    IntegerModel model = IntegerConverter.convert("test", observed(file));
    return TestModels.write(directory, kind + "-int", kind, model.graph("test"), SET.id());
  }

  @Test
  void ar_everySizeCropAndScan_hasTheScoresOfOnnxRuntime() throws IOException {
    Random random = new Random(SEED);
    ModelFile file = ModelFile.open(integers(floats("ar")));
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
            BlockParameters block = ArQuantizerTest.block(random, log2, false);
            int[] c = ArQuantizerTest.coefficients(random, block, height, width, 1.5);
            features.round(block, c);
            features.inputs(inputs, 0, ArQuantizerTest.costs(block));
            features.blockInputs(blockInputs, 0);
            int area = features.height() * features.width();
            if (width == 8) {
              // Prices that no encoder has must not make a difference either.
              for (int i = 0; i < SET.channels() * area; i += 7) {
                inputs[i] = (float) (40 * random.nextGaussian());
              }
            }
            steps.prepare(block, features, ArQuantizerTest.costs(block));
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
              chosen[scores[i + 1] > scores[i] ? 1 : scores[i + 2] > scores[i] ? 2 : 0]++;
            }
          }
        }
      }
    }
    // All ways must occur, or equality would say little.
    assertTrue(Arrays.stream(chosen).min().orElse(0) > 20, Arrays.toString(chosen));
  }

  @Test
  void convert_decidesNearlyAsTheFloatModel() throws IOException {
    for (String kind : new String[] {"fcn", "ar"}) {
      ModelFile file = floats(kind);
      QuantizerKind q = QuantizerKind.parse(kind);
      Path model = integers(file);
      Quantizer floats =
          Quantizers.create(new QuantizerSpec(q, Path.of(file.origin())), NetworkBackend.JAVA);
      Quantizer integers = Quantizers.create(new QuantizerSpec(q, model));
      Random random = new Random(SEED + 1);
      int levels = 0;
      int different = 0;
      try (Quantizer.Workspace a = floats.newWorkspace();
          Quantizer.Workspace b = integers.newWorkspace()) {
        for (int i = 0; i < 300; i++) {
          BlockParameters block = ArQuantizerTest.block(random, 2 + i % 3, false);
          int size = block.size();
          int[] c = ArQuantizerTest.coefficients(random, block, size, size, 1);
          int[] x = new int[c.length];
          int[] y = new int[c.length];
          EntropyCosts costs = ArQuantizerTest.costs(block);
          floats.quantize(block, c, costs, x, a);
          integers.quantize(block, c, costs, y, b);
          for (int p = 0; p < c.length; p++) {
            levels += (x[p] | y[p]) != 0 ? 1 : 0;
            different += x[p] != y[p] ? 1 : 0;
          }
        }
      }
      assertTrue(different < 0.02 * levels, kind + ": " + different + " of " + levels);
    }
  }

  @Test
  void ar_afterWarmUp_allocatesNothing() throws IOException {
    ModelFile file = ModelFile.open(integers(floats("ar")));
    Quantizer q = new ArQuantizer("ar", new IntegerSequentialNetwork(IntegerModel.of(file)));
    assertEquals(0, ArQuantizerTest.allocated((ArQuantizer) q) / 16, "bytes per call / 16");
  }
}
