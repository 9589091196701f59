package org.nnrdoq.training;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.training.GradientCollector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.nnrdoq.network.SequentialNetwork;
import org.nnrdoq.network.integer.WeightRounding;
import org.nnrdoq.network.onnx.OnnxGraph;
import org.nnrdoq.network.reference.SequentialHead;
import org.nnrdoq.quantizer.ContextAutomaton;
import org.nnrdoq.quantizer.FeatureSet;
import org.nnrdoq.quantizer.SequentialGraph;

/**
 * Trains an auto-regressive network: trunk and head in one forward pass over states that the loop
 * in plain Java visits, either along the teacher's levels or along decisions drawn from the scores.
 *
 * <p>The last hidden layer of the configuration holds the units that decisions made so far enter
 * through; it must be 1x1.
 */
final class ArLearner implements Learner {
  private static final int CLASSES = SequentialNetwork.CLASSES;

  private final TrainConfig config;
  private final FeatureSet set;
  private final List<TrainConfig.Layer> layers;
  private final int hidden;
  private final Parameters parameters = new Parameters();

  ArLearner(TrainConfig config) {
    this.config = config;
    set = config.inputs();
    TrainConfig.Layer last = config.hidden().get(config.hidden().size() - 1);
    if (last.kernel() != 1 || set == FeatureSet.BLOCK_1) {
      throw new IllegalArgumentException(
          "an ar network needs a last hidden layer of kernel 1, and featureSet block-2 or block-3");
    }
    hidden = last.channels();
    layers = new ArrayList<>(config.hidden());
    layers.set(layers.size() - 1, new TrainConfig.Layer(1, hidden + CLASSES));
    SplittableRandom random = new SplittableRandom(config.seed());
    int in = set.channels();
    for (int i = 0; i < layers.size(); i++) {
      int k = layers.get(i).kernel();
      int out = layers.get(i).channels();
      double deviation = Math.sqrt(2.0 / (in * k * k));
      parameters
          .add("conv" + i + ".weight", deviation, random, out, in, k, k)
          .rounding(Parameters.Rounding.CHANNEL);
      parameters.add("conv" + i + ".bias", 0, random, out);
      in = out;
    }
    parameters
        .add("block.weight", 0.1, random, layers.get(0).channels(), set.blockChannels(), 1, 1)
        .rounding(Parameters.Rounding.WITH_FIRST);
    Parameters.Weight state =
        parameters.add("state.weight", 0.3, random, in, SequentialGraph.STATE_INPUTS, 1, 1);
    Parameters.Weight head =
        parameters.add("head.weight", 0.3 * Math.sqrt(2.0 / hidden), random, CLASSES, hidden, 1, 1);
    startAtTheCheapest(state, head);
  }

  /** Lets an untrained network already prefer what is cheaper at the moment, as RDOQ does. */
  private void startAtTheCheapest(Parameters.Weight state, Parameters.Weight head) {
    Parameters.Weight trunk = parameters.all().get(2 * layers.size() - 2);
    int in = (int) trunk.shape[1];
    int prices = SequentialGraph.STATE_INPUTS - SequentialHead.NUMBERS;
    for (int k = 0; k < CLASSES; k++) {
      int unit = hidden + k;
      java.util.Arrays.fill(trunk.values, unit * in, (unit + 1) * in, 0);
      int row = unit * SequentialGraph.STATE_INPUTS;
      java.util.Arrays.fill(state.values, row, row + SequentialGraph.STATE_INPUTS, 0);
    }
    for (int k = 1; k < CLASSES; k++) {
      int row = (hidden + k) * SequentialGraph.STATE_INPUTS + prices + k - 1;
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
  public Parameters parameters() {
    return parameters;
  }

  @Override
  public void startFrom(OnnxGraph graph, String origin) {
    Map<String, OnnxGraph.Tensor> tensors = graph.initializers();
    int units = hidden + CLASSES;
    int n = parameters.all().size();
    parameters.take(tensors, n - 2, origin);
    long[] shape = {units, CLASSES};
    float[] scores = Parameters.floats(tensors, "head.weight", shape, origin);
    float[] head = parameters.all().get(n - 1).values;
    for (int i = 0; i < head.length; i++) {
      head[i] = scores[i % hidden * CLASSES + i / hidden];
    }
    shape = new long[] {ContextAutomaton.STATES, units};
    float[] state = parameters.all().get(n - 2).values;
    float[] context = Parameters.floats(tensors, "context.weight", shape, origin);
    new ContextWeights().describe(context, units, state, SequentialGraph.STATE_INPUTS);
    int first = ContextAutomaton.DESCRIPTION;
    shape = new long[] {SequentialHead.PATTERNS, units};
    columns(Parameters.floats(tensors, "pattern.weight", shape, origin), units, state, first);
    first += SequentialHead.PATTERNS;
    shape = new long[] {SequentialHead.NUMBERS, units};
    columns(Parameters.floats(tensors, "numbers.weight", shape, origin), units, state, first);
  }

  private static void columns(float[] table, int units, float[] state, int first) {
    for (int i = 0; i < table.length; i++) {
      state[i % units * SequentialGraph.STATE_INPUTS + first + i / units] = table[i];
    }
  }

  @Override
  public int macsPerPosition() {
    int in = set.channels();
    int macs = 0;
    for (TrainConfig.Layer l : layers) {
      macs += in * l.channels() * l.kernel() * l.kernel();
      in = l.channels();
    }
    return macs + in * (SequentialHead.NUMBERS + CLASSES);
  }

  @Override
  public OnnxGraph export(String name) {
    List<float[]> values = effective();
    List<SequentialGraph.Layer> trunk = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      trunk.add(new SequentialGraph.Layer(tensor(values, 2 * i), tensor(values, 2 * i + 1)));
    }
    int n = values.size();
    return SequentialGraph.build(
        name, set, trunk, tensor(values, n - 3), values.get(n - 2), values.get(n - 1));
  }

  /** As {@link Parameters#effective}, with the weights of a decision's numbers rounded as well. */
  private List<float[]> effective() {
    List<float[]> values = parameters.effective();
    if (parameters.rounded()) {
      int units = hidden + CLASSES;
      float[] last = values.get(2 * layers.size() - 2);
      int[] exponents = WeightRounding.exponents(last, units, null, false);
      float[] state = values.get(values.size() - 2);
      for (int u = 0; u < units; u++) {
        int end = (u + 1) * SequentialGraph.STATE_INPUTS;
        for (int i = end - SequentialHead.NUMBERS; i < end; i++) {
          state[i] =
              Math.scalb((float) WeightRounding.round(state[i], exponents[u]), -exponents[u]);
        }
      }
    }
    return values;
  }

  private OnnxGraph.Tensor tensor(List<float[]> values, int index) {
    return OnnxGraph.Tensor.of(values.get(index), parameters.all().get(index).shape);
  }

  private SequentialHead head() {
    return new SequentialHead(export("head").initializers(), "network in training");
  }

  private List<NDArray> tensors(NDManager manager, boolean gradients) {
    List<NDArray> tensors = new ArrayList<>();
    List<float[]> values = effective();
    for (int i = 0; i < values.size(); i++) {
      NDArray t = manager.create(values.get(i), new Shape(parameters.all().get(i).shape));
      t.setRequiresGradient(gradients);
      tensors.add(t);
    }
    return tensors;
  }

  private static NDArray convolve(NDArray x, NDArray weight, NDArray bias, int kernel) {
    Shape one = new Shape(1, 1);
    Shape padding = new Shape(kernel / 2, kernel / 2);
    return Conv2d.conv2d(x, weight, bias, one, padding, one, 1).singletonOrThrow();
  }

  private NDArray trunk(NDManager manager, List<NDArray> weights, Batch batch) {
    NDArray x =
        manager.create(
            batch.inputs, new Shape(batch.count, set.channels(), batch.height, batch.width));
    NDArray block =
        manager.create(batch.blockInputs, new Shape(batch.count, set.blockChannels(), 1, 1));
    for (int i = 0; i < layers.size(); i++) {
      x = convolve(x, weights.get(2 * i), weights.get(2 * i + 1), layers.get(i).kernel());
      if (i == 0) {
        x = x.add(convolve(block, weights.get(weights.size() - 3), null, 1));
      }
      if (i < layers.size() - 1) {
        x = Activation.relu(x);
      }
    }
    return x;
  }

  private NDArray scores(List<NDArray> weights, NDArray trunk, NDArray states) {
    NDArray units = trunk.add(convolve(states, weights.get(weights.size() - 2), null, 1));
    NDArray rectified = Activation.relu(units.get(":, :" + hidden));
    return convolve(rectified, weights.get(weights.size() - 1), null, 1)
        .add(units.get(":, " + hidden + ":"));
  }

  private static float[] byPosition(NDArray trunk) {
    return trunk.transpose(0, 2, 3, 1).toFloatArray();
  }

  @Override
  public double gradients(
      BlockStore store,
      int[] indices,
      boolean onPolicy,
      SplittableRandom random,
      List<float[]> gradients) {
    ArBatch batch = new ArBatch(set, store, indices);
    try (NDManager manager = NDManager.newBaseManager(Device.cpu());
        GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      List<NDArray> weights = tensors(manager, true);
      NDArray trunk = trunk(manager, weights, batch);
      batch.walk(head(), byPosition(trunk), onPolicy ? random : null);
      NDArray states =
          manager.create(
              batch.states,
              new Shape(batch.count, SequentialGraph.STATE_INPUTS, batch.height, batch.width));
      NDArray scores = scores(weights, trunk, states);
      float[] logits = scores.toFloatArray();
      float[] gradient = new float[logits.length];
      double lost = batch.gradient(logits, config, onPolicy, random, gradient);
      collector.backward(scores.mul(manager.create(gradient, scores.getShape())).sum());
      for (NDArray w : weights) {
        gradients.add(w.getGradient().toFloatArray());
      }
      return lost;
    }
  }

  @Override
  public void evaluate(BlockStore store, int[] indices, Batch.Totals[] bySource) {
    ArBatch batch = new ArBatch(set, store, indices);
    try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
      NDArray trunk = trunk(manager, tensors(manager, false), batch);
      batch.evaluate(batch.decide(head(), byPosition(trunk)), bySource);
    }
  }
}
