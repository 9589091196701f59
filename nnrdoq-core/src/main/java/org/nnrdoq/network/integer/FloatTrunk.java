package org.nnrdoq.network.integer;

import java.util.ArrayList;
import java.util.List;
import org.nnrdoq.network.ModelException;
import org.nnrdoq.network.ModelFile;
import org.nnrdoq.network.onnx.OnnxGraph;

/**
 * The convolutions of a float model, taken from its graph, and the largest activations that blocks
 * bring about in them. For conversion, not for speed. Not thread-safe.
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
  private final float[] largest;
  private long blocks;

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
    largest = new float[layers.size()];
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

  /** Largest output of a rectified layer over all observed blocks. */
  float largest(int layer) {
    return largest[layer];
  }

  /** Number of blocks observed. */
  public long blocks() {
    return blocks;
  }

  /**
   * Evaluates one block and remembers the largest activation of each layer.
   *
   * @param height rows of the crop
   * @param width columns of the crop
   * @param features [channel][height][width]
   * @param blockFeatures per-block inputs
   */
  public void observe(int height, int width, float[] features, float[] blockFeatures) {
    blocks++;
    float[] x = features;
    for (int l = 0; l < layers.size() - 1; l++) {
      x = convolve(layers.get(l), l == 0 ? blockFeatures : null, height, width, x);
      for (float v : x) {
        largest[l] = Math.max(largest[l], v);
      }
    }
  }

  private float[] convolve(Layer layer, float[] blockFeatures, int height, int width, float[] in) {
    int area = height * width;
    int half = layer.kernel / 2;
    int inputs = model.info().blockFeatures();
    float[] out = new float[layer.out * area];
    for (int o = 0; o < layer.out; o++) {
      float bias = layer.bias[o];
      for (int b = 0; blockFeatures != null && b < inputs; b++) {
        bias += blockWeights[o * inputs + b] * blockFeatures[b];
      }
      java.util.Arrays.fill(out, o * area, (o + 1) * area, bias);
      for (int i = 0; i < layer.in; i++) {
        for (int k = 0; k < layer.kernel * layer.kernel; k++) {
          float w = layer.weights[(o * layer.in + i) * layer.kernel * layer.kernel + k];
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
    for (int p = 0; p < out.length; p++) {
      out[p] = Math.max(out[p], 0);
    }
    return out;
  }
}
