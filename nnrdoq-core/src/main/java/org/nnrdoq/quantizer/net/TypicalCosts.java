package org.nnrdoq.quantizer.net;

import org.nnrdoq.hevc.SliceType;
import org.nnrdoq.hevc.cabac.CabacContexts;
import org.nnrdoq.hevc.rate.CostEstimator;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.quantizer.BlockParameters;

/**
 * Entropy costs to assume where a host has none: those of the initial context states of a slice
 * (H.265 §9.3.2.2), which the standard chose to be typical for slice type and QP.
 *
 * <p>One instance per thread; allocates once per kind of block.
 */
public final class TypicalCosts {
  private static final int QPS = 52;
  private static final int TYPES = SliceType.values().length;

  private final EntropyCosts[] cache = new EntropyCosts[TYPES * QPS * 4 * 2];
  private final CabacContexts contexts = new CabacContexts();

  /** Costs for a block; valid for ever, not to be modified. */
  public EntropyCosts of(BlockParameters block) {
    int qp = Math.min(Math.max(block.qp() - 6 * (block.bitDepth() - 8), 0), QPS - 1);
    int chroma = block.isLuma() ? 0 : 1;
    int index =
        ((block.sliceType().ordinal() * QPS + qp) * 4 + block.log2TrafoSize() - 2) * 2 + chroma;
    if (cache[index] == null) {
      EntropyCosts costs = new EntropyCosts();
      contexts.init(block.sliceType(), qp);
      int cbf = block.isLuma() ? CabacContexts.CBF_LUMA : CabacContexts.CBF_CHROMA;
      CostEstimator.estimate(contexts, block.log2TrafoSize(), block.cIdx(), cbf, costs);
      cache[index] = costs;
    }
    return cache[index];
  }
}
