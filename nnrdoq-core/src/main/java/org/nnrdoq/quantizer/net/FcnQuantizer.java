package org.nnrdoq.quantizer.net;

import org.nnrdoq.network.Lifetime;
import org.nnrdoq.network.RefinementNetwork;
import org.nnrdoq.quantizer.QuantizerException;

/**
 * Rounds to nearest, then lets a fully-convolutional network keep, lower by one, or zero each
 * level, all levels of a block at once.
 */
public final class FcnQuantizer extends RefiningQuantizer {
  private final RefinementNetwork network;

  /**
   * Makes a quantizer of a network.
   *
   * @param name as on the command line
   * @param network takes the inputs of a {@link FeatureSet}; is closed together with the quantizer
   * @throws QuantizerException if the network takes other inputs; it is still the caller's then
   */
  public FcnQuantizer(String name, RefinementNetwork network) {
    super(name, network);
    this.network = network;
  }

  @Override
  RefiningWorkspace newWorkspace(Lifetime quantizer, FeatureSet set) {
    return set.lists()
        ? new ListWorkspace(quantizer, set, network, network.newSession())
        : new FcnWorkspace(quantizer, set, network, network.newSession());
  }
}
