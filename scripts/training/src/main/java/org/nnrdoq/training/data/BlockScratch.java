package org.nnrdoq.training.data;

import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.net.BlockFeatures;
import org.nnrdoq.quantizer.net.FeatureSet;

/**
 * What describes, prices and teaches stored blocks, one at a time; for one thread.
 *
 * <p>Batches that are made one after the other share it.
 */
public final class BlockScratch {
  final BlockFeatures features;
  final EntropyCosts costs = new EntropyCosts();
  final AlternativeCosts cost = new AlternativeCosts();
  private final Teacher teacher = new Teacher();
  private final int[] coefficients = new int[1024];
  private BlockParameters parameters;

  /**
   * Scratch for one feature set.
   *
   * @param set what networks see of a block
   */
  public BlockScratch(FeatureSet set) {
    features = new BlockFeatures(set);
  }

  /**
   * Starts on a block: reads it, and rounds it to the nearest levels.
   *
   * @param i index of the block in the store
   * @param lambdaFactor that its lambda is multiplied by
   */
  public void start(BlockStore store, int i, double lambdaFactor) {
    BlockParameters recorded = store.parameters(i);
    double lambda = recorded.lambda() * lambdaFactor;
    parameters = BlockStore.parameters(recorded, lambda, recorded.signHiding());
    store.read(i, coefficients, costs);
    features.round(parameters, store.height(i), store.width(i), coefficients);
    cost.start(parameters, features, costs);
  }

  /**
   * Describes the block for a network.
   *
   * @param inputs receives those per position, [channel][row][column]
   * @param blockInputs receives those per block
   */
  public void describe(float[] inputs, float[] blockInputs) {
    features.inputs(inputs, 0, costs);
    features.blockInputs(blockInputs, 0);
  }

  /** What the block is, with the lambda that it is priced by. */
  BlockParameters parameters() {
    return parameters;
  }

  /** Coefficients of the crop, raster order. */
  int[] coefficients() {
    return coefficients;
  }

  /** Gives the teacher's levels of the block without sign, raster order of the crop. */
  void teach(int[] levels) {
    teacher.levels(parameters, features.height(), features.width(), coefficients, costs, levels);
  }
}
