package org.nnrdoq.network.ort;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nnrdoq.network.ModelException;
import org.nnrdoq.network.TestModels;
import org.nnrdoq.network.model.ModelFile;
import org.nnrdoq.network.onnx.OnnxGraph;
import org.nnrdoq.network.port.RefinementNetwork;
import org.nnrdoq.network.reference.ReferenceNetwork;

class OrtNetworkTest {
  private static final int FEATURES = 27;
  private static final int BLOCK_FEATURES = 16;
  private static final int CLASSES = 3;
  private static final long SEED = 42;

  @TempDir Path directory;

  private ModelFile model() throws IOException {
    return ModelFile.open(
        TestModels.write(
            directory, "m", TestModels.graph(FEATURES, BLOCK_FEATURES, CLASSES, SEED), "set"));
  }

  @Test
  void run_everyCropAndSomeBatches_agreesWithPlainJava() throws IOException {
    Random random = new Random(SEED);
    ModelFile model = model();
    try (RefinementNetwork ort = OrtNetwork.open(model);
        RefinementNetwork reference = ReferenceNetwork.open(model);
        RefinementNetwork.Session a = ort.newSession();
        RefinementNetwork.Session b = reference.newSession()) {
      for (int height = 4; height <= 32; height += 4) {
        for (int width = 4; width <= 32; width += 4) {
          int batch = 1 + (height + width) / 4 % 3;
          float[] features = values(random, batch * FEATURES * height * width);
          float[] block = values(random, batch * BLOCK_FEATURES);
          float[] got = new float[batch * CLASSES * height * width];
          float[] expected = new float[got.length];
          a.run(batch, height, width, features, block, got);
          b.run(batch, height, width, features, block, expected);
          for (int i = 0; i < got.length; i++) {
            assertEquals(
                expected[i],
                got[i],
                2e-5f * (1 + Math.abs(expected[i])),
                height + "x" + width + " at " + i + " seed " + SEED);
          }
        }
      }
    }
  }

  @Test
  void run_aBlockInABatch_equalsTheBlockAlone() throws IOException {
    Random random = new Random(SEED);
    try (RefinementNetwork ort = OrtNetwork.open(model());
        RefinementNetwork.Session session = ort.newSession()) {
      int area = 8 * 4;
      float[] features = values(random, 5 * FEATURES * area);
      float[] block = values(random, 5 * BLOCK_FEATURES);
      float[] all = new float[5 * CLASSES * area];
      session.run(5, 8, 4, features, block, all);
      float[] one = new float[CLASSES * area];
      for (int b = 0; b < 5; b++) {
        int f = FEATURES * area;
        session.run(
            1,
            8,
            4,
            java.util.Arrays.copyOfRange(features, b * f, (b + 1) * f),
            java.util.Arrays.copyOfRange(block, b * BLOCK_FEATURES, (b + 1) * BLOCK_FEATURES),
            one);
        for (int i = 0; i < one.length; i++) {
          assertEquals(one[i], all[b * one.length + i], 1e-5f * (1 + Math.abs(one[i])));
        }
      }
    }
  }

  @Test
  void run_afterWarmUp_allocatesTheSameEveryTime() throws IOException {
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    float[] features = new float[FEATURES * 1024];
    float[] block = new float[BLOCK_FEATURES];
    float[] logits = new float[CLASSES * 1024];
    try (RefinementNetwork ort = OrtNetwork.open(model());
        RefinementNetwork.Session session = ort.newSession()) {
      for (int i = 0; i < 3000; i++) {
        session.run(1, 4 * (1 + i % 8), 4 * (1 + i / 8 % 8), features, block, logits);
      }
      long[] used = new long[3];
      for (int round = 0; round < used.length; round++) {
        long before = threads.getThreadAllocatedBytes(thread);
        for (int i = 0; i < 640; i++) {
          session.run(1, 4 * (1 + i % 8), 4 * (1 + i / 8 % 8), features, block, logits);
        }
        used[round] = (threads.getThreadAllocatedBytes(thread) - before) / 640;
      }
      // ONNX Runtime's own call makes a result object and a few short arrays; we add nothing.
      assertTrue(used[2] <= 1200, "bytes per call: " + used[2]);
      assertTrue(used[2] <= used[0] + 64, "bytes per call: " + used[0] + " then " + used[2]);
    }
  }

  @Test
  void run_afterWarmUp_allocatesWhatABareCallDoes() throws IOException {
    try (OrtBench bench = new OrtBench(model())) {
      for (int size = 4; size <= 8; size += 4) {
        OrtBench.Line line = bench.measure(1, size);
        assertTrue(line.bareBytes() > 0, "bytes of a bare call: " + line);
        assertTrue(line.bytes() <= line.bareBytes() + 16, "bytes of a call: " + line);
        assertTrue(line.bareMicroseconds() > 0 && line.ratio() > 0, line.toString());
      }
    }
  }

  @Test
  void open_whenOnnxRuntimeRefuses_saysWhy() throws IOException {
    OnnxGraph g = TestModels.graph(2, 2, 2, SEED);
    List<OnnxGraph.Node> nodes = new java.util.ArrayList<>(g.nodes());
    nodes.set(
        2,
        new OnnxGraph.Node(
            "NoSuchOperator", nodes.get(2).inputs(), nodes.get(2).outputs(), Map.of()));
    OnnxGraph bad =
        new OnnxGraph("bad", 13, g.inputs(), g.outputs(), g.initializers(), nodes, Map.of());
    ModelFile file = ModelFile.open(TestModels.write(directory, "bad", bad, "set"));
    ModelException e = assertThrows(ModelException.class, () -> OrtNetwork.open(file));
    assertTrue(e.getMessage().contains("ONNX Runtime refuses it"), e.getMessage());
    assertThrows(ModelException.class, () -> ReferenceNetwork.open(file));
  }

  private static float[] values(Random random, int count) {
    float[] v = new float[count];
    for (int i = 0; i < count; i++) {
      v[i] = (float) random.nextGaussian();
    }
    return v;
  }
}
