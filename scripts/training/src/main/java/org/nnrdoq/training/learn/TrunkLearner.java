package org.nnrdoq.training.learn;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.nnrdoq.network.onnx.OnnxGraph;
import org.nnrdoq.quantizer.net.FeatureSet;
import org.nnrdoq.training.data.Batch;
import org.nnrdoq.training.data.BlockScratch;
import org.nnrdoq.training.data.BlockStore;
import org.nnrdoq.training.data.LevelRule;
import org.nnrdoq.training.data.TrainConfig;

/**
 * A learner of a network that starts with a {@link Trunk}.
 *
 * @param <B> what it makes of blocks
 */
abstract class TrunkLearner<B extends Batch> implements Learner {
  final TrainConfig config;
  final LevelRule rule;
  final FeatureSet set;
  final BlockScratch scratch;
  final List<TrainConfig.Layer> layers;
  final Parameters parameters = new Parameters();
  final SplittableRandom initial;
  final Trunk trunk;

  /**
   * Draws the trunk's weights.
   *
   * @param rule what is done to the network's decisions
   * @param layers of the trunk
   * @param lastScale of the last layer's weights
   * @param lastRounding how exponents of the last layer's weights are chosen
   */
  TrunkLearner(
      TrainConfig config,
      LevelRule rule,
      List<TrainConfig.Layer> layers,
      double lastScale,
      Parameters.Rounding lastRounding) {
    this.config = config;
    this.rule = rule;
    this.layers = layers;
    set = config.inputs();
    scratch = new BlockScratch(set);
    initial = new SplittableRandom(config.seed());
    trunk = new Trunk(set, layers, parameters, initial, lastScale, lastRounding);
  }

  @Override
  public Parameters parameters() {
    return parameters;
  }

  /** The weights that the network computes with, in the order of {@link Parameters#all}. */
  List<float[]> effective() {
    return parameters.effective();
  }

  /** Puts blocks of one shape side by side. */
  abstract B batch(BlockStore store, int[] indices, double[] lambdaFactors);

  /**
   * The network's scores of a batch, [decision][position].
   *
   * @param random for decisions drawn from the scores, or {@code null} along the teacher's levels
   */
  abstract NDArray scores(
      NDManager manager, List<NDArray> weights, B batch, SplittableRandom random);

  final List<NDArray> tensors(NDManager manager, boolean gradients) {
    List<NDArray> tensors = new ArrayList<>();
    List<float[]> values = effective();
    for (int i = 0; i < values.size(); i++) {
      NDArray t = manager.create(values.get(i), new Shape(parameters.all().get(i).shape));
      t.setRequiresGradient(gradients);
      tensors.add(t);
    }
    return tensors;
  }

  final OnnxGraph.Tensor tensor(List<float[]> values, int index) {
    return OnnxGraph.Tensor.of(values.get(index), parameters.all().get(index).shape);
  }

  @Override
  public final double gradients(
      BlockStore store,
      int[] indices,
      double[] lambdaFactors,
      boolean onPolicy,
      SplittableRandom random,
      List<float[]> gradients) {
    B batch = batch(store, indices, lambdaFactors);
    try (NDManager manager = NDManager.newBaseManager(Device.cpu());
        GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      List<NDArray> weights = tensors(manager, true);
      NDArray scores = scores(manager, weights, batch, onPolicy ? random : null);
      float[] logits = scores.toFloatArray();
      float[] gradient = new float[logits.length];
      double lost = batch.gradient(logits, config, onPolicy, random, gradient);
      // The loss is not differentiable by PyTorch; its gradient by the scores is known.
      collector.backward(scores.mul(manager.create(gradient, scores.getShape())).sum());
      for (NDArray w : weights) {
        gradients.add(w.getGradient().toFloatArray());
      }
      return lost;
    }
  }
}
