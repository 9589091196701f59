package org.nnrdoq.quantizer.net;

import org.nnrdoq.hevc.rate.ContextAutomaton;
import org.nnrdoq.network.Lifetime;
import org.nnrdoq.network.port.Decision;
import org.nnrdoq.network.port.SequentialNetwork;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.QuantizerException;

/**
 * Rounds to nearest, then lets an auto-regressive network keep, lower by one, or zero each level in
 * coding order, each decision knowing those before it.
 *
 * <p>Decisions follow the context states that the levels decided so far lead to ({@link
 * ContextAutomaton}) and their prices ({@link DecisionSteps}).
 */
public final class ArQuantizer extends RefiningQuantizer {
  private final SequentialNetwork network;

  /**
   * Makes a quantizer of a network.
   *
   * @param name as on the command line
   * @param network takes the inputs of a {@link FeatureSet}; is closed together with the quantizer
   * @throws QuantizerException if the network takes other inputs; it is still the caller's then
   */
  public ArQuantizer(String name, SequentialNetwork network) {
    super(name, network);
    this.network = network;
  }

  @Override
  RefiningWorkspace newWorkspace(Lifetime quantizer, FeatureSet set) {
    return new ArWorkspace(quantizer, set, network, network.newSession());
  }

  private static final class ArWorkspace extends CropWorkspace {
    final SequentialNetwork.Session session;
    final DecisionSteps steps = new DecisionSteps();
    final float[] scores = new float[Decision.COUNT * SequentialNetwork.MAX_STEPS];

    ArWorkspace(
        Lifetime quantizer,
        FeatureSet set,
        SequentialNetwork network,
        SequentialNetwork.Session session) {
      super(quantizer, set, network.info(), session::close);
      this.session = session;
    }

    @Override
    int decide(BlockParameters block, int[] coefficients, int[] levels) {
      steps.prepare(block, features, features.costs());
      SequentialNetwork.Steps decisions = steps.steps();
      int width = features.width();
      session.run(features.height(), width, inputs, blockInputs, decisions, scores);
      int size = block.size();
      int sum = 0;
      for (int s = 0; s < decisions.count; s++) {
        int p = decisions.positions[s];
        int at = Decision.COUNT * s;
        int nearest = features.levels()[p];
        int level = Decision.refine(nearest, scores[at], scores[at + 1], scores[at + 2]);
        int to = p / width * size + p % width;
        levels[to] = coefficients[to] < 0 ? -level : level;
        sum += level;
      }
      return sum;
    }
  }
}
