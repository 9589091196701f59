package org.nnrdoq.network.reference;

import java.util.ArrayList;
import java.util.List;
import org.nnrdoq.network.ModelException;
import org.nnrdoq.network.NetworkInfo;
import org.nnrdoq.network.model.ModelFile;
import org.nnrdoq.network.onnx.OnnxGraph;
import org.nnrdoq.network.port.SequentialNetwork;
import org.nnrdoq.network.reference.ConvolutionCheck.Convolution;

/**
 * An auto-regressive network in plain Java, in float: the test oracle of the other backends.
 *
 * <p>Knows the graphs that {@code SequentialGraph} makes: convolutions with "same" padding and
 * ReLU, a per-block bias, then one {@code Scan} over the decisions.
 */
public final class ReferenceSequentialNetwork implements SequentialNetwork {
  private static final int MAX_AREA = 1024;

  /** Most nodes between a convolution and its rectifier. */
  private static final int MAX_ADDS = 4;

  private final NetworkInfo info;
  private final List<Layer> layers = new ArrayList<>();
  private final float[] blockWeights;
  private final SequentialHead head;
  private int widest;

  /**
   * One convolution.
   *
   * @param weights [kernel row][kernel column][input][output]
   */
  private record Layer(int kernel, int in, int out, float[] weights, float[] bias, boolean relu) {}

  private ReferenceSequentialNetwork(ModelFile model) {
    info = model.info();
    OnnxGraph graph = model.graph();
    Convolution block = null;
    int in = info.features();
    for (OnnxGraph.Node node : graph.nodes()) {
      if (!node.opType().equals("Conv")) {
        continue;
      }
      boolean perBlock = node.inputs().size() == 2;
      Convolution c =
          ConvolutionCheck.convolution(model, node, perBlock ? info.blockFeatures() : in);
      if (perBlock) {
        block = c;
      } else {
        boolean relu = isRectified(graph, node.outputs().get(0), MAX_ADDS);
        layers.add(layer(in, c, relu));
        in = c.out();
      }
    }
    head = new SequentialHead(graph.initializers(), model.origin());
    if (block == null
        || block.kernel() != 1
        || layers.isEmpty()
        || layers.get(0).out != block.out()
        || in != head.units()) {
      throw new ModelException(
          model.origin() + ": not a trunk of convolutions with a loop; export it again");
    }
    blockWeights = block.weights();
    layers.forEach(l -> widest = Math.max(widest, Math.max(l.in, l.out)));
  }

  /** Follows a tensor to its {@code Relu}, over at most so many nodes. */
  private static boolean isRectified(OnnxGraph graph, String tensor, int most) {
    for (OnnxGraph.Node node : graph.nodes()) {
      if (most > 0 && node.inputs().contains(tensor)) {
        return node.opType().equals("Relu")
            || (node.opType().equals("Add") && isRectified(graph, node.outputs().get(0), most - 1));
      }
    }
    return false;
  }

  private static Layer layer(int in, Convolution c, boolean relu) {
    int out = c.out();
    int kernel = c.kernel();
    float[] turned = new float[c.weights().length];
    for (int o = 0; o < out; o++) {
      for (int i = 0; i < in; i++) {
        for (int k = 0; k < kernel * kernel; k++) {
          turned[(k * in + i) * out + o] = c.weights()[(o * in + i) * kernel * kernel + k];
        }
      }
    }
    return new Layer(kernel, in, out, turned, c.bias(), relu);
  }

  /**
   * Takes a checked model.
   *
   * @throws ModelException if it is not a graph of the known form
   */
  public static ReferenceSequentialNetwork open(ModelFile model) {
    return new ReferenceSequentialNetwork(model);
  }

  @Override
  public NetworkInfo info() {
    return info;
  }

  @Override
  public Session newSession() {
    return new ReferenceSession();
  }

  @Override
  public void close() {}

  private final class ReferenceSession implements Session {
    private final SequentialHead.Walk walk = new SequentialHead.Walk();
    private float[] from = new float[widest * MAX_AREA];
    private float[] to = new float[widest * MAX_AREA];
    private final float[] blockBias = new float[widest];

    @Override
    public void run(
        int height,
        int width,
        float[] features,
        float[] blockFeatures,
        Steps steps,
        float[] scores) {
      int area = height * width;
      for (int c = 0; c < info.features(); c++) {
        for (int p = 0; p < area; p++) {
          from[p * info.features() + c] = features[c * area + p];
        }
      }
      int inputs = info.blockFeatures();
      for (int o = 0; o < layers.get(0).out; o++) {
        float sum = 0;
        for (int i = 0; i < inputs; i++) {
          sum += blockWeights[o * inputs + i] * blockFeatures[i];
        }
        blockBias[o] = sum;
      }
      for (int l = 0; l < layers.size(); l++) {
        convolve(layers.get(l), height, width, from, to, l == 0 ? blockBias : null);
        float[] t = from;
        from = to;
        to = t;
      }
      head.run(walk, steps, from, SequentialHead.Chooser.BEST, scores);
    }

    @Override
    public void close() {}
  }

  /** One layer; both sides laid out [position][channel]. */
  private static void convolve(
      Layer layer, int height, int width, float[] from, float[] to, float[] blockBias) {
    int half = layer.kernel / 2;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int at = (y * width + x) * layer.out;
        for (int o = 0; o < layer.out; o++) {
          to[at + o] = blockBias == null ? layer.bias[o] : layer.bias[o] + blockBias[o];
        }
        for (int ky = Math.max(0, half - y); ky < Math.min(layer.kernel, height + half - y); ky++) {
          for (int kx = Math.max(0, half - x);
              kx < Math.min(layer.kernel, width + half - x);
              kx++) {
            int source = ((y + ky - half) * width + x + kx - half) * layer.in;
            accumulate(layer, from, source, (ky * layer.kernel + kx) * layer.in, to, at);
          }
        }
        if (layer.relu) {
          for (int o = 0; o < layer.out; o++) {
            to[at + o] = Math.max(0, to[at + o]);
          }
        }
      }
    }
  }

  private static void accumulate(
      Layer layer, float[] from, int source, int row, float[] to, int at) {
    float[] weights = layer.weights;
    int out = layer.out;
    for (int i = 0; i < layer.in; i++) {
      float v = from[source + i];
      if (v == 0) {
        continue;
      }
      int w = (row + i) * out;
      for (int o = 0; o < out; o++) {
        to[at + o] += v * weights[w + o];
      }
    }
  }
}
