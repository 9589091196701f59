package org.nnrdoq.training.learn;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nnrdoq.hevc.rate.ContextAutomaton;
import org.nnrdoq.network.onnx.OnnxGraph;
import org.nnrdoq.network.onnx.OnnxGraph.Node;
import org.nnrdoq.network.onnx.OnnxGraph.Tensor;
import org.nnrdoq.network.port.Decision;
import org.nnrdoq.network.port.LogTable;
import org.nnrdoq.network.port.SequentialLoop;
import org.nnrdoq.network.port.SequentialNetwork;
import org.nnrdoq.network.reference.SequentialHead;
import org.nnrdoq.quantizer.net.FeatureSet;
import org.nnrdoq.training.data.StateInputs;

/**
 * Builds the ONNX graph of an auto-regressive network: a convolutional trunk, then one {@code Scan}
 * over the decisions that carries the context state, which groups are coded, and where the last
 * levels were.
 */
public final class SequentialGraph {
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
   * @param state [outputs of the last layer][{@link StateInputs#COUNT}]
   * @param head [decision][hidden units]
   */
  public static OnnxGraph build(
      String name, FeatureSet set, List<Layer> trunk, Tensor block, float[] state, float[] head) {
    SequentialGraph g = new SequentialGraph();
    int units = (int) trunk.get(trunk.size() - 1).weight().shape()[0];
    g.trunk(trunk, block);
    g.addTables(units, state, head);
    g.nodes.add(SequentialLoop.scan(OnnxGraph.FLOAT, units, scoring()));
    return new OnnxGraph(
        name,
        TrunkGraph.OPSET,
        SequentialLoop.inputs(set.channels(), set.blockChannels()),
        SequentialLoop.outputs(),
        g.constants,
        g.nodes,
        Map.of());
  }

  private void trunk(List<Layer> trunk, Tensor block) {
    constants.put("block.weight", block);
    for (int i = 0; i < trunk.size(); i++) {
      constants.put("conv" + i + ".weight", trunk.get(i).weight());
      constants.put("conv" + i + ".bias", trunk.get(i).bias());
    }
    List<Integer> kernels = trunk.stream().map(l -> (int) l.weight().shape()[2]).toList();
    String output = "conv" + (trunk.size() - 1);
    nodes.addAll(TrunkGraph.nodes(kernels, output));
    int units = (int) trunk.get(trunk.size() - 1).weight().shape()[0];
    constants.put("trunk.shape", Tensor.of(new long[] {units, -1}, 2));
    nodes.addAll(SequentialLoop.pick(output));
  }

  /**
   * The constants that the loop needs, as {@link SequentialHead} takes them.
   *
   * @param units hidden units, and one for each class
   * @param state [unit][{@link StateInputs#COUNT}]
   * @param head [decision][hidden units]
   */
  static Map<String, Tensor> tables(int units, float[] state, float[] head) {
    SequentialGraph g = new SequentialGraph();
    g.addTables(units, state, head);
    return g.constants;
  }

  private void addTables(int units, float[] state, float[] head) {
    int states = ContextAutomaton.STATES;
    float[] described = new float[ContextAutomaton.DESCRIPTION];
    float[] contextWeights = new float[states * units];
    for (int s = 0; s < states; s++) {
      ContextAutomaton.describe(s, described, 0);
      for (int u = 0; u < units; u++) {
        float sum = 0;
        for (int i = 0; i < described.length; i++) {
          sum += described[i] * state[u * StateInputs.COUNT + i];
        }
        contextWeights[s * units + u] = sum;
      }
    }
    ContextAutomaton.Tables tables = ContextAutomaton.tables();
    constants.put("context.next", longs(tables.next()));
    constants.put("context.entering", longs(tables.entering()));
    constants.put("context.priceRow", longs(tables.priceRow()));
    constants.put("context.surroundingRow", longs(tables.surroundingRow()));
    constants.put("context.weight", Tensor.of(contextWeights, states, units));
    int first = ContextAutomaton.DESCRIPTION;
    constants.put("pattern.weight", columns(units, state, first, ContextAutomaton.PATTERNS));
    first += ContextAutomaton.PATTERNS;
    constants.put("numbers.weight", columns(units, state, first, SequentialNetwork.NUMBERS));
    headTables(units, head);
  }

  private static Tensor longs(int[] values) {
    return Tensor.of(OnnxGraph.INT64, values, values.length);
  }

  private static Tensor columns(int units, float[] state, int first, int count) {
    float[] w = new float[count * units];
    for (int i = 0; i < count; i++) {
      for (int u = 0; u < units; u++) {
        w[i * units + u] = state[u * StateInputs.COUNT + first + i];
      }
    }
    return Tensor.of(w, count, units);
  }

  /** Hidden units with ReLU, then the values that are scores already, in one layer. */
  private void headTables(int units, float[] head) {
    int hidden = units - Decision.COUNT;
    float[] slope = new float[units];
    float[] weight = new float[units * Decision.COUNT];
    for (int k = 0; k < Decision.COUNT; k++) {
      slope[hidden + k] = 1;
      weight[(hidden + k) * Decision.COUNT + k] = 1;
      for (int u = 0; u < hidden; u++) {
        weight[u * Decision.COUNT + k] = head[k * hidden + u];
      }
    }
    constants.put("head.slope", Tensor.of(slope, units));
    constants.put("head.weight", Tensor.of(weight, units, Decision.COUNT));
    float[] logs = new float[SequentialNetwork.MAX_STEPS + 1];
    for (int n = 0; n < logs.length; n++) {
      logs[n] = (float) (LogTable.log2(n) / 6);
    }
    constants.put("logs", Tensor.of(logs, logs.length));
    SequentialLoop.addConstants(constants, ContextAutomaton.START, ContextAutomaton.LEVEL_CLASSES);
  }

  private static List<Node> scoring() {
    return List.of(
        SequentialLoop.node("Gather", List.of("logs", "amounts"), "amountLogs"),
        SequentialLoop.node("Concat", List.of("near", "far", "amountLogs"), "numbers", "axis", 0L),
        SequentialLoop.node("Gather", List.of("context.weight", "state"), "fromContext"),
        SequentialLoop.node("Gather", List.of("pattern.weight", "pattern"), "fromPattern"),
        SequentialLoop.node("MatMul", List.of("numbers", "numbers.weight"), "fromNumbers"),
        SequentialLoop.node("Add", List.of("stepHidden", "fromContext"), "hidden1"),
        SequentialLoop.node("Add", List.of("hidden1", "fromPattern"), "hidden2"),
        SequentialLoop.node("Add", List.of("hidden2", "fromNumbers"), "hidden3"),
        SequentialLoop.node("PRelu", List.of("hidden3", "head.slope"), "units"),
        SequentialLoop.node("MatMul", List.of("units", "head.weight"), "free"),
        SequentialLoop.node("Add", List.of("free", "stepMasks"), "stepScores"));
  }
}
