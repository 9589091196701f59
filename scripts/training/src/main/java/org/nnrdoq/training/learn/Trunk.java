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
   * <p>A layer of kernel 1 is a product of its weights and of the planes of all positions, which
   * PyTorch computes in half the time that its convolution takes on one thread.
   *
   * @param weights those of the parameters
   * @return [channel][position], in the order of the batch's positions
   */
  NDArray forward(NDManager manager, List<NDArray> weights, Batch batch) {
    NDArray x = manager.create(batch.inputs, new Shape(set.channels(), batch.positions));
    for (int i = 0; i < layers.size(); i++) {
      NDArray weight = weights.get(2 * i);
      NDArray bias = weights.get(2 * i + 1);
      x =
          layers.get(i).kernel() == 1
              ? product(weight, x).add(bias.reshape(-1, 1))
              : convolve(x, weight, bias, batch);
      if (i == 0) {
        x = addBlock(manager, weights, x, batch);
      }
      if (i < layers.size() - 1) {
        x = Activation.relu(x);
      }
    }
    return x;
  }

  /** Adds to all positions of a block what the inputs of the block give. */
  private NDArray addBlock(NDManager manager, List<NDArray> weights, NDArray x, Batch batch) {
    Shape shape = new Shape(set.blockChannels(), batch.count);
    NDArray sums = product(weights.get(blockIndex()), manager.create(batch.blockInputs, shape));
    long channels = x.getShape().get(0);
    long area = (long) batch.height * batch.width;
    return x.reshape(channels, batch.count, area)
        .add(sums.reshape(channels, batch.count, 1))
        .reshape(channels, batch.positions);
  }

  /**
   * A layer of kernel 1 without bias.
   *
   * @param weight [output][input][1][1]
   * @param x [input][position]
   * @return [output][position]
   */
  static NDArray product(NDArray weight, NDArray x) {
    return weight.reshape(weight.getShape().get(0), weight.getShape().get(1)).matMul(x);
  }

  /** A convolution of each block alone, with zeros around it. */
  private static NDArray convolve(NDArray x, NDArray weight, NDArray bias, Batch batch) {
    long padding = weight.getShape().get(2) / 2;
    Shape one = new Shape(1, 1);
    Shape around = new Shape(padding, padding);
    NDArray blocks =
        x.reshape(x.getShape().get(0), batch.count, batch.height, batch.width)
            .transpose(1, 0, 2, 3);
    return Conv2d.conv2d(blocks, weight, bias, one, around, one, 1)
        .singletonOrThrow()
        .transpose(1, 0, 2, 3)
        .reshape(weight.getShape().get(0), batch.positions);
  }
}
