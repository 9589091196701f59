package org.nnrdoq.training.data;

import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.net.BlockFeatures;

/**
 * What a quantizer does to the levels of a block after its network has decided, without asking the
 * network again.
 *
 * <p>Training applies it to the levels that alternatives are priced around once they are drawn from
 * the network, and validation to the network's best decisions, so that the network learns to decide
 * with the rule behind it.
 */
@FunctionalInterface
public interface LevelRule {
  /** Leaves the network's decisions as they are. */
  LevelRule NONE = (parameters, features, costs, levels) -> {};

  /**
   * Changes a block's levels; the same input must always give the same levels.
   *
   * @param parameters of the block, with the lambda that it is priced by
   * @param features of the block, rounded
   * @param costs of the block
   * @param levels without sign, raster order of the crop; none may rise above the level that {@code
   *     features} rounds to
   */
  void apply(BlockParameters parameters, BlockFeatures features, EntropyCosts costs, int[] levels);
}
