package org.nnrdoq.network.list;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.nnrdoq.network.ModelException;
import org.nnrdoq.network.integer.IntegerConstants;
import org.nnrdoq.network.integer.IntegerHead;
import org.nnrdoq.network.model.ModelFile;
import org.nnrdoq.network.onnx.OnnxGraph;
import org.nnrdoq.network.onnx.OnnxGraph.Tensor;
import org.nnrdoq.network.onnx.OnnxWriter;
import org.nnrdoq.network.port.Decision;

/** Takes a network over lists out of the constants of the graph that {@link ListGraph} made. */
final class ListGraphReader {
  private final ModelFile file;
  private final Map<String, Tensor> constants;

  private ListGraphReader(ModelFile file) {
    this.file = file;
    constants = file.graph().initializers();
  }

  /**
   * Reads a model; the graph must be byte for byte what the model gives again, so that no backend
   * can see another network than ONNX Runtime does.
   */
  static ListModel read(ModelFile file) {
    if (!ListModel.isList(file)) {
      throw new ModelException(
          file.origin()
              + ": of arithmetic '"
              + file.arithmetic()
              + "': expected '"
              + ListModel.ARITHMETIC
              + "'; train a network over lists");
    }
    ListModel model = new ListGraphReader(file).read();
    byte[] again = OnnxWriter.write(ListGraph.build(file.graph().name(), model));
    if (!Arrays.equals(again, file.bytes())) {
      throw new ModelException(
          file.origin() + ": its graph is not what its constants say; export it again");
    }
    return model;
  }

  private ListModel read() {
    List<ListLayer> layers = new ArrayList<>();
    while (constants.containsKey("conv" + layers.size() + ".weight")) {
      layers.add(layer("conv" + layers.size()));
    }
    if (layers.isEmpty()) {
      throw lacks("conv0.weight");
    }
    if (file.info().kind().equals("ar")) {
      IntegerHead head = new IntegerConstants(file).head();
      ListLoop loop = new ListLoop(ints("units.weight"), head);
      return new ListModel(file.origin(), file.info(), ints("block.weight"), layers, loop);
    }
    ListScores scores =
        new ListScores(
            afterKeep("scores.hidden"),
            afterKeep("scores.direct"),
            afterKeep("scores.bias"),
            shift(tensor("scores.scale").floats()[0]));
    return new ListModel(file.origin(), file.info(), ints("block.weight"), layers, scores);
  }

  private ListLayer layer(String name) {
    long[] shape = tensor(name + ".weight").shape();
    float[] scales = tensor(name + ".scale").floats();
    int[] bias = ints(name + ".bias");
    if (shape.length != 4 || shape[0] != scales.length || shape[0] != bias.length) {
      throw new ModelException(
          file.origin() + ": " + name + ".weight has shape " + Arrays.toString(shape));
    }
    int[] shifts = new int[scales.length];
    for (int o = 0; o < shifts.length; o++) {
      shifts[o] = shift(scales[o]);
      bias[o] -= shifts[o] == 0 ? 0 : 1 << shifts[o] - 1;
    }
    return new ListLayer(
        (int) shape[3], (int) shape[1], (int) shape[0], ints(name + ".weight"), bias, shifts);
  }

  /** The negative exponent of a power of two; 0, which no check lets pass, of other numbers. */
  private static int shift(float scale) {
    int exponent = -Math.getExponent(scale);
    return exponent >= 0 && exponent <= 24 && scale == Math.scalb(1f, -exponent) ? exponent : 0;
  }

  /** Without the first of {@link Decision#COUNT} parts, which is of keeping. */
  private int[] afterKeep(String name) {
    int[] values = ints(name);
    return Arrays.copyOfRange(values, values.length / Decision.COUNT, values.length);
  }

  private ModelException lacks(String name) {
    return new ModelException(
        file.origin() + ": lacks the constant '" + name + "'; export it again");
  }

  private Tensor tensor(String name) {
    Tensor t = constants.get(name);
    if (t == null || t.elementType() != OnnxGraph.FLOAT || t.elements() == 0) {
      throw lacks(name);
    }
    return t;
  }

  /** Whole numbers of a constant; others are cut, and the graph is then not the file's. */
  private int[] ints(String name) {
    float[] floats = tensor(name).floats();
    int[] values = new int[floats.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (int) floats[i];
    }
    return values;
  }
}
