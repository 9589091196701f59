package org.nnrdoq.network.integer;

import java.util.Arrays;
import java.util.Map;
import org.nnrdoq.network.ModelException;
import org.nnrdoq.network.model.ModelFile;
import org.nnrdoq.network.onnx.OnnxGraph;
import org.nnrdoq.network.onnx.OnnxGraph.Tensor;

/** The constants of a graph by name, as the integers that a model is made of. */
public final class IntegerConstants {
  private final ModelFile file;
  private final Map<String, Tensor> constants;

  /** Those of a model's graph. */
  public IntegerConstants(ModelFile file) {
    this.file = file;
    constants = file.graph().initializers();
  }

  /** Whether there is one. */
  boolean has(String name) {
    return constants.containsKey(name);
  }

  /**
   * The loop that {@link IntegerLoopGraph} made.
   *
   * @throws ModelException if a constant is missing
   */
  public IntegerHead head() {
    int exponent = -Math.getExponent(floats("free.scale", 1)[0]);
    int[] unitShift = shifts("units.divisor");
    int units = unitShift.length;
    int hidden = units - 3;
    int[] offset = ints("units.offset");
    int[] weights = ints("head.weight");
    int[] bias = ints("head.bias");
    if (hidden < 1 || offset.length != units || weights.length != 3 * units || bias.length != 3) {
      throw new ModelException(file.origin() + ": its loop has " + units + " units; make it again");
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

  ModelException lacks(String name) {
    return new ModelException(file.origin() + ": lacks the constant '" + name + "'; make it again");
  }

  Tensor tensor(String name) {
    Tensor t = constants.get(name);
    if (t == null || t.elements() == 0) {
      throw lacks(name);
    }
    return t;
  }

  float[] floats(String name, int count) {
    Tensor t = tensor(name);
    if (t.elementType() != OnnxGraph.FLOAT || t.floats().length != count) {
      throw lacks(name);
    }
    return t.floats();
  }

  /** Integers of a constant; those beyond 32 bits saturate, which no check lets pass. */
  int[] ints(String name) {
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

  int[] shifts(String name) {
    int[] shifts = ints(name);
    for (int i = 0; i < shifts.length; i++) {
      shifts[i] = Integer.numberOfTrailingZeros(shifts[i]);
    }
    return shifts;
  }
}
