package org.nnrdoq.network.list;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nnrdoq.network.integer.IntegerLoopGraph;
import org.nnrdoq.network.onnx.OnnxGraph;
import org.nnrdoq.network.onnx.OnnxGraph.Node;
import org.nnrdoq.network.onnx.OnnxGraph.Tensor;
import org.nnrdoq.network.onnx.OnnxGraph.Value;
import org.nnrdoq.network.port.Decision;
import org.nnrdoq.network.port.SequentialLoop;

/**
 * A network over lists as an ONNX graph of float operators on whole numbers.
 *
 * <p>All sums of floats are below 2^24, so that they are exact in whatever order a runtime adds
 * them. A batch holds lists of one length; the list lies along the width of images of height 1. An
 * auto-regressive network goes on in 32-bit integers, one block at a time.
 */
final class ListGraph {
  private static final int OPSET = 13;

  private final ListModel model;
  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, Tensor> constants = new LinkedHashMap<>();

  private ListGraph(ListModel model) {
    this.model = model;
  }

  static OnnxGraph build(String name, ListModel model) {
    return new ListGraph(model).build(name);
  }

  private OnnxGraph build(String name) {
    int inputs = model.info().features();
    int rows = model.info().blockFeatures();
    constants.put("zero", Tensor.of(new float[] {0}));
    constants.put("most", Tensor.of(new float[] {ListModel.MAX_VALUE}));
    String x = "features";
    for (int i = 0; i < model.layers().size(); i++) {
      x = layer(i, model.layers().get(i), x);
    }
    boolean sequential = model.loop() != null;
    if (sequential) {
      loop(x);
    } else {
      scores(x);
    }
    return new OnnxGraph(
        name,
        OPSET,
        sequential
            ? SequentialLoop.inputs(inputs, rows)
            : List.of(
                Value.floats("features", "batch", inputs, 1, "levels"),
                Value.floats("blockFeatures", "batch", rows, 1, 1)),
        sequential
            ? SequentialLoop.outputs()
            : List.of(Value.floats("logits", "batch", Decision.COUNT, 1, "levels")),
        constants,
        nodes,
        Map.of("arithmetic", ListModel.ARITHMETIC));
  }

  /** The units of all levels, as integers, and the loop over decisions. */
  private void loop(String x) {
    ListLoop l = model.loop();
    int units = l.head().units();
    constants.put("units.weight", floats(l.hidden(), units, l.hidden().length / units, 1, 1));
    constants.put("units.scale", Tensor.of(new float[] {1 << ListLoop.UNIT_SHIFT}));
    convolve(1, List.of(x, "units.weight"), "unitSums");
    add("Mul", List.of("unitSums", "units.scale"), "unitsScaled");
    nodes.add(
        SequentialLoop.node(
            "Cast", List.of("unitsScaled"), "unitsWhole", "to", (long) OnnxGraph.INT32));
    IntegerLoopGraph.addInputConstants(constants);
    constants.put("zero.integer", Tensor.of(OnnxGraph.INT32, new int[] {0}));
    IntegerLoopGraph.add(constants, nodes, l.head(), "zero.integer", "unitsWhole", l.unitBounds());
  }

  private String layer(int i, ListLayer l, String x) {
    String conv = "conv" + i;
    constants.put(conv + ".weight", floats(l.weights(), l.out(), l.in(), 1, l.taps()));
    constants.put(conv + ".bias", floats(roundingBias(l), l.out()));
    constants.put(conv + ".scale", Tensor.of(scales(l.shift()), 1, l.out(), 1, 1));
    convolve(l.taps(), List.of(x, conv + ".weight", conv + ".bias"), conv);
    String sums = conv;
    if (i == 0) {
      int rows = model.info().blockFeatures();
      constants.put("block.weight", floats(model.blockRows(), l.out(), rows, 1, 1));
      convolve(1, List.of("blockFeatures", "block.weight"), "block");
      add("Add", List.of(conv, "block"), "sum");
      sums = "sum";
    }
    add("Mul", List.of(sums, conv + ".scale"), conv + ".scaled");
    add("Floor", List.of(conv + ".scaled"), conv + ".whole");
    add("Clip", List.of(conv + ".whole", "zero", "most"), "activation" + i);
    return "activation" + i;
  }

  private void scores(String x) {
    ListScores s = model.scores();
    int in = s.hidden().length / ListScores.COUNT;
    int inputs = model.info().features();
    constants.put("scores.hidden", floats(afterKeep(s.hidden(), in), Decision.COUNT, in, 1, 1));
    constants.put(
        "scores.direct", floats(afterKeep(s.direct(), inputs), Decision.COUNT, inputs, 1, 1));
    constants.put("scores.bias", floats(afterKeep(s.bias(), 1), Decision.COUNT));
    constants.put("scores.scale", Tensor.of(new float[] {Math.scalb(1f, -s.exponent())}));
    convolve(1, List.of(x, "scores.hidden", "scores.bias"), "fromHidden");
    convolve(1, List.of("features", "scores.direct"), "fromInputs");
    add("Add", List.of("fromHidden", "fromInputs"), "scoreSums");
    add("Mul", List.of("scoreSums", "scores.scale"), "logits");
  }

  /** Weights of two scores with zeros before them: the score of keeping is 0. */
  private static int[] afterKeep(int[] values, int each) {
    int[] moved = new int[each + values.length];
    System.arraycopy(values, 0, moved, each, values.length);
    return moved;
  }

  /** Biases with half of what a shift rounds away. */
  static int[] roundingBias(ListLayer l) {
    int[] bias = l.bias().clone();
    for (int o = 0; o < bias.length; o++) {
      bias[o] += 1 << l.shift()[o] - 1;
    }
    return bias;
  }

  private static float[] scales(int[] shifts) {
    float[] scales = new float[shifts.length];
    for (int i = 0; i < scales.length; i++) {
      scales[i] = Math.scalb(1f, -shifts[i]);
    }
    return scales;
  }

  private static Tensor floats(int[] values, long... shape) {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = values[i];
    }
    return Tensor.of(floats, shape);
  }

  private void convolve(int taps, List<String> in, String out) {
    long p = taps / 2;
    Map<String, Object> attributes = new LinkedHashMap<>();
    attributes.put("kernel_shape", new long[] {1, taps});
    attributes.put("pads", new long[] {0, p, 0, p});
    nodes.add(new Node("Conv", in, List.of(out), attributes));
  }

  private void add(String op, List<String> in, String out) {
    nodes.add(new Node(op, in, List.of(out), Map.of()));
  }
}
