package org.nnrdoq.quantizer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nnrdoq.network.LogTable;
import org.nnrdoq.network.SequentialNetwork;
import org.nnrdoq.network.onnx.OnnxGraph;
import org.nnrdoq.network.onnx.OnnxGraph.Node;
import org.nnrdoq.network.onnx.OnnxGraph.Tensor;
import org.nnrdoq.network.onnx.OnnxGraph.Value;
import org.nnrdoq.network.reference.SequentialHead;

/**
 * Builds the ONNX graph of an auto-regressive network: a convolutional trunk, then one {@code Scan}
 * over the decisions that carries the context state, which groups are coded, and where the last
 * levels were.
 */
public final class SequentialGraph {
  /** ONNX operator set; nothing newer is used. */
  public static final int OPSET = 13;

  /**
   * Inputs of a decision from its state, in the order of the weights: {@link
   * ContextAutomaton#describe}, which neighbouring groups are coded (one of four), numbers.
   */
  public static final int STATE_INPUTS =
      ContextAutomaton.DESCRIPTION + SequentialHead.PATTERNS + SequentialHead.NUMBERS;

  private static final int CLASSES = SequentialNetwork.CLASSES;

  /**
   * A layer of the trunk.
   *
   * @param weight [output][input][kernel][kernel]
   * @param bias [output]
   */
  public record Layer(Tensor weight, Tensor bias) {}

  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, Tensor> constants = new LinkedHashMap<>();

  private SequentialGraph() {}

  /**
   * Builds a graph.
   *
   * @param name of the graph
   * @param set its inputs per position and block
   * @param trunk layers with ReLU between them; the last is 1x1 and gives the hidden units, then
   *     one value per class that is added to the scores
   * @param block [outputs of the first layer][inputs per block][1][1]
   * @param state [outputs of the last layer][{@link #STATE_INPUTS}]
   * @param head [class][hidden units]
   */
  public static OnnxGraph build(
      String name, FeatureSet set, List<Layer> trunk, Tensor block, float[] state, float[] head) {
    SequentialGraph g = new SequentialGraph();
    int units = (int) trunk.get(trunk.size() - 1).weight().shape()[0];
    g.trunk(trunk, block);
    g.tables(units, state, head);
    g.loop(units);
    return new OnnxGraph(
        name,
        OPSET,
        List.of(
            Value.floats("features", 1, set.channels(), "height", "width"),
            Value.floats("blockFeatures", 1, set.blockChannels(), 1, 1),
            new Value("positions", OnnxGraph.INT64, List.of("steps")),
            new Value("ints", OnnxGraph.INT64, shape("steps", SequentialNetwork.STEP_INTS)),
            Value.floats("prices", "steps", ContextAutomaton.PRICE_ROWS, 2),
            Value.floats("surroundings", "steps", SequentialNetwork.SURROUNDINGS / 2, 2),
            Value.floats("masks", "steps", CLASSES)),
        List.of(Value.floats("scores", "steps", CLASSES)),
        g.constants,
        g.nodes,
        Map.of());
  }

  private static List<String> shape(Object... dimensions) {
    List<String> s = new ArrayList<>();
    for (Object d : dimensions) {
      s.add(String.valueOf(d));
    }
    return s;
  }

  private static Node node(String op, List<String> in, String out, Object... attributes) {
    Map<String, Object> a = new LinkedHashMap<>();
    for (int i = 0; i < attributes.length; i += 2) {
      a.put((String) attributes[i], attributes[i + 1]);
    }
    return new Node(op, in, List.of(out), a);
  }

  private void trunk(List<Layer> trunk, Tensor block) {
    constants.put("block.weight", block);
    nodes.add(conv(1, List.of("blockFeatures", "block.weight"), "block"));
    String x = "features";
    for (int i = 0; i < trunk.size(); i++) {
      String conv = "conv" + i;
      constants.put(conv + ".weight", trunk.get(i).weight());
      constants.put(conv + ".bias", trunk.get(i).bias());
      long kernel = trunk.get(i).weight().shape()[2];
      nodes.add(conv(kernel, List.of(x, conv + ".weight", conv + ".bias"), conv));
      x = conv;
      if (i == 0) {
        nodes.add(node("Add", List.of(x, "block"), "sum"));
        x = "sum";
      }
      if (i < trunk.size() - 1) {
        nodes.add(node("Relu", List.of(x), "relu" + i));
        x = "relu" + i;
      }
    }
    int units = (int) trunk.get(trunk.size() - 1).weight().shape()[0];
    constants.put("trunk.shape", Tensor.of(new long[] {units, -1}, 2));
    nodes.add(node("Reshape", List.of(x, "trunk.shape"), "planes"));
    nodes.add(node("Transpose", List.of("planes"), "trunk", "perm", new long[] {1, 0}));
    nodes.add(node("Gather", List.of("trunk", "positions"), "hidden"));
  }

  private static Node conv(long kernel, List<String> in, String out) {
    long p = kernel / 2;
    return node(
        "Conv",
        in,
        out,
        "kernel_shape",
        new long[] {kernel, kernel},
        "pads",
        new long[] {p, p, p, p});
  }

  private void tables(int units, float[] state, float[] head) {
    int states = ContextAutomaton.STATES;
    int classes = ContextAutomaton.LEVEL_CLASSES;
    long[] next = new long[states * classes];
    long[] entering = new long[2 * states];
    long[] priceRow = new long[states];
    long[] surroundingRow = new long[states];
    float[] described = new float[ContextAutomaton.DESCRIPTION];
    float[] contextWeights = new float[states * units];
    for (int s = 0; s < states; s++) {
      for (int k = 0; k < classes; k++) {
        next[s * classes + k] = ContextAutomaton.next(s, k);
      }
      entering[s] = s;
      entering[states + s] = ContextAutomaton.entering(s);
      priceRow[s] = ContextAutomaton.priceRow(s);
      surroundingRow[s] = 4L * ContextAutomaton.surroundingRow(s);
      ContextAutomaton.describe(s, described, 0);
      for (int u = 0; u < units; u++) {
        float sum = 0;
        for (int i = 0; i < described.length; i++) {
          sum += described[i] * state[u * STATE_INPUTS + i];
        }
        contextWeights[s * units + u] = sum;
      }
    }
    constants.put("context.next", Tensor.of(next, next.length));
    constants.put("context.entering", Tensor.of(entering, entering.length));
    constants.put("context.priceRow", Tensor.of(priceRow, states));
    constants.put("context.surroundingRow", Tensor.of(surroundingRow, states));
    constants.put("context.weight", Tensor.of(contextWeights, states, units));
    int first = ContextAutomaton.DESCRIPTION;
    constants.put("pattern.weight", columns(units, state, first, SequentialHead.PATTERNS));
    first += SequentialHead.PATTERNS;
    constants.put("numbers.weight", columns(units, state, first, SequentialHead.NUMBERS));
    headTables(units, head);
  }

  private static Tensor columns(int units, float[] state, int first, int count) {
    float[] w = new float[count * units];
    for (int i = 0; i < count; i++) {
      for (int u = 0; u < units; u++) {
        w[i * units + u] = state[u * STATE_INPUTS + first + i];
      }
    }
    return Tensor.of(w, count, units);
  }

  /** Hidden units with ReLU, then the values that are scores already, in one layer. */
  private void headTables(int units, float[] head) {
    int hidden = units - CLASSES;
    float[] slope = new float[units];
    float[] weight = new float[units * CLASSES];
    for (int k = 0; k < CLASSES; k++) {
      slope[hidden + k] = 1;
      weight[(hidden + k) * CLASSES + k] = 1;
      for (int u = 0; u < hidden; u++) {
        weight[u * CLASSES + k] = head[k * hidden + u];
      }
    }
    constants.put("head.slope", Tensor.of(slope, units));
    constants.put("head.weight", Tensor.of(weight, units, CLASSES));
    float[] logs = new float[SequentialNetwork.MAX_STEPS + 1];
    for (int n = 0; n < logs.length; n++) {
      logs[n] = (float) (LogTable.log2(n) / 6);
    }
    constants.put("logs", Tensor.of(logs, logs.length));
    constants.put("start.context", Tensor.of(new long[] {ContextAutomaton.START}));
    constants.put("start.number", Tensor.of(new long[] {0}, 1));
    int groups = SequentialNetwork.NO_GROUP + 1;
    constants.put("start.coded", Tensor.of(new long[groups], groups));
    constants.put("quarter", Tensor.of(new float[] {0.25f}));
    constants.put("one", Tensor.of(new float[] {1}));
    constants.put("minusOne", Tensor.of(new float[] {-1}));
    constants.put("zeros", Tensor.of(new long[] {0, 0}, 2));
    constants.put("ones", Tensor.of(new long[] {1}, 1));
    constants.put("levelClasses", Tensor.of(new long[] {ContextAutomaton.LEVEL_CLASSES}));
    for (int i = 0; i < 6; i++) {
      constants.put("index" + i, Tensor.of(new long[] {i}));
      constants.put("indices" + i, Tensor.of(new long[] {i}, 1));
    }
  }

  private void loop(int units) {
    List<Value> in =
        List.of(
            new Value("context", OnnxGraph.INT64, List.of()),
            new Value("count", OnnxGraph.INT64, List.of("1")),
            new Value("last", OnnxGraph.INT64, List.of("1")),
            new Value("previous", OnnxGraph.INT64, List.of("1")),
            new Value("coded", OnnxGraph.INT64, shape(SequentialNetwork.NO_GROUP + 1)),
            Value.floats("stepHidden", units),
            new Value("stepInts", OnnxGraph.INT64, shape(SequentialNetwork.STEP_INTS)),
            Value.floats("stepPrices", ContextAutomaton.PRICE_ROWS, 2),
            Value.floats("stepSurroundings", SequentialNetwork.SURROUNDINGS / 2, 2),
            Value.floats("stepMasks", CLASSES));
    List<Value> out =
        List.of(
            new Value("nextContext", OnnxGraph.INT64, List.of()),
            new Value("nextCount", OnnxGraph.INT64, List.of("1")),
            new Value("nextLast", OnnxGraph.INT64, List.of("1")),
            new Value("nextPrevious", OnnxGraph.INT64, List.of("1")),
            new Value("nextCoded", OnnxGraph.INT64, shape(SequentialNetwork.NO_GROUP + 1)),
            Value.floats("stepScores", CLASSES));
    List<Node> body = new ArrayList<>(scoring());
    body.addAll(following());
    OnnxGraph graph = new OnnxGraph("step", 0, in, out, Map.of(), body, Map.of());
    nodes.add(
        new Node(
            "Scan",
            List.of(
                "start.context",
                "start.number",
                "start.number",
                "start.number",
                "start.coded",
                "hidden",
                "ints",
                "prices",
                "surroundings",
                "masks"),
            List.of("endContext", "endCount", "endLast", "endPrevious", "endCoded", "scores"),
            Map.of("body", graph, "num_scan_inputs", 5L)));
  }

  /** From the state and the step's inputs to the scores. */
  private static List<Node> scoring() {
    return List.of(
        node("Gather", List.of("stepInts", "index0"), "enter"),
        node("Add", List.of("context", "enter"), "entered"),
        node("Gather", List.of("context.entering", "entered"), "state"),
        node("Gather", List.of("stepInts", "index2"), "right"),
        node("Gather", List.of("stepInts", "index3"), "below"),
        node("Gather", List.of("coded", "right"), "rightCoded"),
        node("Gather", List.of("coded", "below"), "belowCoded"),
        node("Add", List.of("belowCoded", "belowCoded"), "belowTwice"),
        node("Add", List.of("rightCoded", "belowTwice"), "pattern"),
        node("Gather", List.of("context.priceRow", "state"), "priceRow"),
        node("Gather", List.of("stepPrices", "priceRow"), "ownPrice"),
        node("Gather", List.of("context.surroundingRow", "state"), "surroundingBase"),
        node("Add", List.of("surroundingBase", "pattern"), "surroundingRow"),
        node("Gather", List.of("stepSurroundings", "surroundingRow"), "surroundingPrice"),
        node("Add", List.of("ownPrice", "surroundingPrice"), "price"),
        node("Clip", List.of("price", "minusOne", "one"), "near"),
        node("Mul", List.of("price", "quarter"), "far"),
        node("Gather", List.of("stepInts", "indices4"), "place"),
        node("Concat", List.of("last", "previous"), "places", "axis", 0L),
        node("Sub", List.of("places", "place"), "differences"),
        node("Max", List.of("differences", "zeros"), "distances"),
        node("Concat", List.of("count", "distances"), "amounts", "axis", 0L),
        node("Gather", List.of("logs", "amounts"), "amountLogs"),
        node("Concat", List.of("near", "far", "amountLogs"), "numbers", "axis", 0L),
        node("Gather", List.of("context.weight", "state"), "fromContext"),
        node("Gather", List.of("pattern.weight", "pattern"), "fromPattern"),
        node("MatMul", List.of("numbers", "numbers.weight"), "fromNumbers"),
        node("Add", List.of("stepHidden", "fromContext"), "hidden1"),
        node("Add", List.of("hidden1", "fromPattern"), "hidden2"),
        node("Add", List.of("hidden2", "fromNumbers"), "hidden3"),
        node("PRelu", List.of("hidden3", "head.slope"), "units"),
        node("MatMul", List.of("units", "head.weight"), "free"),
        node("Add", List.of("free", "stepMasks"), "stepScores"));
  }

  /** From the scores to the next state. */
  private static List<Node> following() {
    return List.of(
        node("ArgMax", List.of("stepScores"), "choice", "axis", 0L, "keepdims", 1L),
        node("Add", List.of("choice", "indices5"), "choiceIndex"),
        node("Gather", List.of("stepInts", "choiceIndex"), "levelClass"),
        node("Squeeze", List.of("levelClass"), "levelClassScalar"),
        node("Mul", List.of("state", "levelClasses"), "stateBase"),
        node("Add", List.of("stateBase", "levelClassScalar"), "transition"),
        node("Gather", List.of("context.next", "transition"), "nextContext"),
        node("Min", List.of("levelClass", "ones"), "coding"),
        node("Add", List.of("count", "coding"), "nextCount"),
        node("Mul", List.of("coding", "place"), "codedPlace"),
        node("Max", List.of("last", "codedPlace"), "nextLast"),
        node("Cast", List.of("coding"), "isCoding", "to", 9L),
        node("Where", List.of("isCoding", "place", "previous"), "nextPrevious"),
        node("Gather", List.of("stepInts", "indices1"), "group"),
        node("Gather", List.of("coded", "group"), "groupCoded"),
        node("Max", List.of("groupCoded", "coding"), "groupNowCoded"),
        node("ScatterElements", List.of("coded", "group", "groupNowCoded"), "nextCoded"));
  }
}
