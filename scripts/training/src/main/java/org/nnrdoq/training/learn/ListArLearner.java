package org.nnrdoq.training.learn;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.nnrdoq.network.onnx.OnnxGraph;
import org.nnrdoq.network.port.Decision;
import org.nnrdoq.network.reference.SequentialHead;
import org.nnrdoq.training.data.BlockStore;
import org.nnrdoq.training.data.ListArBatch;
import org.nnrdoq.training.data.StateInputs;
import org.nnrdoq.training.data.Totals;
import org.nnrdoq.training.data.TrainConfig;
import org.nnrdoq.training.data.Validation;

/**
 * Trains an auto-regressive network over lists, in plain Java: trunk and loop together, along
 * decisions drawn from the network's own scores, with the last position chosen after them.
 *
 * <p>The last entry of the configuration's {@code hidden} are the loop's hidden units. Before the
 * first step scores are what prices say at the decision.
 */
public final class ListArLearner extends AnyListLearner {
  /** Bits that a loop's far prices are counted in. */
  private static final float FAR_PRICE_BITS = 16;

  private final LoopGradients loop;

  /** A network of random weights. */
  public ListArLearner(TrainConfig config) {
    super(config, trunkLayers(config), hiddenUnits(config) + Decision.COUNT);
    int hidden = hiddenUnits(config);
    int units = hidden + Decision.COUNT;
    loop = new LoopGradients(hidden);
    double deviation = Math.sqrt(1.0 / outputs);
    parameters().add("units.weight", deviation, initial, units, outputs, 1, 1);
    parameters().add("units.bias", 0, initial, units);
    Parameters.Weight state =
        parameters().add("state.weight", 0.2, initial, units, StateInputs.COUNT, 1, 1);
    deviation = 0.1 * Math.sqrt(2.0 / hidden);
    parameters().add("head.weight", deviation, initial, Decision.COUNT, hidden, 1, 1);
    startAtTheCheapest(hidden, state);
  }

  private static List<TrainConfig.Layer> trunkLayers(TrainConfig config) {
    List<TrainConfig.Layer> all = config.hidden();
    TrainConfig.Layer last = all.get(all.size() - 1);
    if (all.size() < 2 || last.kernel() != 1) {
      throw new IllegalArgumentException(
          "field 'hidden': "
              + all.size()
              + " layers, the last of kernel "
              + last.kernel()
              + ": expected 2 or more for an ar over lists, the last of kernel 1: the hidden units of"
              + " its loop");
    }
    return all.subList(0, all.size() - 1);
  }

  private static int hiddenUnits(TrainConfig config) {
    return config.hidden().get(config.hidden().size() - 1).channels();
  }

  private static void startAtTheCheapest(int hidden, Parameters.Weight state) {
    Arrays.fill(state.values, hidden * StateInputs.COUNT, state.values.length, 0);
    for (int k = 1; k < Decision.COUNT; k++) {
      int far = (hidden + k) * StateInputs.COUNT + StateInputs.FAR_PRICES + k - 1;
      state.values[far] = FAR_PRICE_BITS;
    }
  }

  @Override
  public String kind() {
    return "ar";
  }

  @Override
  public int macsPerPosition() {
    return trunk.macs() + loop.macs();
  }

  @Override
  public OnnxGraph export(String name) {
    take();
    return trunk.model(info(name), loop.constants()).graph(name);
  }

  /** Gives trunk and loop their weights; returns the loop as it runs. */
  private SequentialHead take() {
    List<float[]> values = parameters().copyValues();
    trunk.take(values.subList(0, values.size() - 2), parameters().rounded());
    loop.take(values.get(values.size() - 2), values.get(values.size() - 1));
    return loop.head();
  }

  @Override
  public double gradients(
      BlockStore store,
      int[] indices,
      double[] lambdaFactors,
      boolean onPolicy,
      SplittableRandom random,
      List<float[]> gradients) {
    ListArBatch batch = batch(store, indices, lambdaFactors);
    SequentialHead head = take();
    float[][] units = trunk.forward(batch);
    float[][] byScores = loop.reserve(batch.length);
    double lost = batch.gradient(head, units, config, random, byScores);
    trunk.backward(loop.backward(units, batch.states, batch.length));
    trunk.weightGradients().forEach(g -> gradients.add(g.clone()));
    gradients.addAll(loop.weightGradients());
    return lost;
  }

  private ListArBatch batch(BlockStore store, int[] indices, double[] lambdaFactors) {
    return new ListArBatch(scratch, config.channels(), store, indices, lambdaFactors, loop.units());
  }

  /** Absolute levels that the network decides on in a block, in coding order. */
  int[] decide(BlockStore store, int index) {
    ListArBatch batch = batch(store, new int[] {index}, new double[] {1});
    SequentialHead head = take();
    return batch.decide(head, trunk.forward(batch));
  }

  @Override
  public void evaluate(BlockStore store, Validation.Part part, Totals[] bySource) {
    ListArBatch batch = batch(store, part.indices(), part.lambdaFactors());
    SequentialHead head = take();
    batch.evaluate(head, trunk.forward(batch), part.teacher(), bySource);
  }
}
