package org.nnrdoq.quantizer;

import org.nnrdoq.hevc.cabac.BitCounter;
import org.nnrdoq.hevc.cabac.CabacContexts;
import org.nnrdoq.hevc.cabac.EntropyCosts;
import org.nnrdoq.hevc.residual.ResidualCoding;
import org.nnrdoq.hevc.residual.ScanOrder;
import org.nnrdoq.network.integer.IntegerModel;

/**
 * Sign data hiding by trial (H.265 §7.4.9.11): where the parity of a coefficient group does not
 * match, codes the block with each of a few promising changes of one level by one, and keeps the
 * cheapest in D + lambda R with context states that adapt as in the stream.
 *
 * <p>A change may also end the hiding, by bringing first and last level of the group together.
 * Mutable scratch for one thread.
 */
final class ExactSignHiding {
  /** Changes of a group that are tried where nothing else is said. */
  static final int DEFAULT_TRIES = IntegerModel.SIGN_HIDING_TRIES;

  /** Every level of a group, up and down. */
  static final int MAX_TRIES = 32;

  private static final float BITS = 1f / EntropyCosts.ONE_BIT;
  private static final int MAX_LEVEL = 32767;

  /**
   * Bits that raising level 0, 1, or more by one roughly takes; lowering gives back the same. Only
   * the choice of what to try depends on them.
   */
  private static final float[] ROUGH_BITS = {4.5f, 2, 0.7f};

  private final BitCounter counter = new BitCounter();
  private final CabacContexts before = new CabacContexts();
  private final int tries;
  private final int[] positions;
  private final int[] changes;
  private final float[] errors;
  private final float[] roughPrices;
  private int found;
  private BlockParameters block;
  private ScanOrder scan;
  private BlockFeatures features;
  private int[] coefficients;
  private int[] levels;

  /**
   * Scratch.
   *
   * @param tries changes of a group that are tried, 1..{@link #MAX_TRIES}
   * @throws IllegalArgumentException if {@code tries} is out of range
   */
  ExactSignHiding(int tries) {
    if (tries < 1 || tries > MAX_TRIES) {
      throw new IllegalArgumentException("tries=" + tries + ": expected 1.." + MAX_TRIES);
    }
    this.tries = tries;
    positions = new int[tries];
    changes = new int[tries];
    errors = new float[tries];
    roughPrices = new float[tries];
  }

  /**
   * Changes levels so that every group that hides a sign hides the right one.
   *
   * @param parameters what the block is
   * @param of features of the block, rounded
   * @param costs of the block
   * @param c coefficients of the whole block
   * @param l levels of the whole block, modified
   * @param sum of absolute levels before, above 0
   * @return sum of absolute levels after
   */
  int apply(
      BlockParameters parameters, BlockFeatures of, EntropyCosts costs, int[] c, int[] l, int sum) {
    block = parameters;
    scan = ScanOrder.of(parameters.log2TrafoSize(), parameters.scanIdx());
    features = of;
    coefficients = c;
    levels = l;
    int columns = of.width() >> 2;
    int rows = of.height() >> 2;
    int total = sum;
    boolean recovered = false;
    for (int i = scan.groups() - 1; i >= 0; i--) {
      if (scan.groupX(i) >= columns || scan.groupY(i) >= rows || fits(i)) {
        continue;
      }
      if (!recovered) {
        CostStates.recover(costs, block, before);
        recovered = true;
      }
      total += mend(i);
    }
    return total;
  }

  /** Whether the group hides no sign, or the right one. */
  private boolean fits(int i) {
    int first = -1;
    int last = -1;
    int sum = 0;
    for (int n = 0; n < 16; n++) {
      int level = levels[scan.position((i << 4) + n)];
      if (level != 0) {
        first = first < 0 ? n : first;
        last = n;
        sum += level;
      }
    }
    return first < 0
        || last - first < SignHiding.MIN_DISTANCE
        || (sum & 1) == (levels[scan.position((i << 4) + first)] < 0 ? 1 : 0);
  }

  /** Makes a group fit; returns by how much its sum grew. */
  private int mend(int i) {
    found = 0;
    for (int n = 15; n >= 0; n--) {
      int scanPos = (i << 4) + n;
      int position = scan.position(scanPos);
      int level = Math.abs(levels[position]);
      float magnitude = features.magnitudes()[scan.y(scanPos) * features.width() + scan.x(scanPos)];
      float error = magnitude - level;
      if (level < MAX_LEVEL) {
        consider(i, position, 1, 1 - 2 * error, ROUGH_BITS[Math.min(level, 2)]);
      }
      if (level > 0) {
        consider(i, position, -1, 1 + 2 * error, -ROUGH_BITS[Math.min(level - 1, 2)]);
      }
    }
    int best = 0;
    float bestPrice = Float.MAX_VALUE;
    for (int k = 0; k < found; k++) {
      int old = change(positions[k], changes[k]);
      float price = errors[k] + rate();
      levels[positions[k]] = old;
      if (price < bestPrice) {
        bestPrice = price;
        best = k;
      }
    }
    change(positions[best], changes[best]);
    return changes[best];
  }

  private int change(int position, int change) {
    int old = levels[position];
    int magnitude = Math.abs(old) + change;
    levels[position] = coefficients[position] < 0 ? -magnitude : magnitude;
    return old;
  }

  /** Remembers a change if it makes the group fit and is among the most promising ones. */
  private void consider(int i, int position, int change, float squaredSteps, float roughBits) {
    float error = squaredSteps * features.bitsPerSquaredStep();
    float price = error + roughBits;
    if (found == tries && price >= roughPrices[tries - 1]) {
      return;
    }
    int old = change(position, change);
    boolean fits = fits(i);
    levels[position] = old;
    if (!fits) {
      return;
    }
    int at = found < tries ? found++ : tries - 1;
    while (at > 0 && roughPrices[at - 1] > price) {
      positions[at] = positions[at - 1];
      changes[at] = changes[at - 1];
      errors[at] = errors[at - 1];
      roughPrices[at] = roughPrices[at - 1];
      at--;
    }
    positions[at] = position;
    changes[at] = change;
    errors[at] = error;
    roughPrices[at] = price;
  }

  private float rate() {
    counter.contexts().copyFrom(before);
    counter.reset();
    ResidualCoding.write(
        counter,
        block.log2TrafoSize(),
        block.cIdx(),
        block.scanIdx(),
        false,
        block.transformSkip(),
        true,
        levels);
    return counter.rateQ15() * BITS;
  }
}
