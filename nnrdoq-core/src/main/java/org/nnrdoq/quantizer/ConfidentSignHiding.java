package org.nnrdoq.quantizer;

import org.nnrdoq.hevc.residual.ScanOrder;

/**
 * Sign data hiding after a network (H.265 §7.4.9.11): where the parity of a coefficient group does
 * not match the sign of its first level, changes the one level by one that costs least.
 *
 * <p>Prices are in bits: squared error divided by lambda, plus what the change does to the rate.
 * Where the network has scored the change, its score difference stands for both; elsewhere the
 * error is exact and the rate a fixed guess.
 */
final class ConfidentSignHiding {
  /** Bits that one unit of score difference stands for; see {@code models/README.md}. */
  private static final float BITS_PER_SCORE = 1.0f;

  /** Guessed rate of raising a level 0, 1, 2 and more by one. */
  private static final float[] RAISE_BITS = {5.0f, 1.5f, 1.0f};

  private static final float IMPOSSIBLE = Float.MAX_VALUE;

  private int bestPosition;
  private int bestChange;
  private float bestPrice;

  /**
   * Changes levels so that every group that hides a sign hides the right one.
   *
   * @param block what the block is
   * @param features of the block, as the network saw it
   * @param scores of the network, laid out [class][height][width] of the crop
   * @param coefficients of the whole block
   * @param levels of the whole block, modified
   * @param sum of absolute levels before
   * @return sum of absolute levels after
   */
  int apply(
      BlockParameters block,
      BlockFeatures features,
      float[] scores,
      int[] coefficients,
      int[] levels,
      int sum) {
    ScanOrder scan = ScanOrder.of(block.log2TrafoSize(), block.scanIdx());
    boolean lastGroup = true;
    int total = sum;
    for (int i = scan.groups() - 1; i >= 0; i--) {
      if (scan.groupX(i) << 2 >= features.width() || scan.groupY(i) << 2 >= features.height()) {
        continue;
      }
      int first = -1;
      int end = -1;
      int parity = 0;
      for (int n = 0; n < 16; n++) {
        int level = levels[scan.position((i << 4) + n)];
        if (level != 0) {
          first = first < 0 ? n : first;
          end = n;
          parity ^= level & 1;
        }
      }
      if (end < 0) {
        continue;
      }
      int sign = levels[scan.position((i << 4) + first)] < 0 ? 1 : 0;
      if (end - first >= 4 && parity != sign) {
        search(block, features, scores, coefficients, levels, i, first, lastGroup ? end : 15);
        int change = coefficients[bestPosition] < 0 ? -bestChange : bestChange;
        levels[bestPosition] += change;
        total += bestChange;
      }
      lastGroup = false;
    }
    return total;
  }

  private void search(
      BlockParameters block,
      BlockFeatures features,
      float[] scores,
      int[] coefficients,
      int[] levels,
      int group,
      int first,
      int highest) {
    ScanOrder scan = ScanOrder.of(block.log2TrafoSize(), block.scanIdx());
    int sign = levels[scan.position((group << 4) + first)] < 0 ? 1 : 0;
    int width = features.width();
    int area = width * features.height();
    bestPrice = IMPOSSIBLE;
    for (int n = highest; n >= 0; n--) {
      int scanPos = (group << 4) + n;
      int position = scan.position(scanPos);
      int p = scan.y(scanPos) * width + scan.x(scanPos);
      int level = Math.abs(levels[position]);
      int nearest = features.levels()[p];
      float error = features.magnitudes()[p] - level;
      float perStep = features.bitsPerSquaredStep();
      // A level raised before the first one in scan becomes the one whose sign is hidden.
      boolean raisable =
          level < 32767 && (n > first || level > 0 || (coefficients[position] < 0 ? 1 : 0) == sign);
      if (raisable) {
        boolean undo = level == nearest - 1;
        float price =
            undo
                ? BITS_PER_SCORE * (scores[area + p] - scores[p])
                : perStep * (1 - 2 * error) + RAISE_BITS[Math.min(level, 2)];
        consider(position, 1, price);
      }
      boolean lowerable = level > 1 || (level == 1 && n != first);
      if (lowerable) {
        float price =
            level == nearest
                ? BITS_PER_SCORE * (scores[p] - scores[area + p])
                : perStep * (1 + 2 * error) - RAISE_BITS[Math.min(level - 1, 2)];
        consider(position, -1, price);
      }
    }
  }

  private void consider(int position, int change, float price) {
    if (price < bestPrice) {
      bestPrice = price;
      bestPosition = position;
      bestChange = change;
    }
  }
}
