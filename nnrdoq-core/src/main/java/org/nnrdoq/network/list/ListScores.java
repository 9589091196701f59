package org.nnrdoq.network.list;

/**
 * The last layer of a network over lists: what lowering a level by one, and what zeroing it, is
 * worth against keeping it. It sees the last hidden layer and, past all layers, the inputs.
 *
 * @param hidden [2][outputs of the last hidden layer], each -64..64
 * @param direct [2][inputs], each -64..64
 * @param bias [2], in the scale of the sums
 * @param exponent a sum s stands for the score s * 2^-exponent
 */
public record ListScores(int[] hidden, int[] direct, int[] bias, int exponent) {
  /** Number of scores; keeping has none, for it is always 0. */
  public static final int COUNT = 2;
}
