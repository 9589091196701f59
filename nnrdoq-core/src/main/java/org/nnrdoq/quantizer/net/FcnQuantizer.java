package org.nnrdoq.quantizer.net;

import org.nnrdoq.network.Lifetime;
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

  @Override
  RefiningWorkspace newWorkspace(Lifetime quantizer, FeatureSet set) {
    return set.lists()
        ? new ListWorkspace(quantizer, set, network, network.newSession(), strength)
        : new FcnWorkspace(quantizer, set, network, network.newSession(), strength);
  }
}
