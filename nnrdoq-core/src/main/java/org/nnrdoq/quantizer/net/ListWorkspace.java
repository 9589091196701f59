package org.nnrdoq.quantizer.net;

import java.util.Arrays;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.network.Lifetime;
import org.nnrdoq.network.ModelException;
import org.nnrdoq.network.NetworkInfo;
import org.nnrdoq.network.RateWeights;
import org.nnrdoq.network.list.ListInputs;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.QuantizerException;

/**
 * Describes the levels of a block in coding order to a network, and chooses the last position by
 * price after it.
 */
abstract class ListWorkspace extends RefiningWorkspace {
  final LevelList list = new LevelList();

  /** Inputs of the levels, [input][level]. */
  final float[] inputs;

  /** Inputs of the block. */
  final float[] blockInputs = new float[ListInputs.BLOCK_ROWS];

  private final FeatureSet set;
  private final int channels;
  private final double[] rateWeights;
  private final TypicalCosts typical = new TypicalCosts();
  private final LevelFeatures features = new LevelFeatures();
  private final LastPosition lastPosition = new LastPosition();
  private final int[] decided = new int[LevelList.MAX_LEVELS];

  /**
   * Room for blocks of one thread.
   *
   * @param session closes the network's session of this thread
   * @param strength that the network's weights of rate are multiplied by
   */
  ListWorkspace(
      Lifetime quantizer, FeatureSet set, NetworkInfo info, Runnable session, double strength) {
    super(quantizer, info, session);
    this.set = set;
    channels = info.features();
    rateWeights = info.rateWeights().weights(strength);
    inputs = new float[channels * LevelList.MAX_LEVELS];
  }

  @Override
  final int quantize(BlockParameters block, int[] coefficients, EntropyCosts costs, int[] levels) {
    block.requireRoom(coefficients, levels);
    Arrays.fill(levels, 0, block.coefficients(), 0);
    if (list.round(block, coefficients) == 0) {
      return 0;
    }
    EntropyCosts priced = costs(block, costs);
    double rateWeight = rateWeights[RateWeights.index(block.sliceType(), block.isLuma())];
    list.list(rateWeight);
    features.describe(list, priced);
    features.copy(inputs, 0, channels);
    features.copyBlock(blockInputs, 0);
    try {
      decide(priced, rateWeight, decided);
    } catch (ModelException e) {
      throw new QuantizerException(e.getMessage(), e);
    }
    lastPosition.choose(list, priced, decided);
    int sum = list.write(decided, coefficients, levels);
    return change(list, priced, rateWeight, block, coefficients, levels, sum);
  }

  private EntropyCosts costs(BlockParameters block, EntropyCosts costs) {
    if (!set.needsCosts()) {
      return typical.of(block);
    }
    if (costs == null) {
      throw new QuantizerException(
          "feature set "
              + set.id()
              + " needs entropy costs: use a model of set "
              + FeatureSet.LEVELS_2.id());
    }
    return costs;
  }

  /**
   * Lets the network decide on the block whose inputs are in place.
   *
   * @param costs to price by
   * @param rateWeight what a bit counts, in lambdas
   * @param decided receives the absolute levels in coding order
   * @throws ModelException if the network fails
   */
  abstract void decide(EntropyCosts costs, double rateWeight, int[] decided);
}
