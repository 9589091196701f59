package org.nnrdoq.quantizer;

import java.util.Arrays;
import org.nnrdoq.hevc.rate.EntropyCosts;

/**
 * Blocks that do not depend on each other, to be quantized in one call: the candidate modes of a
 * block, say. Arrays are the caller's and are not copied. Made to be reused.
 *
 * @since 1.0
 */
public final class BlockBatch {
  private BlockParameters[] parameters = new BlockParameters[16];
  private int[][] coefficients = new int[16][];
  private EntropyCosts[] costs = new EntropyCosts[16];
  private int[][] levels = new int[16][];
  private int[] sums = new int[16];
  private int size;

  /** An empty batch; it grows with what is added. */
  public BlockBatch() {}

  /** Forgets all blocks. */
  public void clear() {
    size = 0;
  }

  /**
   * Adds a block; the parameters are those of {@link Quantizer#quantize}.
   *
   * @param block what the block is
   * @param blockCoefficients transform coefficients, raster order
   * @param blockCosts entropy costs, or {@code null} where the quantizer needs none
   * @param blockLevels receives the levels, same order
   * @return its index
   */
  public int add(
      BlockParameters block, int[] blockCoefficients, EntropyCosts blockCosts, int[] blockLevels) {
    if (size == sums.length) {
      int capacity = 2 * size;
      parameters = Arrays.copyOf(parameters, capacity);
      coefficients = Arrays.copyOf(coefficients, capacity);
      costs = Arrays.copyOf(costs, capacity);
      levels = Arrays.copyOf(levels, capacity);
      sums = Arrays.copyOf(sums, capacity);
    }
    parameters[size] = block;
    coefficients[size] = blockCoefficients;
    costs[size] = blockCosts;
    levels[size] = blockLevels;
    return size++;
  }

  /** {@return number of blocks} */
  public int size() {
    return size;
  }

  /**
   * {@return what block {@code i} is}
   *
   * @param i index of the block, 0-based
   */
  public BlockParameters parameters(int i) {
    return parameters[i];
  }

  /**
   * {@return transform coefficients of block {@code i}, the caller's array}
   *
   * @param i index of the block, 0-based
   */
  public int[] coefficients(int i) {
    return coefficients[i];
  }

  /**
   * {@return entropy costs of block {@code i}; may be {@code null}}
   *
   * @param i index of the block, 0-based
   */
  public EntropyCosts costs(int i) {
    return costs[i];
  }

  /**
   * {@return levels of block {@code i}, the caller's array; defined once the batch is quantized}
   *
   * @param i index of the block, 0-based
   */
  public int[] levels(int i) {
    return levels[i];
  }

  /**
   * {@return sum of the absolute levels of a block, once the batch is quantized}
   *
   * @param i index of the block, 0-based
   */
  public int sum(int i) {
    return sums[i];
  }

  /**
   * For quantizers: stores the sum of the absolute levels of a block.
   *
   * @param i index of the block, 0-based
   * @param sum of the absolute levels
   */
  public void setSum(int i, int sum) {
    sums[i] = sum;
  }
}
