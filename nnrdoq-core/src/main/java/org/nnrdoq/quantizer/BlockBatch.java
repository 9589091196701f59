package org.nnrdoq.quantizer;

import java.util.Arrays;
import org.nnrdoq.hevc.rate.EntropyCosts;

/**
 * Blocks that do not depend on each other, to be quantized in one call: the candidate modes of a
 * block, say. Arrays are the caller's and are not copied. Made to be reused.
 */
public final class BlockBatch {
  private BlockParameters[] parameters = new BlockParameters[16];
  private int[][] coefficients = new int[16][];
  private EntropyCosts[] costs = new EntropyCosts[16];
  private int[][] levels = new int[16][];
  private int[] sums = new int[16];
  private int size;

  /** Forgets all blocks. */
  public void clear() {
    size = 0;
  }

  /**
   * Adds a block; the parameters are those of {@link Quantizer#quantize}.
   *
   * @return its index
   */
  public int add(BlockParameters block, int[] from, EntropyCosts entropyCosts, int[] to) {
    if (size == sums.length) {
      int more = 2 * size;
      parameters = Arrays.copyOf(parameters, more);
      coefficients = Arrays.copyOf(coefficients, more);
      costs = Arrays.copyOf(costs, more);
      levels = Arrays.copyOf(levels, more);
      sums = Arrays.copyOf(sums, more);
    }
    parameters[size] = block;
    coefficients[size] = from;
    costs[size] = entropyCosts;
    levels[size] = to;
    return size++;
  }

  /** Number of blocks. */
  public int size() {
    return size;
  }

  public BlockParameters parameters(int i) {
    return parameters[i];
  }

  public int[] coefficients(int i) {
    return coefficients[i];
  }

  public EntropyCosts costs(int i) {
    return costs[i];
  }

  public int[] levels(int i) {
    return levels[i];
  }

  /** Sum of the absolute levels of a block, once the batch is quantized. */
  public int sum(int i) {
    return sums[i];
  }

  /** For quantizers: stores the sum of the absolute levels of a block. */
  public void setSum(int i, int sum) {
    sums[i] = sum;
  }
}
