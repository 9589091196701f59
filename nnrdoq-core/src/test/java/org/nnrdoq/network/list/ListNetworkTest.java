package org.nnrdoq.network.list;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nnrdoq.network.ModelException;
import org.nnrdoq.network.RateWeights;
import org.nnrdoq.network.TestModels;
import org.nnrdoq.network.integer.IntegerImage;
import org.nnrdoq.network.model.ModelFile;
import org.nnrdoq.network.onnx.OnnxGraph;
import org.nnrdoq.network.ort.OrtNetwork;
import org.nnrdoq.network.port.RefinementNetwork;

class ListNetworkTest {
  private static final long SEED = 17;
  private static final String SET = "levels-1";
  private static final int[][] SHAPES = {{1}, {1, 3}, {1, 3, 3}, {3, 1}, {1, 1, 3, 3}};

  @TempDir Path directory;

  private ModelFile file(OnnxGraph graph) throws IOException {
    return ModelFile.open(TestModels.write(directory, "m", graph, SET));
  }

  /** The definition, word for word, in long. */
  private static long[] scores(ListModel model, int count, float[] inputs, float[] block) {
    int features = model.info().features();
    long[] x = new long[features * count];
    for (int i = 0; i < x.length; i++) {
      x[i] = (long) inputs[i];
    }
    for (int n = 0; n < model.layers().size(); n++) {
      ListLayer l = model.layers().get(n);
      long[] out = new long[l.out() * count];
      for (int i = 0; i < out.length; i++) {
        int o = i / count;
        long sum = l.bias()[o];
        for (int r = 0; n == 0 && r < ListInputs.BLOCK_ROWS; r++) {
          sum += model.blockRows()[o * ListInputs.BLOCK_ROWS + r] * (long) block[r];
        }
        for (int w = 0; w < l.in() * l.taps(); w++) {
          int s = i % count + w % l.taps() - l.taps() / 2;
          if (s >= 0 && s < count) {
            sum += l.weights()[o * l.in() * l.taps() + w] * x[w / l.taps() * count + s];
          }
        }
        assertEquals((short) sum, sum, "overflow");
        out[i] = Math.max(0, Math.min((sum + (1 << l.shift()[o] - 1)) >> l.shift()[o], 127));
      }
      x = out;
    }
    ListScores s = model.scores();
    int in = x.length / count;
    long[] result = new long[3 * count];
    for (int i = count; i < result.length; i++) {
      int o = i / count - 1;
      result[i] = s.bias()[o];
      for (int c = 0; c < in; c++) {
        result[i] += s.hidden()[o * in + c] * x[c * count + i % count];
      }
      for (int c = 0; c < features; c++) {
        result[i] += s.direct()[o * features + c] * (long) inputs[c * count + i % count];
      }
      assertEquals((short) result[i], result[i], "overflow");
    }
    return result;
  }

  @Test
  void run_listsOfAnyLength_equalsTheDefinitionAndOnnxRuntime() throws IOException {
    Random random = new Random(SEED);
    RandomLists lists = new RandomLists(random);
    for (int[] taps : SHAPES) {
      int features = 2 * (1 + random.nextInt(8));
      ListModel model = lists.model(SET, features, taps);
      float scale = Math.scalb(1f, -model.scores().exponent());
      try (RefinementNetwork java = new ListNetwork(model);
          RefinementNetwork ort = OrtNetwork.open(file(model.graph("test")));
          RefinementNetwork.Session a = java.newSession();
          RefinementNetwork.Session b = ort.newSession()) {
        for (int count : new int[] {1, 2, 3, 7, 16, 17, 100, 1024}) {
          int batch = count > 16 ? 1 : 1 + random.nextInt(4);
          float[] inputs = lists.inputs(batch * features * count);
          float[] block = lists.blockInputs(batch);
          float[] fromJava = new float[batch * 3 * count];
          float[] fromOrt = new float[batch * 3 * count];
          a.run(batch, 1, count, inputs, block, fromJava);
          b.run(batch, 1, count, inputs, block, fromOrt);
          assertArrayEquals(fromJava, fromOrt, "seed " + SEED + ", " + count + " levels");
          long[] expected = scores(model, count, inputs, block);
          for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i] * scale, fromJava[i], "score " + i + " of " + count);
          }
        }
      }
    }
  }

  @Test
  void of_aModelThatWasWritten_holdsTheSameNumbers() throws IOException {
    ListModel model = new RandomLists(new Random(SEED)).model(SET, 12, 1, 3);
    ListModel again = ListModel.of(file(model.graph("test")));
    assertArrayEquals(model.image(), again.image());
    assertEquals(model.macs(), again.macs());
  }

  @Test
  void of_anAutoRegressiveModelThatWasWritten_holdsTheSameNumbers() throws IOException {
    ListModel model = new RandomLists(new Random(SEED)).sequential(SET, 12, 16, 1, 3);
    OnnxGraph graph = model.graph("test");
    ListModel again =
        ListModel.of(ModelFile.open(TestModels.write(directory, "m", "ar", graph, SET)));
    assertArrayEquals(model.image(), again.image());
    assertEquals(model.macs(), again.macs());
    assertEquals(
        3, ByteBuffer.wrap(model.image()).order(ByteOrder.LITTLE_ENDIAN).getInt(8), "kind");
  }

  @Test
  void construct_unitsWhoseSumCouldOverflow_isRefused() {
    ListModel model = new RandomLists(new Random(SEED)).sequential(SET, 12, 16, 1, 3);
    int[] hidden = model.loop().hidden().clone();
    java.util.Arrays.fill(hidden, 32767);
    ListLoop loop = new ListLoop(hidden, model.loop().head());
    ModelException refused =
        assertThrows(
            ModelException.class,
            () -> new ListModel("m", model.info(), model.blockRows(), model.layers(), loop));
    assertTrue(refused.getMessage().contains("2^24"), refused.getMessage());
  }

  @Test
  void of_constantsThatNoModelHas_isRefused() throws IOException {
    OnnxGraph graph = new RandomLists(new Random(SEED)).model(SET, 8, 1, 3).graph("test");
    Map<String, float[]> damages = new HashMap<>();
    damages.put("conv0.weight", new float[] {0.5f});
    damages.put("conv0.scale", new float[] {0.3f});
    damages.put("conv1.scale", new float[] {1f});
    damages.put("conv1.bias", new float[] {Float.NaN});
    damages.put("scores.hidden", new float[] {1});
    damages.put("block.weight", new float[] {40000});
    damages.put("zero", new float[] {1});
    for (Map.Entry<String, float[]> damage : damages.entrySet()) {
      OnnxGraph.Tensor tensor = graph.initializers().get(damage.getKey());
      float[] values = tensor.floats().clone();
      values[0] = damage.getValue()[0];
      Map<String, OnnxGraph.Tensor> constants = new java.util.LinkedHashMap<>(graph.initializers());
      constants.put(damage.getKey(), OnnxGraph.Tensor.of(values, tensor.shape()));
      OnnxGraph damaged =
          new OnnxGraph(
              graph.name(),
              graph.opset(),
              graph.inputs(),
              graph.outputs(),
              constants,
              graph.nodes(),
              graph.metadata());
      ModelFile file = file(damaged);
      assertThrows(ModelException.class, () -> ListModel.of(file), damage.getKey());
    }
  }

  @Test
  void construct_weightsWhoseSumCouldOverflow_isRefused() {
    ListModel model = new RandomLists(new Random(SEED)).model(SET, 8, 1);
    int[] hidden = model.scores().hidden().clone();
    java.util.Arrays.fill(hidden, 64);
    int[] direct = model.scores().direct().clone();
    java.util.Arrays.fill(direct, 64);
    ListScores scores = new ListScores(hidden, direct, model.scores().bias(), 4);
    ModelException refused =
        assertThrows(
            ModelException.class,
            () -> new ListModel("m", model.info(), model.blockRows(), model.layers(), scores));
    assertTrue(refused.getMessage().contains("16 bits"), refused.getMessage());
  }

  @Test
  void image_ofAModel_beginsWithWhatKernelsCheck() {
    ListModel model = new RandomLists(new Random(SEED)).model("levels-2", 12, 1, 3);
    ByteBuffer words = ByteBuffer.wrap(model.image()).order(ByteOrder.LITTLE_ENDIAN);
    int[] head = new int[9];
    for (int i = 0; i < head.length; i++) {
      head[i] = words.getInt();
    }
    int out = model.layers().get(0).out();
    assertArrayEquals(new int[] {0x4b514e4e, 3, 2, 5, 2, 12, ListInputs.BLOCK_ROWS, 2, out}, head);
    for (int i = 0; i < RateWeights.COUNT; i++) {
      assertEquals(100, words.getInt());
    }
    assertEquals(model.blockRows()[0], words.getInt());
    words.position(words.limit() - 4 * (IntegerImage.INITIAL_WORDS + 1));
    assertEquals(model.scores().bias()[1], words.getInt());
  }
}
