package org.nnrdoq.quantizer.net;

import java.util.Arrays;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.network.Lifetime;
import org.nnrdoq.network.ModelException;
import org.nnrdoq.network.NetworkInfo;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.CheckedWorkspace;
import org.nnrdoq.quantizer.QuantizerException;

/** One thread's way from coefficients to levels: describes a block, asks a network, hides signs. */
abstract class RefiningWorkspace extends CheckedWorkspace {
  final FeatureSet set;
  final BlockFeatures features;
  float[] inputs;
  float[] blockInputs;
  private final RatedSignHiding hiding;

  /**
   * Room for blocks of one thread.
   *
   * @param session closes the network's session of this thread
   */
  RefiningWorkspace(Lifetime quantizer, FeatureSet set, NetworkInfo info, Runnable session) {
    super(quantizer, session);
    this.set = set;
    features = new BlockFeatures(set);
    inputs = new float[set.channels() * 1024];
    blockInputs = new float[set.blockChannels()];
    hiding = new RatedSignHiding(info.signHidingTries());
  }

  /** As {@link RefiningQuantizer#quantize}. */
  final int quantize(BlockParameters block, int[] coefficients, EntropyCosts costs, int[] levels) {
    block.requireRoom(coefficients, levels);
    Arrays.fill(levels, 0, block.coefficients(), 0);
    if (features.round(block, coefficients) == 0) {
      return 0;
    }
    features.inputs(inputs, 0, costs);
    features.blockInputs(blockInputs, 0);
    try {
      return hideSigns(features, block, coefficients, levels, decide(block, coefficients, levels));
    } catch (ModelException e) {
      throw new QuantizerException(e.getMessage(), e);
    }
  }

  /**
   * Lets the network decide on the block whose inputs are in place.
   *
   * @param levels receives the signed levels; are 0 before
   * @return sum of the absolute levels
   * @throws ModelException if the network fails
   */
  abstract int decide(BlockParameters block, int[] coefficients, int[] levels);

  /** Makes parities fit where signs are hidden; returns the sum of the absolute levels. */
  final int hideSigns(
      BlockFeatures described, BlockParameters block, int[] coefficients, int[] levels, int sum) {
    return block.signHiding() && sum >= 2
        ? hiding.apply(block, described, described.costs(), coefficients, levels, sum)
        : sum;
  }
}
