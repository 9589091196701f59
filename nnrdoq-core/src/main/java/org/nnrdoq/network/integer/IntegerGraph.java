package org.nnrdoq.network.integer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nnrdoq.hevc.rate.ContextAutomaton;
import org.nnrdoq.network.onnx.OnnxGraph;
import org.nnrdoq.network.onnx.OnnxGraph.Node;
import org.nnrdoq.network.onnx.OnnxGraph.Tensor;
import org.nnrdoq.network.onnx.OnnxGraph.Value;
import org.nnrdoq.network.port.Decision;
import org.nnrdoq.network.port.SequentialLoop;
import org.nnrdoq.network.port.SequentialNetwork;

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
  private static final long TO_INT32 = OnnxGraph.INT32;
  private static final int[] INPUT_CONSTANTS = {32768, 256, 0, IntegerModel.MAX_ACTIVATION};

  /** Zero point of weights. */
  static final int WEIGHT_ZERO = 128;

  /** Is added to sums before a division, so that they are not negative, and subtracted after it. */
  static final int OFFSET = 1 << 30;

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
    constants.put("input.one", Tensor.of(new float[] {IntegerModel.ONE}));
    constants.put("input.min", Tensor.of(new float[] {-32768}));
    constants.put("input.max", Tensor.of(new float[] {32767}));
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
      loop(sums);
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

  /** Nodes that turn floats into integers as {@link IntegerModel#quantize} does. */
  private static List<Node> quantize(String x, String out) {
    return List.of(
        SequentialLoop.node("Mul", List.of(x, "input.one"), x + ".scaled"),
        SequentialLoop.node("Round", List.of(x + ".scaled"), x + ".rounded"),
        SequentialLoop.node("Clip", List.of(x + ".rounded", "input.min", "input.max"), x + ".cut"),
        SequentialLoop.node("Cast", List.of(x + ".cut"), out, "to", TO_INT32));
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
    nodes.addAll(quantize(x, x + ".integer"));
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
        constants.put(conv + ".divisor", ints(powers(l.shift()), 1, l.out(), 1, 1));
        add("Max", List.of(x, "zero"), conv + ".rectified");
        add("Div", List.of(conv + ".rectified", conv + ".divisor"), conv + ".shifted");
        add("Min", List.of(conv + ".shifted", "cap"), "activation" + i);
        x = "activation" + i;
        split(x);
      }
    }
    return x;
  }

  private static int[] powers(int[] shifts) {
    int[] powers = new int[shifts.length];
    for (int i = 0; i < powers.length; i++) {
      powers[i] = 1 << shifts[i];
    }
    return powers;
  }

  /** Adds what makes the scores of a fully-convolutional network of sums. */
  private void finish(String sums) {
    int shift = model.layers().get(model.layers().size() - 1).shift()[0];
    nodes.addAll(scores(sums, shift, "logits"));
  }

  /** Nodes that shift sums, rounding down, and give them as floats. */
  private List<Node> scores(String sums, int shift, String out) {
    constants.put(out + ".offset", scalar(OFFSET));
    constants.put(out + ".divisor", scalar(1 << shift));
    constants.put(out + ".shiftedOffset", scalar(OFFSET >> shift));
    constants.put(out + ".scale", Tensor.of(new float[] {Math.scalb(1f, -model.scoreExponent())}));
    return List.of(
        SequentialLoop.node("Add", List.of(sums, out + ".offset"), out + ".positive"),
        SequentialLoop.node("Div", List.of(out + ".positive", out + ".divisor"), out + ".shifted"),
        SequentialLoop.node(
            "Sub", List.of(out + ".shifted", out + ".shiftedOffset"), out + ".integer"),
        SequentialLoop.node(
            "Cast", List.of(out + ".integer"), out + ".float", "to", (long) OnnxGraph.FLOAT),
        SequentialLoop.node("Mul", List.of(out + ".float", out + ".scale"), out));
  }

  private void loop(String sums) {
    IntegerHead h = model.head();
    int units = h.units();
    long states = ContextAutomaton.STATES;
    constants.put("trunk.shape", Tensor.of(new long[] {units, -1}, 2));
    nodes.addAll(SequentialLoop.pick(sums));
    constants.put("context.next", longs(h.next()));
    constants.put("context.entering", longs(h.entering()));
    constants.put("context.priceRow", longs(h.priceRow()));
    constants.put("context.surroundingRow", longs(h.surroundingRow()));
    constants.put("context.weight", ints(h.context(), states, units));
    constants.put("pattern.weight", ints(h.pattern(), ContextAutomaton.PATTERNS, units));
    constants.put("numbers.weight", ints(h.numbers(), SequentialNetwork.NUMBERS, units));
    constants.put("logs", ints(h.logs(), h.logs().length));
    units(h);
    SequentialLoop.addConstants(constants, h.start(), ContextAutomaton.LEVEL_CLASSES);
    nodes.add(SequentialLoop.scan(OnnxGraph.INT32, units, scoring(h)));
  }

  private static Tensor longs(int[] values) {
    return Tensor.of(OnnxGraph.INT64, values, values.length);
  }

  /** Hidden units are rectified by the same operators as direct ones, which an offset keeps. */
  private void units(IntegerHead h) {
    int units = h.units();
    int[] offset = new int[units];
    int[] cap = new int[units];
    int[] weights = new int[3 * units];
    int[] bias = new int[3];
    Arrays.fill(cap, 0, h.hidden(), IntegerModel.MAX_ACTIVATION);
    System.arraycopy(h.headWeights(), 0, weights, 0, h.headWeights().length);
    long[] bounds = IntegerModelCheck.unitBounds(model);
    for (int k = 0; k < 3; k++) {
      int u = h.hidden() + k;
      offset[u] = Math.max(Integer.highestOneBit((int) bounds[u]) << 1, 1 << h.unitShift()[u]);
      cap[u] = Integer.MAX_VALUE;
      weights[3 * u + k] = 1;
      bias[k] = h.headBias()[k] - (offset[u] >> h.unitShift()[u]);
    }
    constants.put("units.offset", ints(offset, units));
    constants.put("units.divisor", ints(powers(h.unitShift()), units));
    constants.put("units.cap", ints(cap, units));
    constants.put("head.weight", ints(weights, units, 3));
    constants.put("head.bias", ints(bias, 3));
  }

  private List<Node> scoring(IntegerHead h) {
    List<Node> body = new ArrayList<>();
    body.add(SequentialLoop.node("Concat", List.of("near", "far"), "exact", "axis", 0L));
    body.addAll(quantize("exact", "rounded"));
    body.add(SequentialLoop.node("Gather", List.of("logs", "amounts"), "amountLogs"));
    body.add(
        SequentialLoop.node("Concat", List.of("rounded", "amountLogs"), "numbers", "axis", 0L));
    body.add(SequentialLoop.node("Gather", List.of("context.weight", "state"), "fromContext"));
    body.add(SequentialLoop.node("Gather", List.of("pattern.weight", "pattern"), "fromPattern"));
    body.add(SequentialLoop.node("MatMul", List.of("numbers", "numbers.weight"), "fromNumbers"));
    body.add(SequentialLoop.node("Add", List.of("stepHidden", "fromContext"), "hidden1"));
    body.add(SequentialLoop.node("Add", List.of("hidden1", "fromPattern"), "hidden2"));
    body.add(SequentialLoop.node("Add", List.of("hidden2", "fromNumbers"), "hidden3"));
    body.add(SequentialLoop.node("Add", List.of("hidden3", "units.offset"), "moved"));
    body.add(SequentialLoop.node("Max", List.of("moved", "zero"), "rectified"));
    body.add(SequentialLoop.node("Div", List.of("rectified", "units.divisor"), "shifted"));
    body.add(SequentialLoop.node("Min", List.of("shifted", "units.cap"), "units"));
    body.add(SequentialLoop.node("MatMul", List.of("units", "head.weight"), "weighted"));
    body.add(SequentialLoop.node("Add", List.of("weighted", "head.bias"), "raw"));
    body.addAll(scores("raw", h.scoreShift(), "free"));
    body.add(SequentialLoop.node("Add", List.of("free", "stepMasks"), "stepScores"));
    return body;
  }
}
