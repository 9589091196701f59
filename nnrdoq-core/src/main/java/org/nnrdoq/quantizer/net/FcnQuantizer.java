package org.nnrdoq.quantizer.net;

import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.network.Lifetime;
import org.nnrdoq.network.port.Decision;
import org.nnrdoq.network.port.RefinementNetwork;
import org.nnrdoq.quantizer.QuantizerException;

/**
 * Rounds to nearest, then lets a fully-convolutional network keep, lower by one, or zero each
 * level, all levels of a block at once.
 */
public final class FcnQuantizer extends RefiningQuantizer {
  private final RefinementNetwork network;
  private final double strength;

  /**
   * Makes a quantizer of a network.
   *
   * @param name as on the command line
   * @param network takes the inputs of a {@link FeatureSet}; is closed together with the quantizer
   * @throws QuantizerException if the network takes other inputs; it is still the caller's then
   */
  public FcnQuantizer(String name, RefinementNetwork network) {
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
  public FcnQuantizer(String name, RefinementNetwork network, double strength) {
    super(name, network);
    this.network = network;
    this.strength = strength;
  }

  /** Crops that are alike share a call, and half of a small one's time is the call's own. */
  @Override
  public boolean prefersBatches() {
    return network.backend().equals("ort") && !FeatureSet.of(network.info()).lists();
  }

  @Override
  RefiningWorkspace newWorkspace(Lifetime quantizer, FeatureSet set) {
    return set.lists()
        ? new FcnListWorkspace(quantizer, set, network, network.newSession(), strength)
        : new FcnWorkspace(quantizer, set, network, network.newSession(), strength);
  }

  private static final class FcnListWorkspace extends ListWorkspace {
    private final RefinementNetwork.Session session;
    private final float[] logits = new float[Decision.COUNT * LevelList.MAX_LEVELS];

    FcnListWorkspace(
        Lifetime quantizer,
        FeatureSet set,
        RefinementNetwork network,
        RefinementNetwork.Session session,
        double strength) {
      super(quantizer, set, network.info(), session::close, strength);
      this.session = session;
    }

    @Override
    void decide(EntropyCosts costs, double rateWeight, int[] decided) {
      int count = list.count();
      session.run(1, 1, count, inputs, blockInputs, logits);
      for (int s = 0; s < count; s++) {
        decided[s] =
            Decision.refine(list.nearest(s), logits[s], logits[count + s], logits[2 * count + s]);
      }
    }
  }
}
