package org.nnrdoq.quantizer.net;

import org.nnrdoq.hevc.rate.ContextAutomaton;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.network.Lifetime;
import org.nnrdoq.network.port.Decision;
import org.nnrdoq.network.port.SequentialNetwork;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.QuantizerException;

/**
 * Rounds to nearest, then lets an auto-regressive network keep, lower by one, or zero each level in
 * coding order, each decision knowing those before it; then chooses the last position by price.
 *
 * <p>Decisions follow the context states that the levels decided so far lead to ({@link
 * ContextAutomaton}) and their prices ({@link DecisionSteps}).
 */
public final class ArQuantizer extends RefiningQuantizer {
  private final SequentialNetwork network;
  private final double strength;

  /**
   * Makes a quantizer of a network.
   *
   * @param name as on the command line
   * @param network takes the inputs of a {@link FeatureSet}; is closed together with the quantizer
   * @throws QuantizerException if the network takes other inputs; it is still the caller's then
   */
  public ArQuantizer(String name, SequentialNetwork network) {
    this(name, network, 1);
  }

  /**
   * Makes a quantizer of a network, to save bits more or less eagerly.
   *
   * @param name as on the command line
   * @param network takes the inputs of a {@link FeatureSet}; is closed together with the quantizer
   * @param strength that the network's weights of rate are multiplied by
   * @throws QuantizerException if the network takes other inputs; it is still the caller's then
   */
  public ArQuantizer(String name, SequentialNetwork network, double strength) {
    super(name, network);
    this.network = network;
    this.strength = strength;
  }

  @Override
  RefiningWorkspace newWorkspace(Lifetime quantizer, FeatureSet set) {
    return set.lists()
        ? new ArListWorkspace(quantizer, set, network, network.newSession(), strength)
        : new ArWorkspace(quantizer, set, network, network.newSession(), strength);
  }

  /** Takes the decisions that scores say, [step][decision]. */
  private static void take(LevelList list, float[] scores, int[] decided) {
    for (int s = 0; s < list.count(); s++) {
      int at = Decision.COUNT * s;
      decided[s] = Decision.refine(list.nearest(s), scores[at], scores[at + 1], scores[at + 2]);
    }
  }

  private static final class ArWorkspace extends CropWorkspace {
    final SequentialNetwork.Session session;
    final DecisionSteps steps = new DecisionSteps();
    final float[] scores = new float[Decision.COUNT * SequentialNetwork.MAX_STEPS];
    final LevelList list = new LevelList();
    final LastPosition lastPosition = new LastPosition();
    final int[] decided = new int[LevelList.MAX_LEVELS];

    ArWorkspace(
        Lifetime quantizer,
        FeatureSet set,
        SequentialNetwork network,
        SequentialNetwork.Session session,
        double strength) {
      super(quantizer, set, network.info(), session::close, strength);
      this.session = session;
    }

    @Override
    int decide(BlockParameters block, int[] coefficients, int[] levels) {
      steps.prepare(block, features, features.costs());
      SequentialNetwork.Steps decisions = steps.steps();
      session.run(features.height(), features.width(), inputs, blockInputs, decisions, scores);
      // the same levels in the same order
      list.round(block, coefficients);
      list.list(rateWeight(block));
      take(list, scores, decided);
      lastPosition.choose(list, features.costs(), decided);
      return list.write(decided, coefficients, levels);
    }
  }

  private static final class ArListWorkspace extends ListWorkspace {
    private final SequentialNetwork.Session session;
    private final DecisionSteps steps = new DecisionSteps();
    private final float[] scores = new float[Decision.COUNT * SequentialNetwork.MAX_STEPS];

    ArListWorkspace(
        Lifetime quantizer,
        FeatureSet set,
        SequentialNetwork network,
        SequentialNetwork.Session session,
        double strength) {
      super(quantizer, set, network.info(), session::close, strength);
      this.session = session;
    }

    @Override
    void decide(EntropyCosts costs, double rateWeight, int[] decided) {
      list.weigh(rateWeight);
      steps.prepare(list, costs);
      session.run(1, list.count(), inputs, blockInputs, steps.steps(), scores);
      list.weigh(1);
      take(list, scores, decided);
    }
  }
}
