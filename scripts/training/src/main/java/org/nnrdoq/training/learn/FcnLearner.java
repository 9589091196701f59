package org.nnrdoq.training.learn;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.nnrdoq.network.onnx.OnnxGraph;
import org.nnrdoq.network.port.Decision;
import org.nnrdoq.training.data.Batch;
import org.nnrdoq.training.data.BlockStore;
import org.nnrdoq.training.data.LevelRule;
import org.nnrdoq.training.data.Totals;
import org.nnrdoq.training.data.TrainConfig;
import org.nnrdoq.training.data.Validation;

/** Trains the fully-convolutional network: a {@link Trunk} with a 1x1 output layer. */
public final class FcnLearner extends TrunkLearner<Batch> {
  /** A network of random weights, whose decisions stand as they are. */
  public FcnLearner(TrainConfig config) {
    this(config, LevelRule.NONE);
  }

  /**
   * A network of random weights.
   *
   * @param rule what is done to the network's decisions
   */
  public FcnLearner(TrainConfig config, LevelRule rule) {
    super(config, rule, layers(config), 0.3, Parameters.Rounding.SHARED);
  }

  private static List<TrainConfig.Layer> layers(TrainConfig config) {
    List<TrainConfig.Layer> layers = new ArrayList<>(config.hidden());
    layers.add(new TrainConfig.Layer(1, Decision.COUNT));
    return layers;
  }

  @Override
  public String kind() {
    return "fcn";
  }

  @Override
  public void startFrom(OnnxGraph graph, String origin) {
    parameters.take(graph.initializers(), parameters.all().size(), origin);
  }

  @Override
  public int macsPerPosition() {
    return trunk.macsPerPosition();
  }

  @Override
  Batch batch(BlockStore store, int[] indices, double[] lambdaFactors) {
    return new Batch(scratch, store, indices, lambdaFactors, rule);
  }

  @Override
  NDArray scores(NDManager manager, List<NDArray> weights, Batch batch, SplittableRandom random) {
    return trunk.forward(manager, weights, batch);
  }

  @Override
  public void evaluate(BlockStore store, Validation.Part part, Totals[] bySource) {
    Batch batch = batch(store, part.indices(), part.lambdaFactors());
    batch.evaluate(scores(batch), part.teacher(), bySource);
  }

  /** The network's scores of a batch, [decision][position]. */
  float[] scores(Batch batch) {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
      return scores(manager, tensors(manager, false), batch, null).toFloatArray();
    }
  }

  /** The network as an ONNX graph with free batch, height and width. */
  @Override
  public OnnxGraph export(String name) {
    Map<String, OnnxGraph.Tensor> initializers = new LinkedHashMap<>();
    List<float[]> values = effective();
    for (int i = 0; i < values.size(); i++) {
      initializers.put(parameters.all().get(i).name, tensor(values, i));
    }
    return new OnnxGraph(
        name,
        TrunkGraph.OPSET,
        List.of(
            OnnxGraph.Value.floats("features", "batch", set.channels(), "height", "width"),
            OnnxGraph.Value.floats("blockFeatures", "batch", set.blockChannels(), 1, 1)),
        List.of(OnnxGraph.Value.floats("logits", "batch", Decision.COUNT, "height", "width")),
        initializers,
        TrunkGraph.nodes(layers.stream().map(TrainConfig.Layer::kernel).toList(), "logits"),
        Map.of());
  }
}
