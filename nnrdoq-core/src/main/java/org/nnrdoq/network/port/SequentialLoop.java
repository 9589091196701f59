package org.nnrdoq.network.port;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nnrdoq.hevc.rate.ContextAutomaton;
import org.nnrdoq.network.onnx.OnnxGraph;
import org.nnrdoq.network.onnx.OnnxGraph.Node;
import org.nnrdoq.network.onnx.OnnxGraph.Tensor;
import org.nnrdoq.network.onnx.OnnxGraph.Value;

/**
 * What the ONNX graphs of all auto-regressive networks share: their inputs, and the {@code Scan}
 * that carries the context state, which groups are coded, and where the last levels were.
 *
 * <p>Tensors of the caller: {@code hidden}, [steps][units], the trunk's values where decisions are;
 * constants {@code context.next}, {@code context.entering}, {@code context.priceRow} and {@code
 * context.surroundingRow}; and nodes that make {@code stepScores} of {@code stepHidden}, {@code
 * state}, {@code pattern}, the prices {@code near} and {@code far}, and the indices {@code amounts}
 * of one count and two distances.
 */
public final class SequentialLoop {
  private static final int GROUPS = SequentialNetwork.NO_GROUP + 1;

  private SequentialLoop() {}

  /** Inputs of the graph. */
  public static List<Value> inputs(int channels, int blockChannels) {
    return List.of(
        Value.floats("features", 1, channels, "height", "width"),
        Value.floats("blockFeatures", 1, blockChannels, 1, 1),
        longs("positions", "steps"),
        longs("ints", "steps", SequentialNetwork.STEP_INTS),
        Value.floats("prices", "steps", ContextAutomaton.PRICE_ROWS, 2),
        Value.floats("surroundings", "steps", ContextAutomaton.SURROUNDING_ROWS, 2),
        Value.floats("masks", "steps", Decision.COUNT));
  }

  /** Outputs of the graph. */
  public static List<Value> outputs() {
    return List.of(Value.floats("scores", "steps", Decision.COUNT));
  }

  /** Adds the constants that the loop needs besides the caller's. */
  public static void addConstants(Map<String, Tensor> constants, int start, int levelClasses) {
    constants.put("start.context", Tensor.of(new long[] {start}));
    constants.put("start.number", Tensor.of(new long[] {0}, 1));
    constants.put("start.coded", Tensor.of(new long[GROUPS], GROUPS));
    constants.put("quarter", Tensor.of(new float[] {0.25f}));
    constants.put("one", Tensor.of(new float[] {1}));
    constants.put("minusOne", Tensor.of(new float[] {-1}));
    constants.put("zeros", Tensor.of(new long[] {0, 0}, 2));
    constants.put("ones", Tensor.of(new long[] {1}, 1));
    constants.put("levelClasses", Tensor.of(new long[] {levelClasses}));
    for (int i = 0; i < 6; i++) {
      constants.put("index" + i, Tensor.of(new long[] {i}));
      constants.put("indices" + i, Tensor.of(new long[] {i}, 1));
    }
  }

  /** Nodes from the trunk's planes {@code x} to {@code hidden}; they need {@code trunk.shape}. */
  public static List<Node> pick(String x) {
    return List.of(
        node("Reshape", List.of(x, "trunk.shape"), "planes"),
        node("Transpose", List.of("planes"), "trunk", "perm", new long[] {1, 0}),
        node("Gather", List.of("trunk", "positions"), "hidden"));
  }

  /**
   * The loop itself.
   *
   * @param unitType element type of {@code hidden}
   * @param units values per decision
   * @param scoring nodes that make {@code stepScores}
   */
  public static Node scan(int unitType, int units, List<Node> scoring) {
    List<Value> in =
        List.of(
            longs("context"),
            longs("count", 1),
            longs("last", 1),
            longs("previous", 1),
            longs("coded", GROUPS),
            new Value("stepHidden", unitType, List.of(String.valueOf(units))),
            longs("stepInts", SequentialNetwork.STEP_INTS),
            Value.floats("stepPrices", ContextAutomaton.PRICE_ROWS, 2),
            Value.floats("stepSurroundings", ContextAutomaton.SURROUNDING_ROWS, 2),
            Value.floats("stepMasks", Decision.COUNT));
    List<Value> out =
        List.of(
            longs("nextContext"),
            longs("nextCount", 1),
            longs("nextLast", 1),
            longs("nextPrevious", 1),
            longs("nextCoded", GROUPS),
            Value.floats("stepScores", Decision.COUNT));
    List<Node> body = new ArrayList<>(looking());
    body.addAll(scoring);
    body.addAll(following());
    OnnxGraph graph = new OnnxGraph("step", 0, in, out, Map.of(), body, Map.of());
    Map<String, Object> attributes = new LinkedHashMap<>();
    attributes.put("body", graph);
    attributes.put("num_scan_inputs", 5L);
    return new Node(
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
        attributes);
  }

  private static Value longs(String name, Object... shape) {
    return Value.of(name, OnnxGraph.INT64, shape);
  }

  /** Makes a node with one output; attributes are given as names and values in turn. */
  public static Node node(String op, List<String> in, String out, Object... attributes) {
    Map<String, Object> a = new LinkedHashMap<>();
    for (int i = 0; i < attributes.length; i += 2) {
      a.put((String) attributes[i], attributes[i + 1]);
    }
    return new Node(op, in, List.of(out), a);
  }

  /** Nodes from the state and the step's inputs to what scores are made of. */
  private static List<Node> looking() {
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
        node("Concat", List.of("count", "distances"), "amounts", "axis", 0L));
  }

  /** Nodes from the scores to the next state. */
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
