package org.nnrdoq.network.integer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nnrdoq.network.ModelException;
import org.nnrdoq.network.model.ModelFile;
import org.nnrdoq.network.onnx.OnnxGraph;
import org.nnrdoq.network.port.RefinementNetwork;

/**
 * The convolutions of a float model, taken from its graph, and the blocks that its conversion to
 * integers looks at. Not fast, and not thread-safe.
 */
public final class FloatTrunk {
  /**
   * One convolution.
   *
   * @param weights [out][in][kernel][kernel]
   */
  record Layer(int kernel, int in, int out, boolean rectified, float[] weights, float[] bias) {}

  private final ModelFile model;
  private final List<Layer> layers = new ArrayList<>();
  private final float[] blockWeights;
  private final List<Block> blocks = new ArrayList<>();

  /**
   * An observed block.
   *
   * @param wanted positions with levels: bit x of element y
   */
  record Block(int height, int width, float[] features, float[] blockFeatures, int[] wanted) {}

  /**
   * Takes the trunk of a checked model.
   *
   * @throws ModelException if the graph is not convolutions, one after the other, with a per-block
   *     bias in the first
   */
  public FloatTrunk(ModelFile model) {
    this.model = model;
    OnnxGraph graph = model.graph();
    OnnxGraph.Tensor block = null;
    for (OnnxGraph.Node node : graph.nodes()) {
      if (!node.opType().equals("Conv")) {
        continue;
      }
      OnnxGraph.Tensor w = graph.initializers().get(node.inputs().get(1));
      if (w == null || w.floats() == null || w.shape().length != 4) {
        throw unfit();
      }
      if (node.inputs().size() == 2) {
        block = w;
      } else {
        OnnxGraph.Tensor bias = graph.initializers().get(node.inputs().get(2));
        boolean rectified = isRectified(graph, node.outputs().get(0));
        layers.add(
            new Layer(
                (int) w.shape()[2],
                (int) w.shape()[1],
                (int) w.shape()[0],
                rectified,
                w.floats(),
                bias.floats()));
      }
    }
    if (block == null || layers.size() < 2) {
      throw unfit();
    }
    blockWeights = block.floats();
    int in = model.info().features();
    for (int i = 0; i < layers.size(); i++) {
      boolean last = i == layers.size() - 1;
      if (layers.get(i).in != in || layers.get(i).rectified == last) {
        throw unfit();
      }
      in = layers.get(i).out;
    }
  }

  private ModelException unfit() {
    return new ModelException(
        model.origin()
            + ": not convolutions with ReLU between them in float: convert a float model made by"
            + " 'nnrdoq train'");
  }

  private static boolean isRectified(OnnxGraph graph, String tensor) {
    for (OnnxGraph.Node node : graph.nodes()) {
      if (node.inputs().contains(tensor)) {
        return node.opType().equals("Relu")
            || (node.opType().equals("Add") && isRectified(graph, node.outputs().get(0)));
      }
    }
    return false;
  }

  ModelFile model() {
    return model;
  }

  List<Layer> layers() {
    return layers;
  }

  float[] blockWeights() {
    return blockWeights;
  }

  List<Block> blocks() {
    return blocks;
  }

  /**
   * Remembers one block.
   *
   * @param height rows of the crop
   * @param width columns of the crop
   * @param features [channel][height][width]; copied
   * @param blockFeatures per-block inputs; copied
   */
  public void observe(int height, int width, float[] features, float[] blockFeatures) {
    int[] wanted = new int[height];
    int area = height * width;
    for (int p = 0; p < area; p++) {
      for (int c = 0; c < 3; c++) {
        if (features[(RefinementNetwork.FIRST_LEVEL_FLAG + c) * area + p] != 0) {
          wanted[p / width] |= 1 << p % width;
        }
      }
    }
    int channels = model.info().features();
    blocks.add(
        new Block(
            height,
            width,
            Arrays.copyOf(features, channels * area),
            Arrays.copyOf(blockFeatures, model.info().blockFeatures()),
            wanted));
  }

  /** Biases of the first layer for one block. */
  float[] firstBias(float[] blockFeatures) {
    float[] bias = layers.get(0).bias.clone();
    int inputs = model.info().blockFeatures();
    for (int o = 0; o < bias.length; o++) {
      for (int b = 0; b < inputs; b++) {
        bias[o] += blockWeights[o * inputs + b] * blockFeatures[b];
      }
    }
    return bias;
  }

  /** Evaluates one layer without its ReLU; inputs and outputs are [channel][height][width]. */
  static float[] convolve(Layer layer, float[] bias, int height, int width, float[] in) {
    int area = height * width;
    int half = layer.kernel / 2;
    int taps = layer.kernel * layer.kernel;
    float[] out = new float[layer.out * area];
    for (int o = 0; o < layer.out; o++) {
      Arrays.fill(out, o * area, (o + 1) * area, bias[o]);
      for (int i = 0; i < layer.in; i++) {
        for (int k = 0; k < taps; k++) {
          float w = layer.weights[(o * layer.in + i) * taps + k];
          int dy = k / layer.kernel - half;
          int dx = k % layer.kernel - half;
          for (int y = Math.max(0, -dy); y < Math.min(height, height - dy); y++) {
            for (int x = Math.max(0, -dx); x < Math.min(width, width - dx); x++) {
              out[o * area + y * width + x] += w * in[i * area + (y + dy) * width + x + dx];
            }
          }
        }
      }
    }
    return out;
  }
}
