package org.nnrdoq.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nnrdoq.network.model.ModelFile;
import org.nnrdoq.network.onnx.OnnxFormatException;
import org.nnrdoq.network.onnx.OnnxGraph;
import org.nnrdoq.network.onnx.OnnxReader;
import org.nnrdoq.network.onnx.OnnxWriter;

/** A shipped network with all weights scaled, as a model file that opens like any other. */
public final class DamagedModel {
  private DamagedModel() {}

  /** Writes {@code folder/damaged.onnx} and its sidecar. */
  public static Path of(String kind, float scale, Path folder) throws IOException {
    ModelFile shipped = ModelFile.shipped(kind + "-float");
    OnnxGraph graph;
    try {
      graph = OnnxReader.read(shipped.bytes());
    } catch (OnnxFormatException e) {
      throw new IOException(e);
    }
    Map<String, OnnxGraph.Tensor> weights = new LinkedHashMap<>();
    graph
        .initializers()
        .forEach((name, t) -> weights.put(name, isWeight(name) ? scaled(t, scale) : t));
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

  private static boolean isWeight(String name) {
    return name.endsWith(".weight") || name.endsWith(".bias");
  }

  /** Floats as they are; integers rounded, bytes around their zero point 128. */
  private static OnnxGraph.Tensor scaled(OnnxGraph.Tensor tensor, float scale) {
    if (tensor.floats() != null) {
      float[] values = tensor.floats().clone();
      for (int i = 0; i < values.length; i++) {
        values[i] *= scale;
      }
      return OnnxGraph.Tensor.of(values, tensor.shape());
    }
    int zero = tensor.elementType() == OnnxGraph.UINT8 ? 128 : 0;
    int[] values = new int[tensor.longs().length];
    for (int i = 0; i < values.length; i++) {
      values[i] = zero + Math.round((tensor.longs()[i] - zero) * scale);
    }
    return OnnxGraph.Tensor.of(tensor.elementType(), values, tensor.shape());
  }
}
