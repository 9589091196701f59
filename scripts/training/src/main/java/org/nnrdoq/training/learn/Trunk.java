package org.nnrdoq.training.learn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.convolutional.Conv2d;
import java.util.List;
import java.util.SplittableRandom;
import org.nnrdoq.quantizer.net.FeatureSet;
import org.nnrdoq.training.data.Batch;
import org.nnrdoq.training.data.TrainConfig;

/**
 * The convolutions that all networks here share: layers with ReLU between them, per-block inputs
 * added to the first as a bias per channel. Their weights come first among the parameters: weight
 * and bias of each layer, then those of the block.
 */
final class Trunk {
  private final FeatureSet set;
  private final List<TrainConfig.Layer> layers;

  /**
   * Draws weights.
   *
   * @param parameters receives them
   * @param layers the last is not rectified
   * @param lastScale of the last layer's weights, 1 for as large as the others
   * @param lastRounding how exponents of the last layer's weights are chosen
   */
  Trunk(
      FeatureSet set,
      List<TrainConfig.Layer> layers,
      Parameters parameters,
      SplittableRandom random,
      double lastScale,
      Parameters.Rounding lastRounding) {
    this.set = set;
    this.layers = List.copyOf(layers);
    int in = set.channels();
    for (int i = 0; i < layers.size(); i++) {
      int k = layers.get(i).kernel();
      int out = layers.get(i).channels();
      boolean last = i == layers.size() - 1;
      double deviation = Math.sqrt(2.0 / (in * k * k)) * (last ? lastScale : 1);
      parameters
          .add("conv" + i + ".weight", deviation, random, out, in, k, k)
          .rounding(last ? lastRounding : Parameters.Rounding.CHANNEL);
      parameters.add("conv" + i + ".bias", 0, random, out);
      in = out;
    }
    parameters
        .add("block.weight", 0.1, random, layers.get(0).channels(), set.blockChannels(), 1, 1)
        .rounding(Parameters.Rounding.WITH_FIRST);
  }

  /** Index of the block's weights among the parameters. */
  int blockIndex() {
    return 2 * layers.size();
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

  /**
   * What the last layer gives.
   *
   * @param weights those of the parameters
   * @return [batch][channel][height][width]
   */
  NDArray forward(NDManager manager, List<NDArray> weights, Batch batch) {
    NDArray x =
        manager.create(
            batch.inputs, new Shape(batch.count, set.channels(), batch.height, batch.width));
    NDArray block =
        manager.create(batch.blockInputs, new Shape(batch.count, set.blockChannels(), 1, 1));
    for (int i = 0; i < layers.size(); i++) {
      x = convolve(x, weights.get(2 * i), weights.get(2 * i + 1), layers.get(i).kernel());
      if (i == 0) {
        x = x.add(convolve(block, weights.get(blockIndex()), null, 1));
      }
      if (i < layers.size() - 1) {
        x = Activation.relu(x);
      }
    }
    return x;
  }

  /** A convolution with padding to equal size. */
  static NDArray convolve(NDArray x, NDArray weight, NDArray bias, int kernel) {
    Shape one = new Shape(1, 1);
    Shape padding = new Shape(kernel / 2, kernel / 2);
    return Conv2d.conv2d(x, weight, bias, one, padding, one, 1).singletonOrThrow();
  }
}
