package org.nnrdoq.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.convolutional.Conv2d;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.nnrdoq.network.onnx.OnnxGraph;
import org.nnrdoq.quantizer.FcnQuantizer;
import org.nnrdoq.quantizer.FeatureSet;

/**
 * The fully-convolutional network: hidden layers with ReLU, a 1x1 output layer, per-block inputs
 * added to the first layer as a bias per channel.
 */
final class FcnModel {
  /** ONNX operator set of the export; nothing newer is used. */
  static final int OPSET = 13;

  private final FeatureSet set;
  private final List<TrainConfig.Layer> layers;
  private final Parameters parameters = new Parameters();

  FcnModel(FeatureSet set, List<TrainConfig.Layer> hidden, long seed) {
    this.set = set;
    layers = new ArrayList<>(hidden);
    layers.add(new TrainConfig.Layer(1, FcnQuantizer.CLASSES));
    SplittableRandom random = new SplittableRandom(seed);
    int in = set.channels();
    for (int i = 0; i < layers.size(); i++) {
      int k = layers.get(i).kernel();
      int out = layers.get(i).channels();
      boolean output = i == layers.size() - 1;
      double deviation = Math.sqrt(2.0 / (in * k * k)) * (output ? 0.3 : 1);
      parameters
          .add("conv" + i + ".weight", deviation, random, out, in, k, k)
          .rounding(output ? Parameters.Rounding.SHARED : Parameters.Rounding.CHANNEL);
      parameters.add("conv" + i + ".bias", 0, random, out);
      in = out;
    }
    int blockInputs = set.blockChannels();
    parameters
        .add("block.weight", 0.1, random, layers.get(0).channels(), blockInputs, 1, 1)
        .rounding(Parameters.Rounding.WITH_FIRST);
  }

  Parameters parameters() {
    return parameters;
  }

  /** Multiply-accumulates per position, the per-block part not counted. */
  int macsPerPosition() {
    int in = set.channels();
    int macs = 0;
    for (TrainConfig.Layer l : layers) {
      macs += in * l.channels() * l.kernel() * l.kernel();
      in = l.channels();
    }
    return macs;
  }

  /** Positions on each side that an output looks at. */
  int reach() {
    return layers.stream().mapToInt(l -> l.kernel() / 2).sum();
  }

  /** The weights as tensors that collect gradients, in the order of {@link Parameters#all}. */
  List<NDArray> tensors(NDManager manager) {
    List<NDArray> tensors = new ArrayList<>();
    List<float[]> values = parameters.effective();
    for (int i = 0; i < values.size(); i++) {
      NDArray t = manager.create(values.get(i), new Shape(parameters.all().get(i).shape));
      t.setRequiresGradient(true);
      tensors.add(t);
    }
    return tensors;
  }

  /**
   * Scores of all classes.
   *
   * @param weights from {@link #tensors}
   * @param inputs [batch][channel][height][width]
   * @param blockInputs [batch][channel][1][1]
   * @return [batch][class][height][width]
   */
  NDArray forward(List<NDArray> weights, NDArray inputs, NDArray blockInputs) {
    NDArray x = inputs;
    NDArray bias = convolve(blockInputs, weights.get(weights.size() - 1), null, 1);
    for (int i = 0; i < layers.size(); i++) {
      x = convolve(x, weights.get(2 * i), weights.get(2 * i + 1), layers.get(i).kernel());
      if (i == 0) {
        x = x.add(bias);
      }
      if (i < layers.size() - 1) {
        x = Activation.relu(x);
      }
    }
    return x;
  }

  private static NDArray convolve(NDArray x, NDArray weight, NDArray bias, int kernel) {
    Shape one = new Shape(1, 1);
    Shape padding = new Shape(kernel / 2, kernel / 2);
    return Conv2d.conv2d(x, weight, bias, one, padding, one, 1).singletonOrThrow();
  }

  /** The network as an ONNX graph with free batch, height and width. */
  OnnxGraph export(String name) {
    Map<String, OnnxGraph.Tensor> initializers = new LinkedHashMap<>();
    List<float[]> values = parameters.effective();
    for (int i = 0; i < values.size(); i++) {
      Parameters.Weight w = parameters.all().get(i);
      initializers.put(w.name, OnnxGraph.Tensor.of(values.get(i), w.shape));
    }
    List<OnnxGraph.Node> nodes = new ArrayList<>();
    nodes.add(conv(1, List.of("blockFeatures", "block.weight"), "block"));
    String x = "features";
    for (int i = 0; i < layers.size(); i++) {
      boolean output = i == layers.size() - 1;
      String out = output ? "logits" : "conv" + i;
      List<String> in = List.of(x, "conv" + i + ".weight", "conv" + i + ".bias");
      nodes.add(conv(layers.get(i).kernel(), in, out));
      if (i == 0) {
        nodes.add(new OnnxGraph.Node("Add", List.of(out, "block"), List.of("sum"), Map.of()));
        out = "sum";
      }
      if (!output) {
        nodes.add(new OnnxGraph.Node("Relu", List.of(out), List.of("relu" + i), Map.of()));
        out = "relu" + i;
      }
      x = out;
    }
    return new OnnxGraph(
        name,
        OPSET,
        List.of(
            OnnxGraph.Value.floats("features", "batch", set.channels(), "height", "width"),
            OnnxGraph.Value.floats("blockFeatures", "batch", set.blockChannels(), 1, 1)),
        List.of(OnnxGraph.Value.floats("logits", "batch", FcnQuantizer.CLASSES, "height", "width")),
        initializers,
        nodes,
        Map.of());
  }

  private static OnnxGraph.Node conv(int kernel, List<String> in, String out) {
    long p = kernel / 2;
    Map<String, Object> attributes = new LinkedHashMap<>();
    attributes.put("kernel_shape", new long[] {kernel, kernel});
    attributes.put("pads", new long[] {p, p, p, p});
    return new OnnxGraph.Node("Conv", in, List.of(out), attributes);
  }
}
