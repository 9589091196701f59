package org.nnrdoq.network.reference;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nnrdoq.network.ModelException;
import org.nnrdoq.network.NetworkInfo;
import org.nnrdoq.network.model.ModelFile;
import org.nnrdoq.network.onnx.OnnxGraph;
import org.nnrdoq.network.port.RefinementNetwork;

/**
 * Interprets a convolutional graph in plain Java, in float, with no tricks.
 *
 * <p>Knows {@code Conv} (square odd kernel, stride 1, "same" zero padding), {@code Relu} and {@code
 * Add} (equal shapes, or a per-channel value on either side).
 */
public final class ReferenceNetwork implements RefinementNetwork {
  private final NetworkInfo info;
  private final OnnxGraph graph;

  private ReferenceNetwork(ModelFile model) {
    this.info = model.info();
    this.graph = model.graph();
  }

  /**
   * Takes a checked model.
   *
   * @throws ModelException if it holds an operator that is not known here, or sizes that do not fit
   *     each other
   */
  public static ReferenceNetwork open(ModelFile model) {
    ConvolutionCheck.check(model);
    return new ReferenceNetwork(model);
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

  /** One block's activations: {@code [channels][height][width]}. */
  private record Plane(int channels, int height, int width, float[] values) {}

  private final class ReferenceSession implements Session {
    @Override
    public void run(
        int batch, int height, int width, float[] features, float[] blockFeatures, float[] logits) {
      int area = height * width;
      for (int b = 0; b < batch; b++) {
        Map<String, Plane> values = new HashMap<>();
        values.put(
            graph.inputs().get(0).name(), slice(features, b, info.features(), height, width));
        values.put(
            graph.inputs().get(1).name(), slice(blockFeatures, b, info.blockFeatures(), 1, 1));
        for (OnnxGraph.Node node : graph.nodes()) {
          values.put(node.outputs().get(0), evaluate(node, values));
        }
        Plane out = values.get(graph.outputs().get(0).name());
        System.arraycopy(out.values(), 0, logits, b * info.classes() * area, info.classes() * area);
      }
    }

    @Override
    public void close() {}
  }

  private static Plane slice(float[] all, int b, int channels, int height, int width) {
    int n = channels * height * width;
    return new Plane(
        channels, height, width, java.util.Arrays.copyOfRange(all, b * n, (b + 1) * n));
  }

  private Plane evaluate(OnnxGraph.Node node, Map<String, Plane> values) {
    List<Plane> in = new ArrayList<>();
    node.inputs().forEach(name -> in.add(values.get(name)));
    return switch (node.opType()) {
      case "Conv" ->
          convolve(
              in.get(0),
              graph.initializers().get(node.inputs().get(1)),
              node.inputs().size() > 2
                  ? graph.initializers().get(node.inputs().get(2)).floats()
                  : null);
      case "Relu" -> relu(in.get(0));
      default -> add(in.get(0), in.get(1));
    };
  }

  private static Plane relu(Plane in) {
    float[] out = new float[in.values().length];
    for (int i = 0; i < out.length; i++) {
      out[i] = Math.max(0, in.values()[i]);
    }
    return new Plane(in.channels(), in.height(), in.width(), out);
  }

  private static Plane add(Plane a, Plane b) {
    if (a.values().length < b.values().length) {
      return add(b, a);
    }
    int area = a.height() * a.width();
    boolean perChannel = b.height() == 1 && b.width() == 1;
    float[] out = new float[a.values().length];
    for (int i = 0; i < out.length; i++) {
      out[i] = a.values()[i] + b.values()[perChannel ? i / area : i];
    }
    return new Plane(a.channels(), a.height(), a.width(), out);
  }

  private static Plane convolve(Plane in, OnnxGraph.Tensor weights, float[] bias) {
    int outChannels = (int) weights.shape()[0];
    int kernel = (int) weights.shape()[2];
    int h = in.height();
    int w = in.width();
    float[] out = new float[outChannels * h * w];
    for (int o = 0; o < outChannels; o++) {
      for (int y = 0; y < h; y++) {
        for (int x = 0; x < w; x++) {
          float sum = bias == null ? 0 : bias[o];
          for (int c = 0; c < in.channels(); c++) {
            for (int ky = 0; ky < kernel; ky++) {
              for (int kx = 0; kx < kernel; kx++) {
                int sy = y + ky - kernel / 2;
                int sx = x + kx - kernel / 2;
                if (sy >= 0 && sy < h && sx >= 0 && sx < w) {
                  sum +=
                      in.values()[(c * h + sy) * w + sx]
                          * weights.floats()[((o * in.channels() + c) * kernel + ky) * kernel + kx];
                }
              }
            }
          }
          out[(o * h + y) * w + x] = sum;
        }
      }
    }
    return new Plane(outChannels, h, w, out);
  }
}
