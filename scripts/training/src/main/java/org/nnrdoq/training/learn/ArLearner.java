package org.nnrdoq.training.learn;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.nnrdoq.hevc.rate.ContextAutomaton;
import org.nnrdoq.network.integer.WeightRounding;
import org.nnrdoq.network.onnx.OnnxGraph;
import org.nnrdoq.network.port.Decision;
import org.nnrdoq.network.port.SequentialNetwork;
import org.nnrdoq.network.reference.SequentialHead;
import org.nnrdoq.training.data.ArBatch;
import org.nnrdoq.training.data.BlockStore;
import org.nnrdoq.training.data.LevelRule;
import org.nnrdoq.training.data.StateInputs;
import org.nnrdoq.training.data.Totals;
import org.nnrdoq.training.data.TrainConfig;
import org.nnrdoq.training.data.Validation;

/**
 * Trains an auto-regressive network: trunk and head in one forward pass over states that the loop
 * in plain Java visits, either along the teacher's levels or along decisions drawn from the scores.
 *
 * <p>The last hidden layer of the configuration holds the units that decisions made so far enter
 * through; it must be 1x1.
 */
public final class ArLearner extends TrunkLearner<ArBatch> {
  private final int hidden;

  /** A network of random weights, whose decisions stand as they are. */
  public ArLearner(TrainConfig config) {
    this(config, LevelRule.NONE);
  }

  /**
   * A network of random weights.
   *
   * @param rule what is done to the network's decisions
   */
  public ArLearner(TrainConfig config, LevelRule rule) {
    super(config, rule, layers(config), 1, Parameters.Rounding.CHANNEL);
    int units = layers.get(layers.size() - 1).channels();
    hidden = units - Decision.COUNT;
    Parameters.Weight state =
        parameters.add("state.weight", 0.3, initial, units, StateInputs.COUNT, 1, 1);
    Parameters.Weight head =
        parameters.add(
            "head.weight", 0.3 * Math.sqrt(2.0 / hidden), initial, Decision.COUNT, hidden, 1, 1);
    startAtTheCheapest(state, head);
  }

  private static List<TrainConfig.Layer> layers(TrainConfig config) {
    TrainConfig.Layer last = config.hidden().get(config.hidden().size() - 1);
    if (last.kernel() != 1) {
      throw new IllegalArgumentException(
          "field 'hidden': a last layer of kernel " + last.kernel() + ": expected 1 for an ar");
    }
    List<TrainConfig.Layer> layers = new ArrayList<>(config.hidden());
    layers.set(layers.size() - 1, new TrainConfig.Layer(1, last.channels() + Decision.COUNT));
    return layers;
  }

  /** Lets an untrained network already prefer what is cheaper at the moment, as RDOQ does. */
  private void startAtTheCheapest(Parameters.Weight state, Parameters.Weight head) {
    Parameters.Weight last = parameters.all().get(2 * layers.size() - 2);
    int in = (int) last.shape[1];
    int prices = StateInputs.COUNT - SequentialNetwork.NUMBERS;
    for (int k = 0; k < Decision.COUNT; k++) {
      int unit = hidden + k;
      java.util.Arrays.fill(last.values, unit * in, (unit + 1) * in, 0);
      int row = unit * StateInputs.COUNT;
      java.util.Arrays.fill(state.values, row, row + StateInputs.COUNT, 0);
    }
    for (int k = 1; k < Decision.COUNT; k++) {
      int row = (hidden + k) * StateInputs.COUNT + prices + k - 1;
      state.values[row] = 2;
      state.values[row + 2] = 4;
    }
    for (int i = 0; i < head.values.length; i++) {
      head.values[i] *= 0.3f;
    }
  }

  @Override
  public String kind() {
    return "ar";
  }

  @Override
  public void startFrom(OnnxGraph graph, String origin) {
    Map<String, OnnxGraph.Tensor> tensors = graph.initializers();
    int units = hidden + Decision.COUNT;
    int n = parameters.all().size();
    parameters.take(tensors, n - 2, origin);
    long[] shape = {units, Decision.COUNT};
    float[] scores = Parameters.floats(tensors, "head.weight", shape, origin);
    float[] head = parameters.all().get(n - 1).values;
    for (int i = 0; i < head.length; i++) {
      head[i] = scores[i % hidden * Decision.COUNT + i / hidden];
    }
    shape = new long[] {ContextAutomaton.STATES, units};
    float[] state = parameters.all().get(n - 2).values;
    float[] context = Parameters.floats(tensors, "context.weight", shape, origin);
    new ContextWeights().describe(context, units, state, StateInputs.COUNT);
    int first = ContextAutomaton.DESCRIPTION;
    shape = new long[] {ContextAutomaton.PATTERNS, units};
    columns(Parameters.floats(tensors, "pattern.weight", shape, origin), units, state, first);
    first += ContextAutomaton.PATTERNS;
    shape = new long[] {SequentialNetwork.NUMBERS, units};
    columns(Parameters.floats(tensors, "numbers.weight", shape, origin), units, state, first);
  }

  private static void columns(float[] table, int units, float[] state, int first) {
    for (int i = 0; i < table.length; i++) {
      state[i % units * StateInputs.COUNT + first + i / units] = table[i];
    }
  }

  @Override
  public int macsPerPosition() {
    return trunk.macsPerPosition()
        + (hidden + Decision.COUNT) * (SequentialNetwork.NUMBERS + Decision.COUNT);
  }

  @Override
  public OnnxGraph export(String name) {
    List<float[]> values = effective();
    List<SequentialGraph.Layer> convolutions = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      convolutions.add(new SequentialGraph.Layer(tensor(values, 2 * i), tensor(values, 2 * i + 1)));
    }
    int n = values.size();
    return SequentialGraph.build(
        name, set, convolutions, tensor(values, n - 3), values.get(n - 2), values.get(n - 1));
  }

  /** As {@link Parameters#effective}, with the weights of a decision's numbers rounded as well. */
  @Override
  List<float[]> effective() {
    List<float[]> values = super.effective();
    if (parameters.rounded()) {
      int units = hidden + Decision.COUNT;
      float[] last = values.get(2 * layers.size() - 2);
      int[] exponents = WeightRounding.exponents(last, units, null, false);
      float[] state = values.get(values.size() - 2);
      for (int u = 0; u < units; u++) {
        int end = (u + 1) * StateInputs.COUNT;
        for (int i = end - SequentialNetwork.NUMBERS; i < end; i++) {
          state[i] =
              Math.scalb((float) WeightRounding.round(state[i], exponents[u]), -exponents[u]);
        }
      }
    }
    return values;
  }

  private SequentialHead head() {
    return new SequentialHead(export("head").initializers(), "network in training");
  }

  private NDArray scores(List<NDArray> weights, NDArray last, NDArray states) {
    int n = weights.size();
    NDArray units = last.add(Trunk.product(weights.get(n - 2), states));
    NDArray rectified = Activation.relu(units.get(":" + hidden));
    return Trunk.product(weights.get(n - 1), rectified).add(units.get(hidden + ":"));
  }

  /** From [unit][position] to [position][unit]. */
  private static float[] byPosition(NDArray last) {
    return last.transpose(1, 0).toFloatArray();
  }

  @Override
  ArBatch batch(BlockStore store, int[] indices, double[] lambdaFactors) {
    return new ArBatch(scratch, store, indices, lambdaFactors, rule);
  }

  @Override
  NDArray scores(NDManager manager, List<NDArray> weights, ArBatch batch, SplittableRandom random) {
    NDArray last = trunk.forward(manager, weights, batch);
    batch.walk(head(), byPosition(last), random);
    NDArray states = manager.create(batch.states, new Shape(StateInputs.COUNT, batch.positions));
    return scores(weights, last, states);
  }

  @Override
  public void evaluate(BlockStore store, Validation.Part part, Totals[] bySource) {
    ArBatch batch = batch(store, part.indices(), part.lambdaFactors());
    try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
      NDArray last = trunk.forward(manager, tensors(manager, false), batch);
      batch.evaluate(batch.decide(head(), byPosition(last)), part.teacher(), bySource);
    }
  }
}
