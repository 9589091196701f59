package org.nnrdoq.quantizer.net;

import java.util.Arrays;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.network.Lifetime;
import org.nnrdoq.network.ModelException;
import org.nnrdoq.network.NetworkInfo;
import org.nnrdoq.network.RateWeights;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.QuantizerException;

/** Describes the crop of a block to a network, which sees all its positions. */
abstract class CropWorkspace extends RefiningWorkspace {
  final FeatureSet set;
  final BlockFeatures features;
  private final double[] rateWeights;
  float[] inputs;
  float[] blockInputs;

  /**
   * Room for blocks of one thread.
   *
   * @param session closes the network's session of this thread
   * @param strength that the network's weights of rate are multiplied by
   */
  CropWorkspace(
      Lifetime quantizer, FeatureSet set, NetworkInfo info, Runnable session, double strength) {
    super(quantizer, info, session);
    rateWeights = info.rateWeights().weights(strength);
    this.set = set;
    features = new BlockFeatures(set);
    inputs = new float[set.channels() * 1024];
    blockInputs = new float[set.blockChannels()];
  }

  @Override
  final int quantize(BlockParameters block, int[] coefficients, EntropyCosts costs, int[] levels) {
    block.requireRoom(coefficients, levels);
    Arrays.fill(levels, 0, block.coefficients(), 0);
    if (features.round(block, coefficients) == 0) {
      return 0;
    }
    features.weigh(rateWeight(block));
    features.inputs(inputs, 0, costs);
    features.blockInputs(blockInputs, 0);
    try {
      int sum = decide(block, coefficients, levels);
      EntropyCosts own = features.costs();
      return change(features, own, rateWeight(block), block, coefficients, levels, sum);
    } catch (ModelException e) {
      throw new QuantizerException(e.getMessage(), e);
    }
  }

  /** What a bit of the block counts for the network, in lambdas. */
  final double rateWeight(BlockParameters block) {
    return rateWeights[RateWeights.index(block.sliceType(), block.isLuma())];
  }

  /**
   * Lets the network decide on the block whose inputs are in place.
   *
   * @param levels receives the signed levels; are 0 before
   * @return sum of the absolute levels
   * @throws ModelException if the network fails
   */
  abstract int decide(BlockParameters block, int[] coefficients, int[] levels);
}
