package org.nnrdoq.network.reference;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nnrdoq.network.ModelException;
import org.nnrdoq.network.model.ModelFile;
import org.nnrdoq.network.onnx.OnnxGraph;

/**
 * Holds a convolutional graph to what plain Java computes: operators, attributes and sizes that fit
 * each other, so that nothing can go wrong on a block.
 */
final class ConvolutionCheck {
  private static final int MAX_KERNEL = 15;
  private static final int MAX_CHANNELS = 1024;

  private final ModelFile model;

  /** Channels by tensor, negative where there is one value per channel and block. */
  private final Map<String, Integer> channels = new HashMap<>();

  private ConvolutionCheck(ModelFile model) {
    this.model = model;
  }

  /**
   * Checks a graph of {@code Conv}, {@code Relu} and {@code Add} as a whole.
   *
   * @throws ModelException if it is anything else, or gives other classes than its sidecar says
   */
  static void check(ModelFile model) {
    new ConvolutionCheck(model).check();
  }

  private void check() {
    OnnxGraph graph = model.graph();
    if (graph.inputs().size() != 2 || graph.outputs().size() != 1) {
      throw wrong("graph", "two inputs and an output");
    }
    channels.put(graph.inputs().get(0).name(), model.info().features());
    channels.put(graph.inputs().get(1).name(), -model.info().blockFeatures());
    for (OnnxGraph.Node node : graph.nodes()) {
      if (node.outputs().size() != 1 || node.inputs().isEmpty()) {
        throw wrong(node.opType(), "an input and one output");
      }
      channels.put(node.outputs().get(0), result(node));
    }
    if (known(graph.outputs().get(0).name()) != model.info().classes()) {
      throw wrong("output", model.info().classes() + " classes at every position");
    }
  }

  private int result(OnnxGraph.Node node) {
    int first = known(node.inputs().get(0));
    switch (node.opType()) {
      case "Conv":
        int out = convolution(model, node, Math.abs(first)).out();
        return first < 0 ? -out : out;
      case "Relu":
        return first;
      case "Add":
        if (node.inputs().size() != 2) {
          throw wrong("Add", "two inputs");
        }
        int second = known(node.inputs().get(1));
        if (Math.abs(first) != Math.abs(second)) {
          throw wrong("Add", "inputs of as many channels");
        }
        return Math.max(first, second);
      default:
        throw new ModelException(
            model.origin()
                + ": operator "
                + node.opType()
                + " is not known to plain Java; use backend ort");
    }
  }

  private int known(String tensor) {
    Integer c = channels.get(tensor);
    if (c == null) {
      throw wrong("tensor '" + tensor + "'", "one that a node before it gives");
    }
    return c;
  }

  private ModelException wrong(String what, String expected) {
    return wrong(model, what, expected);
  }

  private static ModelException wrong(ModelFile model, String what, String expected) {
    return new ModelException(
        model.origin() + ": " + what + ": plain Java expects " + expected + "; export it again");
  }

  /**
   * A convolution whose sizes fit.
   *
   * @param weights [out][in][kernel][kernel]
   * @param bias [out], or {@code null}
   */
  record Convolution(int out, int kernel, float[] weights, float[] bias) {}

  /**
   * The constants of a {@code Conv}: odd square kernel, stride 1, "same" zero padding.
   *
   * @param in channels of its input
   * @throws ModelException if it is anything else
   */
  static Convolution convolution(ModelFile model, OnnxGraph.Node node, int in) {
    Map<String, OnnxGraph.Tensor> all = model.graph().initializers();
    List<String> inputs = node.inputs();
    OnnxGraph.Tensor w = inputs.size() < 2 ? null : all.get(inputs.get(1));
    if (w == null || w.floats() == null || w.shape().length != 4) {
      throw wrong(model, "Conv", "constant weights [out, in, kernel, kernel]");
    }
    long[] s = w.shape();
    if (s[0] < 1 || s[0] > MAX_CHANNELS || s[1] != in || s[2] != s[3] || s[2] > MAX_KERNEL) {
      throw wrong(
          model,
          "Conv of shape " + Arrays.toString(s),
          "1 to " + MAX_CHANNELS + " outputs of " + in + " inputs, and square kernels");
    }
    int kernel = (int) s[2];
    if (kernel % 2 == 0) {
      throw wrong(model, "Conv", "kernels of odd size");
    }
    attributes(model, node, kernel);
    if (inputs.size() < 3) {
      return new Convolution((int) s[0], kernel, w.floats(), null);
    }
    OnnxGraph.Tensor bias = all.get(inputs.get(2));
    if (inputs.size() > 3
        || bias == null
        || bias.floats() == null
        || bias.floats().length != s[0]) {
      throw wrong(model, "Conv", "a bias for each output");
    }
    return new Convolution((int) s[0], kernel, w.floats(), bias.floats());
  }

  private static void attributes(ModelFile model, OnnxGraph.Node node, int kernel) {
    boolean padded = kernel == 1;
    for (Map.Entry<String, Object> a : node.attributes().entrySet()) {
      boolean fits =
          switch (a.getKey()) {
            case "kernel_shape" -> isAll(a.getValue(), 2, kernel);
            case "pads" -> isAll(a.getValue(), 4, kernel / 2);
            case "strides", "dilations" -> isAll(a.getValue(), 2, 1);
            case "group" -> a.getValue().equals(1L);
            default -> false;
          };
      if (!fits) {
        throw wrong(
            model, "Conv with its " + a.getKey(), "stride 1, one group and padding to equal size");
      }
      padded |= a.getKey().equals("pads");
    }
    if (!padded) {
      throw wrong(model, "Conv without pads", "padding to equal size");
    }
  }

  private static boolean isAll(Object value, int count, long each) {
    return value instanceof long[] v
        && v.length == count
        && Arrays.stream(v).allMatch(one -> one == each);
  }
}
