package org.nnrdoq.training;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.List;
import java.util.SplittableRandom;
import org.nnrdoq.network.onnx.OnnxGraph;
import org.nnrdoq.quantizer.FeatureSet;

/** Trains an {@link FcnModel}. */
final class FcnLearner implements Learner {
  private final TrainConfig config;
  private final FeatureSet set;
  private final FcnModel model;

  FcnLearner(TrainConfig config) {
    this.config = config;
    set = config.inputs();
    model = new FcnModel(set, config.hidden(), config.seed());
  }

  @Override
  public String kind() {
    return "fcn";
  }

  @Override
  public Parameters parameters() {
    return model.parameters();
  }

  @Override
  public void startFrom(OnnxGraph graph, String origin) {
    parameters().take(graph.initializers(), parameters().all().size(), origin);
  }

  @Override
  public int macsPerPosition() {
    return model.macsPerPosition();
  }

  @Override
  public OnnxGraph export(String name) {
    return model.export(name);
  }

  @Override
  public double gradients(
      BlockStore store,
      int[] indices,
      boolean onPolicy,
      SplittableRandom random,
      List<float[]> gradients) {
    Batch batch = new Batch(set, store, indices);
    try (NDManager manager = NDManager.newBaseManager(Device.cpu());
        GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      List<NDArray> weights = model.tensors(manager);
      NDArray scores = forward(manager, weights, batch);
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

  private NDArray forward(NDManager manager, List<NDArray> weights, Batch batch) {
    NDArray inputs =
        manager.create(
            batch.inputs, new Shape(batch.count, set.channels(), batch.height, batch.width));
    NDArray blockInputs =
        manager.create(batch.blockInputs, new Shape(batch.count, set.blockChannels(), 1, 1));
    return model.forward(weights, inputs, blockInputs);
  }

  @Override
  public void evaluate(BlockStore store, int[] indices, Batch.Totals[] bySource) {
    Batch batch = new Batch(set, store, indices);
    batch.evaluate(scores(batch), bySource);
  }

  /** The network's scores of a batch, [batch][class][height][width]. */
  float[] scores(Batch batch) {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
      List<NDArray> weights = model.tensors(manager);
      weights.forEach(w -> w.setRequiresGradient(false));
      return forward(manager, weights, batch).toFloatArray();
    }
  }
}
