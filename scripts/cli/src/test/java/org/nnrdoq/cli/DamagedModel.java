package org.nnrdoq.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nnrdoq.network.ModelFile;
import org.nnrdoq.network.onnx.OnnxGraph;
import org.nnrdoq.network.onnx.OnnxReader;
import org.nnrdoq.network.onnx.OnnxWriter;

/** A shipped network with all weights scaled, as a model file that opens like any other. */
final class DamagedModel {
  private DamagedModel() {}

  /** Writes {@code folder/damaged.onnx} and its sidecar. */
  static Path of(String kind, float scale, Path folder) throws IOException {
    ModelFile shipped = ModelFile.shipped(kind + "-float");
    OnnxGraph graph;
    try {
      graph = OnnxReader.read(shipped.bytes());
    } catch (org.nnrdoq.network.onnx.OnnxFormatException e) {
      throw new IOException(e);
    }
    Map<String, OnnxGraph.Tensor> weights = new LinkedHashMap<>();
    graph
        .initializers()
        .forEach((name, t) -> weights.put(name, t.floats() == null ? t : scaled(t, scale)));
    byte[] damaged =
        OnnxWriter.write(
            new OnnxGraph(
                graph.name(),
                graph.opset(),
                graph.inputs(),
                graph.outputs(),
                weights,
                graph.nodes(),
                graph.metadata()));
    Path file = folder.resolve("damaged.onnx");
    Files.write(file, damaged);
    String sidecar =
        shipped
            .sidecar()
            .toString()
            .replace(ModelFile.sha256(shipped.bytes()), ModelFile.sha256(damaged));
    Files.writeString(folder.resolve("damaged.json"), sidecar);
    return file;
  }

  private static OnnxGraph.Tensor scaled(OnnxGraph.Tensor tensor, float scale) {
    float[] values = tensor.floats().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] *= scale;
    }
    return OnnxGraph.Tensor.of(values, tensor.shape());
  }
}
