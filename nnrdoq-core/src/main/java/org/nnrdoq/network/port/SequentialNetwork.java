package org.nnrdoq.network.port;

import org.nnrdoq.hevc.rate.ContextAutomaton;

/**
 * A network that decides the levels of one block one after another, each knowing the decisions
 * before it.
 *
 * <p>Thread-safe; per-thread buffers live in the {@link Session}.
 */
public interface SequentialNetwork extends Network {
  /** Integers per step: see {@link Steps#ints}. */
  int STEP_INTS = 8;

  /** Prices per step: see {@link Steps#prices}. */
  int PRICES = 2 * ContextAutomaton.PRICE_ROWS;

  /** Values per step: see {@link Steps#surroundings}. */
  int SURROUNDINGS = 2 * ContextAutomaton.SURROUNDING_ROWS;

  /** Numbers that enter each decision besides states: prices, counts and distances. */
  int NUMBERS = 7;

  /** Index of a group that is never coded, for neighbours outside the crop. */
  int NO_GROUP = 64;

  /** Largest number of steps: every coefficient of a 32x32 block. */
  int MAX_STEPS = 1024;

  /** Added to the score of a decision that must not be taken. */
  float MASKED = -1e9f;

  /** Buffers for one thread. */
  Session newSession();

  /** Makes prices when a network asks for them: of each step's rows it reads one. */
  interface Prices {
    /** Writes row {@code row} of {@link Steps#prices} of a step. */
    void price(int step, int row);

    /** Writes row {@code row} of {@link Steps#surroundings} of a step. */
    void surrounding(int step, int row);
  }

  /** The decisions to take, in coding order, and what is known of each beforehand. */
  final class Steps {
    private final Prices source;

    /**
     * Holds no steps yet.
     *
     * @param source makes their prices
     */
    public Steps(Prices source) {
      this.source = source;
    }

    /** Has one row of each table of a step written; networks call it before they read those. */
    public void need(int step, int priceRow, int surroundingRow) {
      source.price(step, priceRow);
      source.surrounding(step, surroundingRow);
    }

    /** Has both tables written as a whole. */
    public void needAll() {
      for (int step = 0; step < count; step++) {
        for (int row = 0; row < ContextAutomaton.PRICE_ROWS; row++) {
          source.price(step, row);
        }
        for (int row = 0; row < ContextAutomaton.SURROUNDING_ROWS; row++) {
          source.surrounding(step, row);
        }
      }
    }

    /** Number of decisions. */
    public int count;

    /** Where in the crop each decision is, raster order. */
    public final int[] positions = new int[MAX_STEPS];

    /**
     * {@value #STEP_INTS} numbers for each step, in this order: how many context states there are
     * if a coefficient group starts here, else 0; the index of its group in the crop; the indices
     * of the groups to the right and below, or {@link #NO_GROUP}; its position in scan plus one;
     * the class of the level that each {@link Decision} leads to.
     */
    public final int[] ints = new int[MAX_STEPS * STEP_INTS];

    /**
     * [step][row][2]: what keeping costs against lowering and against zeroing, by price row; only
     * rows asked for are defined.
     */
    public final float[] prices = new float[MAX_STEPS * PRICES];

    /** [step][row][2]: what flags around the level add to the prices; only rows asked for. */
    public final float[] surroundings = new float[MAX_STEPS * SURROUNDINGS];

    /** [step][decision]: 0, or {@link #MASKED}. */
    public final float[] masks = new float[MAX_STEPS * Decision.COUNT];
  }

  /** One thread's view of the network. */
  interface Session extends AutoCloseable {
    /**
     * Takes the decisions of one block.
     *
     * @param height rows of the crop, a multiple of 4, 4..32
     * @param width columns of the crop, a multiple of 4, 4..32
     * @param features per-position inputs, laid out [channel][height][width]
     * @param blockFeatures per-block inputs
     * @param steps the decisions, one or more
     * @param scores receives one score per step and {@link Decision}, laid out [step][decision];
     *     {@link Decision#best} says which was taken
     */
    void run(
        int height,
        int width,
        float[] features,
        float[] blockFeatures,
        Steps steps,
        float[] scores);

    @Override
    void close();
  }
}
