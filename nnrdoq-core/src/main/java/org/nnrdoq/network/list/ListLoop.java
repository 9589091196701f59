package org.nnrdoq.network.list;

import org.nnrdoq.network.integer.IntegerHead;

/**
 * The last layer of an auto-regressive network over lists: what the trunk says of a level, and the
 * loop that takes one decision after another in coding order.
 *
 * <p>The loop's units begin as {@code sum << UNIT_SHIFT}, where the sum is over the last hidden
 * layer. What decisions add to them is in the loop's own tables, biases included; prices it sees as
 * they are when the decision comes, so that the inputs of the trunk need no way past its layers.
 *
 * @param hidden [unit][outputs of the last hidden layer], each -32767..32767
 * @param head the loop
 */
public record ListLoop(int[] hidden, IntegerHead head) {
  /** What sums are shifted by before the loop, whose tables are finer than activations. */
  public static final int UNIT_SHIFT = 4;

  /** Largest weight. */
  public static final int MAX_WEIGHT = 32767;

  /**
   * Largest magnitudes of the units that a trunk gives.
   *
   * @param units their number
   * @param hidden [unit][outputs of the last hidden layer]
   */
  public static long[] unitBounds(int units, int[] hidden) {
    long[] bounds = new long[units];
    for (int i = 0; i < hidden.length; i++) {
      bounds[i * units / hidden.length] +=
          (long) ListModel.MAX_VALUE * Math.abs(hidden[i]) << UNIT_SHIFT;
    }
    return bounds;
  }

  /** Largest magnitudes of the units that the trunk gives. */
  long[] unitBounds() {
    return unitBounds(head.units(), hidden);
  }
}
