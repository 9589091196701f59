package org.nnrdoq.network.integer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nnrdoq.network.ModelException;
import org.nnrdoq.network.NetworkInfo;
import org.nnrdoq.network.RateWeights;
import org.nnrdoq.network.TestModels;
import org.nnrdoq.network.model.ModelFile;
import org.nnrdoq.network.onnx.OnnxGraph;
import org.nnrdoq.network.ort.OrtNetwork;
import org.nnrdoq.network.port.LogTable;
import org.nnrdoq.network.port.RefinementNetwork;

class IntegerNetworkTest {
  private static final long SEED = 11;
  private static final int FEATURES = 9;
  private static final int BLOCK_FEATURES = 5;
  private static final NetworkInfo INFO =
      new NetworkInfo(
          "test",
          "fcn",
          "0",
          "block-2",
          FEATURES,
          BLOCK_FEATURES,
          3,
          NetworkInfo.defaultTries("fcn"));

  @TempDir Path directory;

  private static int[] uniform(Random random, int count, int least, int most) {
    return random.ints(count, least, most + 1).toArray();
  }

  /** A network whose weights and shifts take all values that they may. */
  private static IntegerModel model(Random random, int... kernels) {
    List<IntegerLayer> layers = new ArrayList<>();
    int in = FEATURES;
    for (int i = 0; i < kernels.length; i++) {
      boolean last = i == kernels.length - 1;
      int out = last ? 3 : 3 + random.nextInt(15);
      int[] weights = uniform(random, out * in * kernels[i] * kernels[i], -64, 64);
      int[] shift = new int[out];
      if (last) {
        Arrays.fill(shift, 7);
      } else {
        shift = uniform(random, out, 0, 14);
      }
      int[] bias = uniform(random, out, -(1 << 20), 1 << 20);
      layers.add(new IntegerLayer(kernels[i], in, out, !last, weights, bias, shift));
      in = out;
    }
    int[] block = uniform(random, layers.get(0).out() * BLOCK_FEATURES, -64, 64);
    return new IntegerModel("test", INFO, block, layers, 9, null);
  }

  private ModelFile file(IntegerModel model) throws IOException {
    return ModelFile.open(TestModels.write(directory, "m", model.graph("test"), "block-2"));
  }

  /** Ordinary numbers, halves that rounding has to break, and numbers far out of range. */
  private static float[] inputs(Random random, int count) {
    float[] v = new float[count];
    for (int i = 0; i < count; i++) {
      v[i] =
          switch (random.nextInt(8)) {
            case 0, 1, 2 -> 0;
            case 3 -> (random.nextInt(1 << 16) - (1 << 15) + 0.5f) / 1024;
            case 4 -> (random.nextBoolean() ? 1 : -1) * 31.9f;
            case 5 -> (random.nextBoolean() ? 1e30f : -1e30f);
            default -> (float) random.nextGaussian();
          };
    }
    return v;
  }

  /** The definition, word for word, in long. */
  private static long[] scores(
      IntegerModel model, int height, int width, float[] features, int at, float[] block, int ba) {
    int area = height * width;
    long[] x = new long[FEATURES * area];
    for (int i = 0; i < x.length; i++) {
      x[i] = rounded(features[at + i]);
    }
    for (int n = 0; n < model.layers().size(); n++) {
      IntegerLayer l = model.layers().get(n);
      int k = l.kernel();
      long[] out = new long[l.out() * area];
      for (int i = 0; i < out.length; i++) {
        int o = i / area;
        long sum = l.bias()[o];
        for (int b = 0; n == 0 && b < BLOCK_FEATURES; b++) {
          sum += model.blockWeights()[o * BLOCK_FEATURES + b] * rounded(block[ba + b]);
        }
        for (int w = 0; w < l.in() * k * k; w++) {
          int sy = i % area / width + w / k % k - k / 2;
          int sx = i % width + w % k - k / 2;
          if (sy >= 0 && sy < height && sx >= 0 && sx < width) {
            sum += l.weights()[o * l.in() * k * k + w] * x[(w / k / k * height + sy) * width + sx];
          }
        }
        assertEquals((int) sum, sum, "overflow");
        long rectified = Math.min(Math.max(sum, 0) >> l.shift()[o], 32767);
        out[i] = l.rectified() ? rectified : sum >> l.shift()[o];
      }
      x = out;
    }
    return x;
  }

  private static long rounded(float v) {
    return (long) Math.max(-32768, Math.min(Math.rint(v * 1024f), 32767));
  }

  @Test
  void run_everyCrop_equalsTheDefinitionAndOnnxRuntime() throws IOException {
    Random random = new Random(SEED);
    int[][] shapes = {{1, 3, 3, 1, 1}, {3, 1, 1}, {1, 5, 1}, {1, 1}};
    for (int[] kernels : shapes) {
      IntegerModel model = model(random, kernels);
      try (RefinementNetwork java = new IntegerNetwork(model);
          RefinementNetwork ort = OrtNetwork.open(file(model));
          RefinementNetwork.Session a = java.newSession();
          RefinementNetwork.Session b = ort.newSession()) {
        for (int height = 4; height <= 32; height += 4) {
          for (int width = 4; width <= 32; width += 4) {
            compare(random, model, a, b, height, width);
          }
        }
      }
    }
  }

  private static void compare(
      Random random,
      IntegerModel model,
      RefinementNetwork.Session a,
      RefinementNetwork.Session b,
      int height,
      int width) {
    int area = height * width;
    int batch = 1 + random.nextInt(2);
    float[] features = inputs(random, batch * FEATURES * area);
    float[] block = inputs(random, batch * BLOCK_FEATURES);
    float[] got = new float[batch * 3 * area];
    float[] ort = new float[got.length];
    a.run(batch, height, width, features, block, got);
    b.run(batch, height, width, features, block, ort);
    for (int n = 0; n < batch; n++) {
      int at = n * FEATURES * area;
      long[] expected = scores(model, height, width, features, at, block, n * BLOCK_FEATURES);
      for (int i = 0; i < expected.length; i++) {
        String where = height + "x" + width + " at " + i + ", seed " + SEED;
        float score = expected[i] / 512f;
        assertEquals(score, ort[n * 3 * area + i], where);
        int flag = at + 2 * area + i % area;
        boolean level =
            features[flag] != 0 || features[flag + area] != 0 || features[flag + 2 * area] != 0;
        assertEquals(level ? score : 0, got[n * 3 * area + i], where);
      }
    }
  }

  @Test
  void run_atTheBounds_doesNotOverflow() {
    int[] all = new int[FEATURES * 3];
    Arrays.fill(all, -64);
    int[] block = new int[3 * BLOCK_FEATURES];
    Arrays.fill(block, -64);
    int[] hidden = new int[27];
    Arrays.fill(hidden, 64);
    int[] shift = new int[3];
    IntegerModel model =
        new IntegerModel(
            "test",
            INFO,
            block,
            List.of(
                new IntegerLayer(1, FEATURES, 3, true, all, new int[3], shift),
                new IntegerLayer(3, 3, 3, true, fill(81, 64), new int[3], shift),
                new IntegerLayer(1, 3, 3, false, fill(9, -64), new int[3], new int[] {1, 1, 1})),
            9,
            null);
    float[] features = new float[FEATURES * 16];
    Arrays.fill(features, -40);
    float[] b = new float[BLOCK_FEATURES];
    Arrays.fill(b, -40);
    float[] got = new float[48];
    new IntegerNetwork(model).newSession().run(1, 4, 4, features, b, got);
    for (float v : got) {
      assertEquals((3L * -64 * 32767 >> 1) / 512f, v);
    }
  }

  private static int[] fill(int count, int value) {
    int[] v = new int[count];
    Arrays.fill(v, value);
    return v;
  }

  @Test
  void run_afterWarmUp_allocatesNothing() {
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    Random random = new Random(SEED);
    IntegerModel model = model(random, 1, 3, 1);
    RefinementNetwork.Session session = new IntegerNetwork(model).newSession();
    float[] features = inputs(random, FEATURES * 1024);
    float[] block = inputs(random, BLOCK_FEATURES);
    float[] logits = new float[3 * 1024];
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 20; round++) {
      long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
      for (int i = 0; i < 64; i++) {
        session.run(1, 4 * (1 + i % 8), 4 * (1 + i / 8), features, block, logits);
      }
      least =
          Math.min(least, threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before);
    }
    assertTrue(least < 64, "bytes of 64 calls: " + least);
  }

  @Test
  void quantize_roundsHalvesToEvenAndCuts() {
    for (int k = -70000; k <= 70000; k++) {
      float v = k / 2048f;
      assertEquals(rounded(v), IntegerModel.quantize(v), "of " + v);
      float next = Math.nextUp(v);
      assertEquals(rounded(next), IntegerModel.quantize(next), "of " + next);
    }
    assertEquals(32767, IntegerModel.quantize(Float.POSITIVE_INFINITY));
    assertEquals(-32768, IntegerModel.quantize(Float.NEGATIVE_INFINITY));
    assertEquals(-32768, IntegerModel.quantize(Float.NaN));
  }

  @Test
  void image_holdsWhatTheContractLists() {
    IntegerModel model = model(new Random(SEED), 1, 3, 1);
    ByteBuffer b = ByteBuffer.wrap(model.image()).order(ByteOrder.LITTLE_ENDIAN);
    assertEquals("NNQK", new String(b.array(), 0, 4, java.nio.charset.StandardCharsets.US_ASCII));
    int[] header = new int[9];
    b.asIntBuffer().get(header);
    int first = model.layers().get(0).out();
    assertEquals(
        List.of(3, 0, 2, NetworkInfo.defaultTries("fcn"), FEATURES, BLOCK_FEATURES, 3, first),
        list(header, 1));
    b.position(36);
    for (int i = 0; i < RateWeights.COUNT; i++) {
      assertEquals(100, b.getInt());
    }
    for (int n = 0; n < LogTable.SIZE; n++) {
      assertEquals(Math.log1p(n) / Math.log(2), b.getFloat(), 1e-6 * (1 + n));
    }
    for (int w : model.blockWeights()) {
      assertEquals(w, b.getInt());
    }
    for (IntegerLayer l : model.layers()) {
      int[] words = new int[4 + l.weights().length + 2 * l.out()];
      for (int i = 0; i < words.length; i++) {
        words[i] = b.getInt();
      }
      assertEquals(List.of(l.kernel(), l.in(), l.out(), l.rectified() ? 1 : 0), list(words, 0, 4));
      int weights = 4 + l.weights().length;
      assertEquals(list(l.weights(), 0), list(words, 4, weights));
      assertEquals(list(l.bias(), 0), list(words, weights, weights + l.out()));
      assertEquals(list(l.shift(), 0), list(words, weights + l.out()));
    }
    assertEquals(0, b.remaining());
  }

  private static List<Integer> list(int[] v, int from) {
    return list(v, from, v.length);
  }

  private static List<Integer> list(int[] v, int from, int to) {
    return Arrays.stream(v, from, to).boxed().toList();
  }

  @Test
  void of_aModelFile_givesTheModelBack() throws IOException {
    IntegerModel model = model(new Random(SEED), 1, 3, 1);
    ModelFile file = file(model);
    assertTrue(IntegerModel.isInteger(file));
    assertArrayEquals(model.image(), IntegerModel.of(file).image());
  }

  @Test
  void of_aGraphThatWasChanged_refuses() throws IOException {
    OnnxGraph g = model(new Random(SEED), 1, 3, 1).graph("test");
    List<OnnxGraph.Node> nodes = new ArrayList<>(g.nodes());
    int add = nodes.size() - 1;
    OnnxGraph.Node old = nodes.get(add);
    nodes.set(add, new OnnxGraph.Node("Add", old.inputs(), old.outputs(), old.attributes()));
    OnnxGraph other =
        new OnnxGraph(
            g.name(), g.opset(), g.inputs(), g.outputs(), g.initializers(), nodes, g.metadata());
    assertRefused(other, "its graph is not what its constants say");
    OnnxGraph.Tensor w = g.initializers().get("conv1.weight");
    w.longs()[3] = 128 + 65;
    assertRefused(g, "weights within -64..64");
    w.longs()[3] = 128 + 64;
    g.initializers().get("conv1.bias").longs()[0] = 1 << 30;
    assertRefused(g, "sums below 2^30");
    g.initializers().remove("conv0.bias");
    assertRefused(g, "lacks the constant 'conv0.bias'");
    assertRefused(TestModels.graph(FEATURES, BLOCK_FEATURES, 3, SEED), "a float model");
  }

  private void assertRefused(OnnxGraph graph, String why) throws IOException {
    ModelFile file = ModelFile.open(TestModels.write(directory, "bad", graph, "block-2"));
    ModelException e = assertThrows(ModelException.class, () -> IntegerModel.of(file));
    assertTrue(e.getMessage().contains(why), e.getMessage());
  }
}
