package org.nnrdoq.network.integer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.nnrdoq.hevc.rate.ContextAutomaton;
import org.nnrdoq.network.onnx.OnnxGraph;
import org.nnrdoq.network.onnx.OnnxGraph.Node;
import org.nnrdoq.network.onnx.OnnxGraph.Tensor;
import org.nnrdoq.network.port.SequentialLoop;
import org.nnrdoq.network.port.SequentialNetwork;

/**
 * The loop over decisions of an integer network as nodes of an ONNX graph.
 *
 * <p>Divisions have arguments that are not negative, where rounding down and towards zero agree.
 */
public final class IntegerLoopGraph {
  /** Is added to sums before a division, so that they are not negative, and subtracted after it. */
  private static final int OFFSET = 1 << 30;

  private static final long TO_INT32 = OnnxGraph.INT32;

  private final Map<String, Tensor> constants;
  private final List<Node> nodes;
  private final IntegerHead head;
  private final String zero;
  private final long[] trunkBounds;

  private IntegerLoopGraph(
      Map<String, Tensor> constants,
      List<Node> nodes,
      IntegerHead head,
      String zero,
      long[] trunkBounds) {
    this.zero = zero;
    this.constants = constants;
    this.nodes = nodes;
    this.head = head;
    this.trunkBounds = trunkBounds;
  }

  /**
   * Adds the loop to a graph.
   *
   * @param constants of the graph
   * @param nodes of the graph
   * @param zero name of a constant that is 0, a 32-bit integer
   * @param sums planes of units that the trunk gives, 32-bit integers
   * @param trunkBounds largest magnitude of each unit that the trunk gives
   */
  public static void add(
      Map<String, Tensor> constants,
      List<Node> nodes,
      IntegerHead head,
      String zero,
      String sums,
      long[] trunkBounds) {
    new IntegerLoopGraph(constants, nodes, head, zero, trunkBounds).add(sums);
  }

  /** Adds the constants that turn floats into integers. */
  public static void addInputConstants(Map<String, Tensor> constants) {
    constants.put("input.one", Tensor.of(new float[] {IntegerModel.ONE}));
    constants.put("input.min", Tensor.of(new float[] {-32768}));
    constants.put("input.max", Tensor.of(new float[] {32767}));
  }

  private static Tensor scalar(int value) {
    return Tensor.of(OnnxGraph.INT32, new int[] {value});
  }

  private static Tensor ints(int[] values, long... shape) {
    return Tensor.of(OnnxGraph.INT32, values, shape);
  }

  /** Nodes that turn floats into integers as {@link IntegerModel#quantize} does. */
  static List<Node> quantize(String x, String out) {
    return List.of(
        SequentialLoop.node("Mul", List.of(x, "input.one"), x + ".scaled"),
        SequentialLoop.node("Round", List.of(x + ".scaled"), x + ".rounded"),
        SequentialLoop.node("Clip", List.of(x + ".rounded", "input.min", "input.max"), x + ".cut"),
        SequentialLoop.node("Cast", List.of(x + ".cut"), out, "to", TO_INT32));
  }

  static int[] powers(int[] shifts) {
    int[] powers = new int[shifts.length];
    for (int i = 0; i < powers.length; i++) {
      powers[i] = 1 << shifts[i];
    }
    return powers;
  }

  /** Nodes that shift sums, rounding down, and give them as floats. */
  static List<Node> scores(
      Map<String, Tensor> constants, String sums, int shift, int exponent, String out) {
    constants.put(out + ".offset", scalar(OFFSET));
    constants.put(out + ".divisor", scalar(1 << shift));
    constants.put(out + ".shiftedOffset", scalar(OFFSET >> shift));
    constants.put(out + ".scale", Tensor.of(new float[] {Math.scalb(1f, -exponent)}));
    return List.of(
        SequentialLoop.node("Add", List.of(sums, out + ".offset"), out + ".positive"),
        SequentialLoop.node("Div", List.of(out + ".positive", out + ".divisor"), out + ".shifted"),
        SequentialLoop.node(
            "Sub", List.of(out + ".shifted", out + ".shiftedOffset"), out + ".integer"),
        SequentialLoop.node(
            "Cast", List.of(out + ".integer"), out + ".float", "to", (long) OnnxGraph.FLOAT),
        SequentialLoop.node("Mul", List.of(out + ".float", out + ".scale"), out));
  }

  /**
   * Adds the loop.
   *
   * @param sums planes of units that the trunk gives, 32-bit integers
   */
  void add(String sums) {
    IntegerHead h = head;
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
    long[] bounds = IntegerHeadCheck.unitBounds(h, trunkBounds);
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
    body.add(SequentialLoop.node("Max", List.of("moved", zero), "rectified"));
    body.add(SequentialLoop.node("Div", List.of("rectified", "units.divisor"), "shifted"));
    body.add(SequentialLoop.node("Min", List.of("shifted", "units.cap"), "units"));
    body.add(SequentialLoop.node("MatMul", List.of("units", "head.weight"), "weighted"));
    body.add(SequentialLoop.node("Add", List.of("weighted", "head.bias"), "raw"));
    body.addAll(scores(constants, "raw", h.scoreShift(), h.scoreExponent(), "free"));
    body.add(SequentialLoop.node("Add", List.of("free", "stepMasks"), "stepScores"));
    return body;
  }
}
