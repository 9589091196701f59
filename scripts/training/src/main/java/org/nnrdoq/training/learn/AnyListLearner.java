package org.nnrdoq.training.learn;

import java.util.List;
import java.util.SplittableRandom;
import org.nnrdoq.network.NetworkInfo;
import org.nnrdoq.network.list.ListInputs;
import org.nnrdoq.network.onnx.OnnxGraph;
import org.nnrdoq.network.port.Decision;
import org.nnrdoq.training.data.ListScratch;
import org.nnrdoq.training.data.TrainConfig;

/** What learners of networks over lists share: weights, and the hidden layers of a trunk. */
abstract class AnyListLearner implements Learner {
  final TrainConfig config;
  final ListTrunk trunk;
  final ListScratch scratch;

  /** Draws weights, in the order in which they are added. */
  final SplittableRandom initial;

  /** Outputs of the last hidden layer. */
  final int outputs;

  private final Parameters parameters = new Parameters();

  /**
   * Random weights of hidden layers and of the block's rows.
   *
   * @param hidden the trunk's hidden layers
   * @param units outputs of the layer behind them
   */
  AnyListLearner(TrainConfig config, List<TrainConfig.Layer> hidden, int units) {
    this.config = config;
    scratch = new ListScratch(config.inputs().needsCosts());
    int[][] shape =
        hidden.stream().map(l -> new int[] {l.kernel(), l.channels()}).toArray(int[][]::new);
    trunk = new ListTrunk(config.channels(), shape, units);
    initial = new SplittableRandom(config.seed());
    int in = config.channels();
    for (int i = 0; i < shape.length; i++) {
      int taps = shape[i][0];
      int out = shape[i][1];
      double deviation = Math.sqrt(2.0 / (in * taps));
      parameters.add("conv" + i + ".weight", deviation, initial, out, in, 1, taps);
      parameters.add("conv" + i + ".bias", 0, initial, out);
      in = out;
    }
    parameters.add("block.weight", 0.1, initial, shape[0][1], ListInputs.BLOCK_ROWS, 1, 1);
    outputs = in;
  }

  @Override
  public final Parameters parameters() {
    return parameters;
  }

  @Override
  public final boolean mixesShapes() {
    return true;
  }

  @Override
  public final void startFrom(OnnxGraph model, String origin) {
    throw new IllegalArgumentException(
        origin + ": networks over lists start from random weights; leave out --from");
  }

  /** What an exported model says of itself. */
  final NetworkInfo info(String name) {
    return new NetworkInfo(
        name,
        kind(),
        "",
        config.featureSet(),
        config.channels(),
        ListInputs.BLOCK_ROWS,
        Decision.COUNT,
        NetworkInfo.defaultTries(kind()));
  }
}
