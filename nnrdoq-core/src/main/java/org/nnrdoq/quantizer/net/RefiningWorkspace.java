package org.nnrdoq.quantizer.net;

import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.network.Lifetime;
import org.nnrdoq.network.NetworkInfo;
import org.nnrdoq.quantizer.BlockBatch;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.CheckedWorkspace;

/** One thread's way from coefficients to levels: describes a block, asks a network, hides signs. */
abstract class RefiningWorkspace extends CheckedWorkspace {
  private final RatedSignHiding hiding;

  /**
   * Room for blocks of one thread.
   *
   * @param session closes the network's session of this thread
   */
  RefiningWorkspace(Lifetime quantizer, NetworkInfo info, Runnable session) {
    super(quantizer, session);
    hiding = new RatedSignHiding(info.signHidingTries());
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

  /** Makes parities fit where signs are hidden; returns the sum of the absolute levels. */
  final int hideSigns(
      RoundedBlock rounded,
      EntropyCosts costs,
      BlockParameters block,
      int[] coefficients,
      int[] levels,
      int sum) {
    return block.signHiding() && sum >= 2
        ? hiding.apply(block, rounded, costs, coefficients, levels, sum)
        : sum;
  }
}
