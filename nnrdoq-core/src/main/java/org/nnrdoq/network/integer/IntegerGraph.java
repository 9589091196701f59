package org.nnrdoq.network.integer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nnrdoq.network.onnx.OnnxGraph;
import org.nnrdoq.network.onnx.OnnxGraph.Node;
import org.nnrdoq.network.onnx.OnnxGraph.Tensor;
import org.nnrdoq.network.onnx.OnnxGraph.Value;
import org.nnrdoq.network.port.Decision;
import org.nnrdoq.network.port.SequentialLoop;

/**
 * An integer model as an ONNX graph: the same inputs and outputs as a float model, integers in
 * between.
 *
 * <p>{@code ConvInteger} takes bytes, so each convolution runs on the low and on the high byte of
 * its inputs; the high byte of signed inputs has the zero point 128. Divisions have arguments that
 * are not negative, where rounding down and towards zero agree.
 */
final class IntegerGraph {
  private static final int OPSET = 13;
  private static final int[] INPUT_CONSTANTS = {32768, 256, 0, IntegerModel.MAX_ACTIVATION};

  /** Zero point of weights. */
  static final int WEIGHT_ZERO = 128;

  private final IntegerModel model;
  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, Tensor> constants = new LinkedHashMap<>();

  private IntegerGraph(IntegerModel model) {
    this.model = model;
  }

  static OnnxGraph build(String name, IntegerModel model) {
    return new IntegerGraph(model).build(name);
  }

  private OnnxGraph build(String name) {
    IntegerLoopGraph.addInputConstants(constants);
    constants.put("input.zeroPoint", Tensor.of(OnnxGraph.UINT8, new int[] {128}));
    constants.put("byte.zeroPoint", Tensor.of(OnnxGraph.UINT8, new int[] {0}));
    constants.put("weight.zeroPoint", Tensor.of(OnnxGraph.UINT8, new int[] {WEIGHT_ZERO}));
    String[] names = {"input.offset", "byte", "zero", "cap"};
    for (int i = 0; i < names.length; i++) {
      constants.put(names[i], scalar(INPUT_CONSTANTS[i]));
    }
    String sums = trunk();
    int channels = model.info().features();
    int blockChannels = model.info().blockFeatures();
    List<Value> inputs;
    List<Value> outputs;
    if (model.head() == null) {
      finish(sums);
      inputs =
          List.of(
              Value.floats("features", "batch", channels, "height", "width"),
              Value.floats("blockFeatures", "batch", blockChannels, 1, 1));
      outputs = List.of(Value.floats("logits", "batch", Decision.COUNT, "height", "width"));
    } else {
      IntegerLoopGraph.add(
          constants, nodes, model.head(), "zero", sums, IntegerModelCheck.trunkBounds(model));
      inputs = SequentialLoop.inputs(channels, blockChannels);
      outputs = SequentialLoop.outputs();
    }
    return new OnnxGraph(
        name,
        OPSET,
        inputs,
        outputs,
        constants,
        nodes,
        Map.of("arithmetic", IntegerModel.ARITHMETIC));
  }

  private static Tensor scalar(int value) {
    return Tensor.of(OnnxGraph.INT32, new int[] {value});
  }

  private static Tensor ints(int[] values, long... shape) {
    return Tensor.of(OnnxGraph.INT32, values, shape);
  }

  /** Weights as ONNX Runtime's {@code ConvInteger} takes them: unsigned, with a zero point. */
  private static Tensor weights(int[] values, long... shape) {
    int[] moved = new int[values.length];
    for (int i = 0; i < moved.length; i++) {
      moved[i] = values[i] + WEIGHT_ZERO;
    }
    return Tensor.of(OnnxGraph.UINT8, moved, shape);
  }

  private void add(String op, List<String> in, String out, Object... attributes) {
    nodes.add(SequentialLoop.node(op, in, out, attributes));
  }

  /** Splits integers that are not negative into two bytes. */
  private void split(String x) {
    add("Div", List.of(x, "byte"), x + ".upper");
    add("Mul", List.of(x + ".upper", "byte"), x + ".floor");
    add("Sub", List.of(x, x + ".floor"), x + ".lower");
    add("Cast", List.of(x + ".upper"), x + ".high", "to", (long) OnnxGraph.UINT8);
    add("Cast", List.of(x + ".lower"), x + ".low", "to", (long) OnnxGraph.UINT8);
  }

  /** A convolution of both bytes. */
  private void convolve(String x, boolean signed, int kernel, String weights, String out) {
    long k = kernel;
    long p = kernel / 2;
    Object[] shape = {"kernel_shape", new long[] {k, k}, "pads", new long[] {p, p, p, p}};
    String zero = signed ? "input.zeroPoint" : "byte.zeroPoint";
    List<String> high = List.of(x + ".high", weights, zero, "weight.zeroPoint");
    List<String> low = List.of(x + ".low", weights, "byte.zeroPoint", "weight.zeroPoint");
    add("ConvInteger", high, out + ".high", shape);
    add("ConvInteger", low, out + ".low", shape);
    add("Mul", List.of(out + ".high", "byte"), out + ".upper");
    add("Add", List.of(out + ".upper", out + ".low"), out);
  }

  private void inputs(String x) {
    nodes.addAll(IntegerLoopGraph.quantize(x, x + ".integer"));
    add("Add", List.of(x + ".integer", "input.offset"), x + ".positive");
    split(x + ".positive");
  }

  /** All convolutions; returns the name of the last one's sums. */
  private String trunk() {
    inputs("blockFeatures");
    inputs("features");
    int first = model.layers().get(0).out();
    constants.put(
        "block.weight", weights(model.blockWeights(), first, model.info().blockFeatures(), 1, 1));
    convolve("blockFeatures.positive", true, 1, "block.weight", "block");
    String x = "features.positive";
    for (int i = 0; i < model.layers().size(); i++) {
      IntegerLayer l = model.layers().get(i);
      String conv = "conv" + i;
      constants.put(
          conv + ".weight", weights(l.weights(), l.out(), l.in(), l.kernel(), l.kernel()));
      constants.put(conv + ".bias", ints(l.bias(), 1, l.out(), 1, 1));
      convolve(x, i == 0, l.kernel(), conv + ".weight", conv);
      add("Add", List.of(conv, conv + ".bias"), conv + ".biased");
      x = conv + ".biased";
      if (i == 0) {
        add("Add", List.of(x, "block"), "sum");
        x = "sum";
      }
      if (l.rectified()) {
        constants.put(
            conv + ".divisor", ints(IntegerLoopGraph.powers(l.shift()), 1, l.out(), 1, 1));
        add("Max", List.of(x, "zero"), conv + ".rectified");
        add("Div", List.of(conv + ".rectified", conv + ".divisor"), conv + ".shifted");
        add("Min", List.of(conv + ".shifted", "cap"), "activation" + i);
        x = "activation" + i;
        split(x);
      }
    }
    return x;
  }

  /** Adds what makes the scores of a fully-convolutional network of sums. */
  private void finish(String sums) {
    int shift = model.layers().get(model.layers().size() - 1).shift()[0];
    nodes.addAll(IntegerLoopGraph.scores(constants, sums, shift, model.scoreExponent(), "logits"));
  }
}
