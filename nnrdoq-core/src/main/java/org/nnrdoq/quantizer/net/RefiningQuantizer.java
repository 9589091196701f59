package org.nnrdoq.quantizer.net;

import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.network.Lifetime;
import org.nnrdoq.network.NetworkInfo;
import org.nnrdoq.network.port.Network;
import org.nnrdoq.quantizer.BlockBatch;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.NetworkQuantizer;
import org.nnrdoq.quantizer.QuantizerException;

/**
 * What quantizers have in common that round to nearest, let a network keep, lower by one, or zero
 * each level, and change some by price afterwards ({@link RatedChanges}).
 *
 * <p>A block that rounds to zero is done before any network runs: a network can only lower
 * magnitudes. It sees the crop that {@link RoundedBlock} describes, or the levels that {@link
 * LevelList} lists, so that its cost follows what a block holds, not its size.
 */
abstract sealed class RefiningQuantizer implements NetworkQuantizer
    permits FcnQuantizer, ArQuantizer {
  private final String name;
  private final Network network;
  private final FeatureSet features;
  private final Lifetime lifetime;

  /**
   * Takes a network.
   *
   * @param name as on the command line
   * @param network takes the inputs of a {@link FeatureSet}; is closed together with the quantizer
   * @throws QuantizerException if the network takes other inputs; it is still the caller's then
   */
  RefiningQuantizer(String name, Network network) {
    features = FeatureSet.of(network.info());
    this.name = name;
    this.network = network;
    lifetime = new Lifetime("quantizer " + name, network::close);
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final NetworkInfo info() {
    return network.info();
  }

  @Override
  public final String backend() {
    return network.backend();
  }

  @Override
  public final boolean needsEntropyCosts() {
    return features.needsCosts();
  }

  @Override
  public final Workspace newWorkspace() {
    lifetime.check();
    return newWorkspace(lifetime, features);
  }

  /** A workspace of this quantizer, which is open. */
  abstract RefiningWorkspace newWorkspace(Lifetime quantizer, FeatureSet set);

  @Override
  public final int quantize(
      BlockParameters block,
      int[] coefficients,
      EntropyCosts costs,
      int[] levels,
      Workspace workspace) {
    RefiningWorkspace w = (RefiningWorkspace) workspace;
    w.enter();
    try {
      return w.quantize(block, coefficients, costs, levels);
    } finally {
      w.leave();
    }
  }

  @Override
  public final void quantizeAll(BlockBatch batch, Workspace workspace) {
    RefiningWorkspace w = (RefiningWorkspace) workspace;
    w.enter();
    try {
      w.quantizeAll(batch);
    } finally {
      w.leave();
    }
  }

  @Override
  public final void close() {
    lifetime.close();
  }
}
