package org.nnrdoq.network;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.nnrdoq.network.model.ModelFile;
import org.nnrdoq.network.onnx.OnnxGraph;
import org.nnrdoq.network.onnx.OnnxWriter;

/** Small networks with random weights, as files. */
public final class TestModels {
  private TestModels() {}

  /** A graph like a trained one: 1x1, 3x3, 3x3, 1x1 layers, per-block inputs as a bias. */
  public static OnnxGraph graph(int features, int blockFeatures, int classes, long seed) {
    Random random = new Random(seed);
    Map<String, OnnxGraph.Tensor> weights = new LinkedHashMap<>();
    List<OnnxGraph.Node> nodes = new ArrayList<>();
    int channels = 8;
    weights.put("wb", tensor(random, channels, blockFeatures, 1));
    nodes.add(conv(1, "blockFeatures", "wb", null, "block"));
    int[] kernels = {1, 3, 3, 1};
    String x = "features";
    for (int i = 0; i < kernels.length; i++) {
      boolean output = i == kernels.length - 1;
      int in = i == 0 ? features : channels;
      int out = output ? classes : channels;
      weights.put("w" + i, tensor(random, out, in, kernels[i]));
      weights.put("b" + i, OnnxGraph.Tensor.of(values(random, out, 0.1), out));
      String y = output ? "logits" : "c" + i;
      nodes.add(conv(kernels[i], x, "w" + i, "b" + i, y));
      if (i == 0) {
        nodes.add(new OnnxGraph.Node("Add", List.of(y, "block"), List.of("s"), Map.of()));
        y = "s";
      }
      if (!output) {
        nodes.add(new OnnxGraph.Node("Relu", List.of(y), List.of("r" + i), Map.of()));
        y = "r" + i;
      }
      x = y;
    }
    return new OnnxGraph(
        "test",
        13,
        List.of(
            OnnxGraph.Value.floats("features", "batch", features, "height", "width"),
            OnnxGraph.Value.floats("blockFeatures", "batch", blockFeatures, 1, 1)),
        List.of(OnnxGraph.Value.floats("logits", "batch", classes, "height", "width")),
        weights,
        nodes,
        Map.of());
  }

  /** Writes the graph of an FCN and its sidecar. */
  public static Path write(Path directory, String name, OnnxGraph graph, String featureSet)
      throws IOException {
    return write(directory, name, "fcn", graph, featureSet);
  }

  /** Writes a graph and its sidecar. */
  public static Path write(
      Path directory, String name, String kind, OnnxGraph graph, String featureSet)
      throws IOException {
    ObjectMapper json = new ObjectMapper();
    byte[] bytes = OnnxWriter.write(graph);
    ObjectNode sidecar = json.createObjectNode();
    sidecar.put("format", ModelFile.FORMAT);
    sidecar.put("name", name);
    sidecar.put("kind", kind);
    sidecar.put("sha256", ModelFile.sha256(bytes));
    sidecar.put("featureSet", featureSet);
    graph.metadata().forEach(sidecar::put);
    values(sidecar.putArray("inputs"), graph.inputs());
    values(sidecar.putArray("outputs"), graph.outputs());
    Files.write(directory.resolve(name + ".json"), json.writeValueAsBytes(sidecar));
    return Files.write(directory.resolve(name + ".onnx"), bytes);
  }

  private static void values(ArrayNode array, List<OnnxGraph.Value> values) {
    for (OnnxGraph.Value v : values) {
      ObjectNode node = array.addObject().put("name", v.name());
      v.shape().forEach(node.withArray("shape")::add);
    }
  }

  private static OnnxGraph.Node conv(int kernel, String in, String w, String b, String out) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    long pad = kernel / 2;
    attributes.put("kernel_shape", new long[] {kernel, kernel});
    attributes.put("pads", new long[] {pad, pad, pad, pad});
    List<String> inputs = b == null ? List.of(in, w) : List.of(in, w, b);
    return new OnnxGraph.Node("Conv", inputs, List.of(out), attributes);
  }

  private static OnnxGraph.Tensor tensor(Random random, int out, int in, int kernel) {
    double deviation = Math.sqrt(2.0 / (in * kernel * kernel));
    return OnnxGraph.Tensor.of(
        values(random, out * in * kernel * kernel, deviation), out, in, kernel, kernel);
  }

  private static float[] values(Random random, int count, double deviation) {
    float[] v = new float[count];
    for (int i = 0; i < count; i++) {
      v[i] = (float) (deviation * random.nextGaussian());
    }
    return v;
  }
}
