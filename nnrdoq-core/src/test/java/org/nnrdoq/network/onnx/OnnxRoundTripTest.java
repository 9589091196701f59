package org.nnrdoq.network.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.nnrdoq.network.TestModels;

class OnnxRoundTripTest {
  private final OnnxGraph graph = TestModels.graph(5, 3, 3, 1);
  private final byte[] bytes = OnnxWriter.write(graph);

  @Test
  void read_whenWrittenHere_givesTheSameGraph() throws OnnxFormatException {
    OnnxGraph back = OnnxReader.read(bytes);
    assertEquals(graph.inputs(), back.inputs());
    assertEquals(graph.outputs(), back.outputs());
    assertEquals(graph.opset(), back.opset());
    assertEquals(graph.initializers().keySet(), back.initializers().keySet());
    for (Map.Entry<String, OnnxGraph.Tensor> e : graph.initializers().entrySet()) {
      OnnxGraph.Tensor t = back.initializers().get(e.getKey());
      assertArrayEquals(e.getValue().shape(), t.shape());
      assertArrayEquals(e.getValue().floats(), t.floats());
    }
    assertEquals(graph.nodes().size(), back.nodes().size());
    assertArrayEquals(
        new long[] {1, 1, 1, 1}, (long[]) back.nodes().get(4).attributes().get("pads"));
    assertArrayEquals(bytes, OnnxWriter.write(back));
  }

  @Test
  void read_whenAttributesAreOfEveryType_keepsThem() throws OnnxFormatException {
    OnnxGraph body = new OnnxGraph("body", 0, List.of(), List.of(), Map.of(), List.of(), Map.of());
    Map<String, Object> attributes =
        Map.of(
            "f",
            1.5f,
            "i",
            -3L,
            "s",
            "text",
            "fs",
            new float[] {1, 2},
            "g",
            body,
            "t",
            OnnxGraph.Tensor.of(new long[] {-1, Long.MAX_VALUE}, 2));
    OnnxGraph g =
        new OnnxGraph(
            "g",
            13,
            List.of(),
            List.of(),
            Map.of(),
            List.of(new OnnxGraph.Node("Op", List.of("", "x"), List.of("y"), attributes)),
            Map.of("key", "value"));
    OnnxGraph back = OnnxReader.read(OnnxWriter.write(g));
    OnnxGraph.Node node = back.nodes().get(0);
    assertEquals(List.of("", "x"), node.inputs());
    assertEquals(1.5f, node.attributes().get("f"));
    assertEquals(-3L, node.attributes().get("i"));
    assertEquals("text", node.attributes().get("s"));
    assertArrayEquals(new float[] {1, 2}, (float[]) node.attributes().get("fs"));
    assertEquals("body", ((OnnxGraph) node.attributes().get("g")).name());
    assertArrayEquals(
        new long[] {-1, Long.MAX_VALUE}, ((OnnxGraph.Tensor) node.attributes().get("t")).longs());
    assertEquals(Map.of("key", "value"), back.metadata());
  }

  @Test
  void read_whenTruncatedAnywhere_isAFormatError() {
    // The operator set comes last: without it, or without anything before it, nothing is complete.
    for (int length = 0; length < bytes.length; length++) {
      byte[] part = Arrays.copyOf(bytes, length);
      assertThrows(OnnxFormatException.class, () -> OnnxReader.read(part), "length " + length);
    }
  }

  @Test
  void read_whenBytesAreChangedAtRandom_neverFailsOtherwise() {
    long seed = 20260101;
    Random random = new Random(seed);
    int refused = 0;
    for (int trial = 0; trial < 5000; trial++) {
      byte[] damaged = bytes.clone();
      for (int i = random.nextInt(8); i >= 0; i--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      try {
        OnnxReader.read(damaged);
      } catch (OnnxFormatException e) {
        refused++;
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + " trial " + trial, e);
      }
    }
    assertTrue(refused > 100, "only " + refused + " refused, seed " + seed);
  }
}
