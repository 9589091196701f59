package org.nnrdoq.training.publish;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.nnrdoq.io.file.AtomicOutput;
import org.nnrdoq.network.model.ModelFile;
import org.nnrdoq.network.onnx.OnnxGraph;
import org.nnrdoq.network.onnx.OnnxWriter;

/**
 * A model's files before they are written: {@code NAME-HASH8.onnx}, the sidecar {@code .json} and
 * the card {@code .md}.
 */
public final class ModelFiles {
  private final String name;
  private final byte[] onnx;
  private final String sha256;
  private final ObjectNode sidecar;
  private String card = "";

  /**
   * Starts with a graph, and writes what the sidecar says of it.
   *
   * @param name of the model
   * @param graph its network
   * @param sidecar receives name, file, digest, tensors and operators; the caller fills the rest
   */
  ModelFiles(String name, OnnxGraph graph, ObjectNode sidecar) {
    this.name = name;
    this.sidecar = sidecar;
    onnx = OnnxWriter.write(graph);
    sha256 = ModelFile.sha256(onnx);
    sidecar.put("name", name);
    sidecar.put("file", stem() + ".onnx");
    sidecar.put("sha256", sha256);
    tensors(sidecar.putArray("inputs"), graph.inputs());
    tensors(sidecar.putArray("outputs"), graph.outputs());
    sidecar.put("opset", graph.opset());
    TreeSet<String> operators = new TreeSet<>();
    operators(graph, operators);
    sidecar.putPOJO("operators", operators);
  }

  private static void operators(OnnxGraph graph, TreeSet<String> names) {
    for (OnnxGraph.Node n : graph.nodes()) {
      names.add(n.opType());
      for (Object a : n.attributes().values()) {
        if (a instanceof OnnxGraph body) {
          operators(body, names);
        }
      }
    }
  }

  private static void tensors(ArrayNode array, List<OnnxGraph.Value> values) {
    for (OnnxGraph.Value v : values) {
      ObjectNode node = array.addObject();
      node.put("name", v.name());
      node.put("type", v.elementType() == OnnxGraph.INT64 ? "int64" : "float32");
      node.putPOJO("shape", v.shape());
    }
  }

  /** Takes the text of the card. */
  void setCard(String text) {
    card = text;
  }

  /** Name of the model. */
  public String name() {
    return name;
  }

  /** Hex SHA-256 of the {@code .onnx} file. */
  public String sha256() {
    return sha256;
  }

  /** Names of the files without their extensions. */
  String stem() {
    return name + "-" + sha256.substring(0, 8);
  }

  /**
   * Writes the files, the {@code .onnx} file last.
   *
   * @param directory receives them; made if missing
   * @return the {@code .onnx} file
   */
  public Path write(Path directory) throws IOException {
    Files.createDirectories(directory);
    AtomicOutput.write(directory.resolve(stem() + ".json"), ModelFolder.json(sidecar));
    AtomicOutput.write(directory.resolve(stem() + ".md"), card);
    Path file = directory.resolve(stem() + ".onnx");
    AtomicOutput.write(file, onnx);
    return file;
  }

  /** Removes the files from a directory, as far as they are there. */
  void delete(Path directory) throws IOException {
    for (String extension : List.of(".json", ".md", ".onnx")) {
      Files.deleteIfExists(directory.resolve(stem() + extension));
    }
  }
}
