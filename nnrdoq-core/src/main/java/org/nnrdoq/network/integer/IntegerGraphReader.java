package org.nnrdoq.network.integer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nnrdoq.network.ModelException;
import org.nnrdoq.network.model.ModelFile;
import org.nnrdoq.network.onnx.OnnxGraph.Tensor;
import org.nnrdoq.network.onnx.OnnxWriter;

/** Takes an integer model out of the constants of the graph that {@link IntegerGraph} made. */
final class IntegerGraphReader {
  private final ModelFile file;
  private final IntegerConstants constants;

  private IntegerGraphReader(ModelFile file) {
    this.file = file;
    constants = new IntegerConstants(file);
  }

  /**
   * Reads a model. The graph that the model makes must equal the file's byte for byte, so that no
   * backend can see another network than ONNX Runtime does.
   */
  static IntegerModel read(ModelFile file) {
    IntegerModel model = new IntegerGraphReader(file).read();
    byte[] again = OnnxWriter.write(IntegerGraph.build(file.graph().name(), model));
    if (!Arrays.equals(again, file.bytes())) {
      throw new ModelException(
          file.origin() + ": its graph is not what its constants say; convert it again");
    }
    return model;
  }

  private IntegerModel read() {
    boolean sequential = file.info().kind().equals("ar");
    List<IntegerLayer> layers = new ArrayList<>();
    while (constants.has("conv" + layers.size() + ".weight")) {
      layers.add(layer("conv" + layers.size(), sequential));
    }
    if (layers.isEmpty()) {
      throw constants.lacks("conv0.weight");
    }
    String scores = sequential ? "free" : "logits";
    int exponent = -Math.getExponent(constants.floats(scores + ".scale", 1)[0]);
    IntegerHead head = sequential ? constants.head() : null;
    return new IntegerModel(
        file.origin(), file.info(), weights("block.weight"), layers, exponent, head);
  }

  private IntegerLayer layer(String name, boolean sequential) {
    Tensor w = constants.tensor(name + ".weight");
    long[] shape = w.shape();
    if (shape.length != 4 || shape[2] != shape[3] || shape[0] > IntegerModel.MAX_CHANNELS) {
      throw new ModelException(
          file.origin() + ": " + name + ".weight has shape " + Arrays.toString(shape));
    }
    boolean rectified = constants.has(name + ".divisor");
    int[] shift = new int[(int) shape[0]];
    if (rectified) {
      shift = constants.shifts(name + ".divisor");
    } else if (!sequential) {
      Arrays.fill(shift, constants.shifts("logits.divisor")[0]);
    }
    return new IntegerLayer(
        (int) shape[2],
        (int) shape[1],
        (int) shape[0],
        rectified,
        weights(name + ".weight"),
        constants.ints(name + ".bias"),
        shift);
  }

  private int[] weights(String name) {
    int[] weights = constants.ints(name);
    for (int i = 0; i < weights.length; i++) {
      weights[i] -= IntegerGraph.WEIGHT_ZERO;
    }
    return weights;
  }
}
