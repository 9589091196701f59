package org.nnrdoq.quantizer.net;

import java.util.Arrays;
import org.nnrdoq.hevc.rate.ContextAutomaton;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.network.Lifetime;
import org.nnrdoq.network.ModelException;
import org.nnrdoq.network.NetworkInfo;
import org.nnrdoq.network.SequentialNetwork;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.CheckedWorkspace;
import org.nnrdoq.quantizer.NetworkQuantizer;
import org.nnrdoq.quantizer.QuantizerException;

/**
 * Rounds to nearest, then lets an auto-regressive network keep, lower by one, or zero each level in
 * coding order, each decision knowing those before it.
 *
 * <p>Decisions follow the context states that the levels decided so far lead to ({@link
 * ContextAutomaton}) and their prices ({@link DecisionSteps}). Sign hiding, where it applies, runs
 * on the network's levels by trial under the same costs ({@link RatedSignHiding}).
 */
public final class ArQuantizer implements NetworkQuantizer {
  private final String name;
  private final SequentialNetwork network;
  private final FeatureSet features;
  private final Lifetime lifetime;

  /**
   * Makes a quantizer of a network.
   *
   * @param name as on the command line
   * @param network takes the inputs of a priced {@link FeatureSet}; is closed together with the
   *     quantizer
   * @throws QuantizerException if the network takes other inputs; it is still the caller's then
   */
  public ArQuantizer(String name, SequentialNetwork network) {
    features = FeatureSet.of(network.info(), true);
    this.name = name;
    this.network = network;
    lifetime = new Lifetime("quantizer " + name, network::close);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public NetworkInfo info() {
    return network.info();
  }

  @Override
  public String backend() {
    return network.backend();
  }

  @Override
  public boolean needsEntropyCosts() {
    return features.needsCosts();
  }

  @Override
  public Workspace newWorkspace() {
    lifetime.check();
    return new ArWorkspace(
        lifetime, features, network.info().signHidingTries(), network.newSession());
  }

  @Override
  public int quantize(
      BlockParameters block,
      int[] coefficients,
      EntropyCosts costs,
      int[] levels,
      Workspace workspace) {
    ArWorkspace w = (ArWorkspace) workspace;
    w.enter();
    try {
      return quantize(block, coefficients, costs, levels, w);
    } finally {
      w.leave();
    }
  }

  private static int quantize(
      BlockParameters block, int[] coefficients, EntropyCosts costs, int[] levels, ArWorkspace w) {
    block.requireRoom(coefficients, levels);
    Arrays.fill(levels, 0, block.coefficients(), 0);
    if (w.features.round(block, coefficients) == 0) {
      return 0;
    }
    w.features.inputs(w.inputs, 0, costs);
    w.features.blockInputs(w.blockInputs, 0);
    w.steps.prepare(block, w.features, w.features.costs());
    try {
      w.session.run(
          w.features.height(),
          w.features.width(),
          w.inputs,
          w.blockInputs,
          w.steps.steps(),
          w.scores);
    } catch (ModelException e) {
      throw new QuantizerException(e.getMessage(), e);
    }
    int sum = decide(w, block, coefficients, levels);
    if (block.signHiding() && sum >= 2) {
      sum = w.hiding.apply(block, w.features, w.features.costs(), coefficients, levels, sum);
    }
    return sum;
  }

  private static int decide(
      ArWorkspace w, BlockParameters block, int[] coefficients, int[] levels) {
    SequentialNetwork.Steps steps = w.steps.steps();
    int width = w.features.width();
    int size = block.size();
    int sum = 0;
    for (int s = 0; s < steps.count; s++) {
      int p = steps.positions[s];
      int at = SequentialNetwork.CLASSES * s;
      int level =
          FcnQuantizer.decided(
              w.features.levels()[p], w.scores[at], w.scores[at + 1], w.scores[at + 2]);
      int to = p / width * size + p % width;
      levels[to] = coefficients[to] < 0 ? -level : level;
      sum += level;
    }
    return sum;
  }

  @Override
  public void close() {
    lifetime.close();
  }

  private static final class ArWorkspace extends CheckedWorkspace {
    final BlockFeatures features;
    final DecisionSteps steps = new DecisionSteps();
    final RatedSignHiding hiding;
    final float[] inputs;
    final float[] blockInputs;
    final float[] scores = new float[SequentialNetwork.CLASSES * SequentialNetwork.MAX_STEPS];
    final SequentialNetwork.Session session;

    ArWorkspace(Lifetime quantizer, FeatureSet set, int tries, SequentialNetwork.Session session) {
      super(quantizer, session::close);
      hiding = new RatedSignHiding(tries);
      features = new BlockFeatures(set);
      inputs = new float[set.channels() * 1024];
      blockInputs = new float[set.blockChannels()];
      this.session = session;
    }
  }
}
