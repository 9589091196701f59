package org.nnrdoq.quantizer.net;

import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.network.Lifetime;
import org.nnrdoq.network.NetworkInfo;
import org.nnrdoq.quantizer.BlockBatch;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.CheckedWorkspace;

/**
 * One thread's way from coefficients to levels: describes a block, asks a network, changes levels
 * by price.
 */
abstract class RefiningWorkspace extends CheckedWorkspace {
  private final RatedChanges changes;

  /**
   * Room for blocks of one thread.
   *
   * @param session closes the network's session of this thread
   */
  RefiningWorkspace(Lifetime quantizer, NetworkInfo info, Runnable session) {
    super(quantizer, session);
    changes = new RatedChanges(info.signHidingTries());
  }

  /** As {@link RefiningQuantizer#quantize}. */
  abstract int quantize(
      BlockParameters block, int[] coefficients, EntropyCosts costs, int[] levels);

  /** As {@link RefiningQuantizer#quantizeAll}. */
  void quantizeAll(BlockBatch batch) {
    for (int i = 0; i < batch.size(); i++) {
      int[] levels = batch.levels(i);
      batch.setSum(i, quantize(batch.parameters(i), batch.coefficients(i), batch.costs(i), levels));
    }
  }

  /**
   * Makes parities fit where signs are hidden, and where they are not, takes the changes that pay;
   * returns the sum of the absolute levels.
   *
   * @param rateWeight what a bit counts for the network, in lambdas
   */
  final int change(
      RoundedBlock rounded,
      EntropyCosts costs,
      double rateWeight,
      BlockParameters block,
      int[] coefficients,
      int[] levels,
      int sum) {
    if (sum < (block.signHiding() ? 2 : 1)) {
      return sum;
    }
    // A sign is hidden whatever it costs; what may as well stay is weighed as the network does.
    rounded.weigh(block.signHiding() ? 1 : rateWeight);
    return changes.apply(block, rounded, costs, coefficients, levels, sum);
  }
}
