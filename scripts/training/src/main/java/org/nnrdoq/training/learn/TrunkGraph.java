package org.nnrdoq.training.learn;

import java.util.ArrayList;
import java.util.List;
import org.nnrdoq.network.onnx.OnnxGraph.Node;
import org.nnrdoq.network.port.SequentialLoop;

/**
 * The convolutions that the ONNX graphs of all networks here start with, as {@link Trunk} computes
 * them in training.
 *
 * <p>They read the graph inputs {@code features} and {@code blockFeatures}, and the constants
 * {@code convI.weight} and {@code convI.bias} of each layer I and {@code block.weight}.
 */
final class TrunkGraph {
  /** ONNX operator set of the graphs; nothing newer is used. */
  static final int OPSET = 13;

  private TrunkGraph() {}

  /**
   * The nodes, in an order in which they can be evaluated.
   *
   * @param kernels side of each layer's square kernel, first to last; ReLU lies between the layers
   * @param output name of the last layer's output
   */
  static List<Node> nodes(List<Integer> kernels, String output) {
    List<Node> nodes = new ArrayList<>();
    nodes.add(convolution(1, List.of("blockFeatures", "block.weight"), "block"));
    String input = "features";
    for (int i = 0; i < kernels.size(); i++) {
      boolean last = i == kernels.size() - 1;
      String result = last ? output : "conv" + i;
      List<String> inputs = List.of(input, "conv" + i + ".weight", "conv" + i + ".bias");
      nodes.add(convolution(kernels.get(i), inputs, result));
      if (i == 0) {
        nodes.add(SequentialLoop.node("Add", List.of(result, "block"), "sum"));
        result = "sum";
      }
      if (!last) {
        nodes.add(SequentialLoop.node("Relu", List.of(result), "relu" + i));
        result = "relu" + i;
      }
      input = result;
    }
    return nodes;
  }

  /** A convolution that keeps height and width. */
  private static Node convolution(long kernel, List<String> inputs, String output) {
    long padding = kernel / 2;
    return SequentialLoop.node(
        "Conv",
        inputs,
        output,
        "kernel_shape",
        new long[] {kernel, kernel},
        "pads",
        new long[] {padding, padding, padding, padding});
  }
}
