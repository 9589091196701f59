package org.nnrdoq.quantizer.net;

import java.util.Arrays;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.network.Lifetime;
import org.nnrdoq.network.ModelException;
import org.nnrdoq.network.RateWeights;
import org.nnrdoq.network.list.ListInputs;
import org.nnrdoq.network.port.Decision;
import org.nnrdoq.network.port.RefinementNetwork;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.QuantizerException;

/**
 * Describes the levels of a block in coding order to a network, and chooses the last position by
 * price after it.
 */
final class ListWorkspace extends RefiningWorkspace {
  private final FeatureSet set;
  private final int channels;
  private final double[] rateWeights;
  private final RefinementNetwork.Session session;
  private final TypicalCosts typical = new TypicalCosts();
  private final LevelList list = new LevelList();
  private final LevelFeatures features = new LevelFeatures();
  private final LastPosition lastPosition = new LastPosition();
  private final float[] inputs;
  private final float[] blockInputs = new float[ListInputs.BLOCK_ROWS];
  private final float[] logits = new float[Decision.COUNT * LevelList.MAX_LEVELS];
  private final int[] decided = new int[LevelList.MAX_LEVELS];

  ListWorkspace(
      Lifetime quantizer,
      FeatureSet set,
      RefinementNetwork network,
      RefinementNetwork.Session session,
      double strength) {
    super(quantizer, network.info(), session::close);
    this.set = set;
    this.session = session;
    channels = network.info().features();
    rateWeights = network.info().rateWeights().weights(strength);
    inputs = new float[channels * LevelList.MAX_LEVELS];
  }

  @Override
  int quantize(BlockParameters block, int[] coefficients, EntropyCosts costs, int[] levels) {
    block.requireRoom(coefficients, levels);
    Arrays.fill(levels, 0, block.coefficients(), 0);
    if (list.round(block, coefficients) == 0) {
      return 0;
    }
    EntropyCosts priced = costs(block, costs);
    list.list(rateWeights[RateWeights.index(block.sliceType(), block.isLuma())]);
    features.describe(list, priced);
    decide();
    lastPosition.choose(list, priced, decided);
    int sum = list.write(decided, coefficients, levels);
    return hideSigns(list, priced, block, coefficients, levels, sum);
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

  private void decide() {
    int count = list.count();
    features.copy(inputs, 0, channels);
    features.copyBlock(blockInputs, 0);
    try {
      session.run(1, 1, count, inputs, blockInputs, logits);
    } catch (ModelException e) {
      throw new QuantizerException(e.getMessage(), e);
    }
    for (int s = 0; s < count; s++) {
      decided[s] =
          Decision.refine(list.nearest(s), logits[s], logits[count + s], logits[2 * count + s]);
    }
  }
}
