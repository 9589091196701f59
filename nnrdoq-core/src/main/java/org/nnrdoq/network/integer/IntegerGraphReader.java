package org.nnrdoq.network.integer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.nnrdoq.network.ModelException;
import org.nnrdoq.network.model.ModelFile;
import org.nnrdoq.network.onnx.OnnxGraph;
import org.nnrdoq.network.onnx.OnnxGraph.Tensor;
import org.nnrdoq.network.onnx.OnnxWriter;

/** Takes an integer model out of the constants of the graph that {@link IntegerGraph} made. */
final class IntegerGraphReader {
  private final ModelFile file;
  private final Map<String, Tensor> constants;

  private IntegerGraphReader(ModelFile file) {
    this.file = file;
    constants = file.graph().initializers();
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
    while (constants.containsKey("conv" + layers.size() + ".weight")) {
      layers.add(layer("conv" + layers.size(), sequential));
    }
    if (layers.isEmpty()) {
      throw lacks("conv0.weight");
    }
    String scores = sequential ? "free" : "logits";
    int exponent = -Math.getExponent(floats(scores + ".scale", 1)[0]);
    IntegerHead head = sequential ? head(exponent) : null;
    return new IntegerModel(
        file.origin(), file.info(), weights("block.weight"), layers, exponent, head);
  }

  private IntegerLayer layer(String name, boolean sequential) {
    Tensor w = tensor(name + ".weight");
    long[] shape = w.shape();
    if (shape.length != 4 || shape[2] != shape[3] || shape[0] > IntegerModel.MAX_CHANNELS) {
      throw new ModelException(
          file.origin() + ": " + name + ".weight has shape " + Arrays.toString(shape));
    }
    boolean rectified = constants.containsKey(name + ".divisor");
    int[] shift = new int[(int) shape[0]];
    if (rectified) {
      shift = shifts(name + ".divisor");
    } else if (!sequential) {
      Arrays.fill(shift, shifts("logits.divisor")[0]);
    }
    return new IntegerLayer(
        (int) shape[2],
        (int) shape[1],
        (int) shape[0],
        rectified,
        weights(name + ".weight"),
        ints(name + ".bias"),
        shift);
  }

  private IntegerHead head(int exponent) {
    int[] unitShift = shifts("units.divisor");
    int units = unitShift.length;
    int hidden = units - 3;
    int[] offset = ints("units.offset");
    int[] weights = ints("head.weight");
    int[] bias = ints("head.bias");
    if (hidden < 1 || offset.length != units || weights.length != 3 * units || bias.length != 3) {
      throw new ModelException(file.origin() + ": its loop has " + units + " units; convert again");
    }
    for (int k = 0; k < 3; k++) {
      bias[k] += offset[hidden + k] >> unitShift[hidden + k];
    }
    return new IntegerHead(
        units,
        hidden,
        ints("context.weight"),
        ints("pattern.weight"),
        ints("numbers.weight"),
        unitShift,
        Arrays.copyOf(weights, 3 * hidden),
        bias,
        shifts("free.divisor")[0],
        exponent,
        ints("logs"),
        ints("context.next"),
        ints("context.entering"),
        ints("context.priceRow"),
        ints("context.surroundingRow"),
        ints("start.context")[0]);
  }

  private ModelException lacks(String name) {
    return new ModelException(
        file.origin() + ": lacks the constant '" + name + "'; convert it again");
  }

  private Tensor tensor(String name) {
    Tensor t = constants.get(name);
    if (t == null || t.elements() == 0) {
      throw lacks(name);
    }
    return t;
  }

  private float[] floats(String name, int count) {
    Tensor t = tensor(name);
    if (t.elementType() != OnnxGraph.FLOAT || t.floats().length != count) {
      throw lacks(name);
    }
    return t.floats();
  }

  /** Integers of a constant; those beyond 32 bits saturate, which no check lets pass. */
  private int[] ints(String name) {
    Tensor t = tensor(name);
    if (t.longs() == null) {
      throw lacks(name);
    }
    int[] values = new int[t.longs().length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (int) Math.max(Integer.MIN_VALUE, Math.min(t.longs()[i], Integer.MAX_VALUE));
    }
    return values;
  }

  private int[] weights(String name) {
    int[] weights = ints(name);
    for (int i = 0; i < weights.length; i++) {
      weights[i] -= IntegerGraph.WEIGHT_ZERO;
    }
    return weights;
  }

  private int[] shifts(String name) {
    int[] shifts = ints(name);
    for (int i = 0; i < shifts.length; i++) {
      shifts[i] = Integer.numberOfTrailingZeros(shifts[i]);
    }
    return shifts;
  }
}
