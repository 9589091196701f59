package org.nnrdoq.network.integer;

import org.nnrdoq.hevc.rate.ContextAutomaton;
import org.nnrdoq.network.ModelException;
import org.nnrdoq.network.port.SequentialNetwork;

/** Holds the loop of an integer network to its bounds: tables that fit, sums below 2^30. */
public final class IntegerHeadCheck {
  /** Largest magnitudes of the numbers of a decision: near prices, far prices. */
  private static final long[] NUMBER_BOUNDS = {1024, 1024, 32768, 32768};

  private final String origin;

  private IntegerHeadCheck(String origin) {
    this.origin = origin;
  }

  /**
   * Checks a loop.
   *
   * @param origin for messages
   * @param head the loop
   * @param trunk largest magnitude of each unit that the trunk gives
   * @throws ModelException if a table does not fit, or a sum could overflow
   */
  public static void check(String origin, IntegerHead head, long[] trunk) {
    IntegerHeadCheck check = new IntegerHeadCheck(origin);
    check.head(head, trunk.length, trunk);
    int k = head.scoreExponent();
    check.require(k >= -32 && k <= 32, "a scale of scores of 2^-32 to 2^32");
  }

  private void head(IntegerHead h, int trunkUnits, long[] trunk) {
    int states = ContextAutomaton.STATES;
    int units = h.units();
    require(units == trunkUnits && h.hidden() == units - 3 && h.hidden() > 0, "3 direct units");
    require(
        h.context().length == states * units
            && h.pattern().length == ContextAutomaton.PATTERNS * units
            && h.numbers().length == SequentialNetwork.NUMBERS * units
            && h.unitShift().length == units
            && h.headWeights().length == 3 * h.hidden()
            && h.headBias().length == 3
            && h.logs().length == SequentialNetwork.MAX_STEPS + 1
            && h.next().length == states * ContextAutomaton.LEVEL_CLASSES
            && h.entering().length == 2 * states
            && h.priceRow().length == states
            && h.surroundingRow().length == states,
        "tables of the loop of the right size");
    halves(h.numbers());
    halves(h.headWeights());
    indices(h.next(), states);
    indices(h.entering(), states);
    indices(h.priceRow(), ContextAutomaton.PRICE_ROWS);
    indices(h.surroundingRow(), ContextAutomaton.SURROUNDING_ROWS - ContextAutomaton.PATTERNS + 1);
    indices(new int[] {h.start()}, states);
    for (int v : h.logs()) {
      require(v >= 0 && v <= 32767, "logs of 0 to 32767");
    }
    shift(h.scoreShift());
    for (int s : h.unitShift()) {
      shift(s);
    }
    for (long bound : unitBounds(h, trunk)) {
      sum(bound);
    }
    long bound = scoreBound(h, trunk) + largest(h.headBias(), 1, 0);
    sum(2 * bound);
    require((bound >> h.scoreShift()) + 1 < IntegerModel.MAX_SCORE, "scores below 2^24");
  }

  private void halves(int[] weights) {
    for (int w : weights) {
      require(Math.abs((long) w) <= 32767, "weights of the loop within -32767..32767");
    }
  }

  private void shift(int s) {
    require(s >= 0 && s <= IntegerModel.MAX_SHIFT, "shifts of 0 to 24");
  }

  private void sum(long bound) {
    require(bound < IntegerModel.MAX_SUM, "sums below 2^30");
  }

  /** Bounds of a loop's units. */
  static long[] unitBounds(IntegerHead h, long[] trunk) {
    int units = h.units();
    long mostLog = largest(h.logs(), 1, 0);
    long[] bounds = new long[units];
    for (int u = 0; u < units; u++) {
      bounds[u] = trunk[u] + largest(h.context(), units, u) + largest(h.pattern(), units, u);
      for (int n = 0; n < SequentialNetwork.NUMBERS; n++) {
        long number = n < NUMBER_BOUNDS.length ? NUMBER_BOUNDS[n] : mostLog;
        bounds[u] += number * Math.abs((long) h.numbers()[n * units + u]);
      }
    }
    return bounds;
  }

  /** Bound of the scores before their shift, the biases not counted. */
  static long scoreBound(IntegerHead h, long[] trunk) {
    long[] units = unitBounds(h, trunk);
    long most = 0;
    for (int k = 0; k < 3; k++) {
      int direct = h.hidden() + k;
      long bound = (units[direct] >> h.unitShift()[direct]) + 1;
      for (int u = 0; u < h.hidden(); u++) {
        bound += Math.abs((long) h.headWeights()[3 * u + k]) * IntegerModel.MAX_ACTIVATION;
      }
      most = Math.max(most, bound);
    }
    return most;
  }

  private static long largest(int[] table, int units, int u) {
    long largest = 0;
    for (int i = u; i < table.length; i += units) {
      largest = Math.max(largest, Math.abs((long) table[i]));
    }
    return largest;
  }

  private void indices(int[] table, int count) {
    for (int i : table) {
      require(i >= 0 && i < count, "tables of the loop that stay inside themselves");
    }
  }

  private void require(boolean holds, String expected) {
    if (!holds) {
      throw new ModelException(
          origin + ": not an integer network: expected " + expected + "; make it again");
    }
  }
}
