package org.nnrdoq.hevc.rate;

import java.util.Arrays;
import org.nnrdoq.hevc.cabac.CabacContexts;
import org.nnrdoq.hevc.cabac.EntropyBits;
import org.nnrdoq.hevc.residual.CoefficientContexts;

/**
 * Recovers context states from what their bins cost, so that a block's true cost, with states that
 * adapt inside the block, can be had from the same entropy costs that RDOQ reads.
 *
 * <p>A state is known from the rate of its bin 0 alone. Costs that no state has (another host's)
 * give the state with the nearest rate.
 *
 * @since 1.0
 */
public final class CostStates {
  private static final int[] SORTED_RATES = new int[126];
  private static final byte[] SORTED_STATES = new byte[126];

  /** Rates of one bucket differ in their lowest bits only. */
  private static final int BUCKET_BITS = 8;

  /** Index of the first rate that is in a bucket or above it. */
  private static final byte[] FIRST_OF_BUCKET;

  static {
    long[] pairs = new long[126];
    for (int state = 0; state < 126; state++) {
      pairs[state] = (long) EntropyBits.rateQ15(state, 0) << 8 | state;
    }
    Arrays.sort(pairs);
    for (int i = 0; i < pairs.length; i++) {
      SORTED_RATES[i] = (int) (pairs[i] >> 8);
      SORTED_STATES[i] = (byte) pairs[i];
    }
    int buckets = (SORTED_RATES[SORTED_RATES.length - 1] >> BUCKET_BITS) + 1;
    FIRST_OF_BUCKET = new byte[buckets];
    int first = 0;
    for (int bucket = 0; bucket < buckets; bucket++) {
      while (SORTED_RATES[first] >> BUCKET_BITS < bucket) {
        first++;
      }
      FIRST_OF_BUCKET[bucket] = (byte) first;
    }
  }

  private CostStates() {}

  /** State whose bin 0 costs {@code rateQ15}, or nearest to it. */
  static int state(int rateQ15) {
    int bucket = Math.max(rateQ15, 0) >> BUCKET_BITS;
    if (bucket >= FIRST_OF_BUCKET.length) {
      return SORTED_STATES[SORTED_STATES.length - 1];
    }
    int i = FIRST_OF_BUCKET[bucket];
    while (i < SORTED_RATES.length - 1 && SORTED_RATES[i] < rateQ15) {
      i++;
    }
    if (i > 0 && rateQ15 - SORTED_RATES[i - 1] < SORTED_RATES[i] - rateQ15) {
      i--;
    }
    return SORTED_STATES[i];
  }

  /** Number of states that {@link #recoverFlags} gives: one for each pair of costs. */
  public static final int FLAG_STATES = EntropyCosts.LAST_X_PREFIX / 2;

  /**
   * Recovers the states of the flags of residual_coding() in the order of their costs: the state of
   * a context lies at half the index of its costs in {@link EntropyCosts}.
   *
   * @param costs entropy costs of a block
   * @param isLuma whether it is a luma block; entries that a chroma block has not keep their value
   * @param states receives up to {@link #FLAG_STATES} states
   */
  public static void recoverFlags(EntropyCosts costs, boolean isLuma, byte[] states) {
    for (CodedFlag flag : CodedFlag.ALL) {
      recover(costs, flag, isLuma, states, flag.costs / 2);
    }
  }

  private static void recover(
      EntropyCosts costs, CodedFlag flag, boolean isLuma, byte[] states, int first) {
    int[] rates = costs.ratesQ15();
    int count = flag.count(isLuma);
    for (int i = 0; i < count; i++) {
      states[first + i] = (byte) state(rates[flag.costs + 2 * i]);
    }
  }

  /**
   * Sets the contexts that residual_coding() of one block uses; others keep their states.
   *
   * @param costs entropy costs of the block
   * @param log2TrafoSize log2 of the side of the block, 2..5
   * @param cIdx colour component: 0 Y, 1 Cb, 2 Cr
   * @param contexts receives the states
   */
  public static void recover(
      EntropyCosts costs, int log2TrafoSize, int cIdx, CabacContexts contexts) {
    byte[] states = contexts.states();
    for (CodedFlag flag : CodedFlag.ALL) {
      recover(costs, flag, cIdx == 0, states, flag.context(cIdx == 0));
    }
    int offset = CoefficientContexts.lastPrefixOffset(log2TrafoSize, cIdx);
    int shift = CoefficientContexts.lastPrefixShift(log2TrafoSize, cIdx);
    int max = CoefficientContexts.lastPrefixMax(log2TrafoSize);
    int x = CabacContexts.LAST_SIG_COEFF_X_PREFIX + offset;
    int y = CabacContexts.LAST_SIG_COEFF_Y_PREFIX + offset;
    int[] rates = costs.ratesQ15();
    prefixes(rates, EntropyCosts.LAST_X_PREFIX, shift, max, states, x);
    prefixes(rates, EntropyCosts.LAST_Y_PREFIX, shift, max, states, y);
  }

  /** A prefix costs the ones before its end and a zero: the zero's cost is the difference. */
  private static void prefixes(
      int[] rates, int element, int shift, int max, byte[] states, int first) {
    int ones = 0;
    for (int prefix = 0; prefix < max; prefix++) {
      int state = state(rates[element + prefix] - ones);
      states[first + (prefix >> shift)] = (byte) state;
      ones += EntropyBits.rateQ15(state, 1);
    }
  }
}
