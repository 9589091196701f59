package org.nnrdoq.training.data;

import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.net.DecisionSteps;
import org.nnrdoq.quantizer.net.LastPosition;
import org.nnrdoq.quantizer.net.LevelFeatures;
import org.nnrdoq.quantizer.net.LevelList;
import org.nnrdoq.quantizer.net.TypicalCosts;

/**
 * What lists, describes and prices the levels of stored blocks, one block at a time; for one
 * thread.
 */
public final class ListScratch {
  final LevelList list = new LevelList();
  final LevelFeatures features = new LevelFeatures();
  final AlternativeCosts cost = new AlternativeCosts();
  private final LastPosition lastPosition = new LastPosition();
  private final TypicalCosts typical = new TypicalCosts();
  private final EntropyCosts costs = new EntropyCosts();
  private final int[] coefficients = new int[1024];
  private final boolean ownCosts;
  private EntropyCosts decided;

  /**
   * Scratch.
   *
   * @param ownCosts whether networks and the last position are given the block's entropy costs, and
   *     not typical ones
   */
  public ListScratch(boolean ownCosts) {
    this.ownCosts = ownCosts;
  }

  /**
   * Starts on a block: rounds it, lists its levels, and reads its entropy costs.
   *
   * @param i index of the block in the store
   * @param lambdaFactor that its lambda is multiplied by
   */
  void start(BlockStore store, int i, double lambdaFactor) {
    BlockParameters recorded = store.parameters(i);
    double lambda = recorded.lambda() * lambdaFactor;
    BlockParameters parameters = BlockStore.parameters(recorded, lambda, recorded.signHiding());
    store.read(i, coefficients, costs);
    list.round(parameters, store.height(i), store.width(i), coefficients);
    list.list(1);
    decided = ownCosts ? costs : typical.of(parameters);
    cost.start(parameters, list, costs);
  }

  /** Describes the levels of the block for a network. */
  void describe() {
    features.describe(list, decided);
  }

  /** Lists the decisions on the block for a network that takes one after another. */
  void prepare(DecisionSteps steps) {
    steps.prepare(list, decided);
  }

  /** Chooses the last position of decided levels in coding order, as quantizers do. */
  void chooseLast(int[] levels) {
    lastPosition.choose(list, decided, levels);
  }

  /** Index in the raster of the crop of each level of the list. */
  void positions(int[] to) {
    for (int s = 0; s < list.count(); s++) {
      to[s] = list.cropPosition(s);
    }
  }
}
