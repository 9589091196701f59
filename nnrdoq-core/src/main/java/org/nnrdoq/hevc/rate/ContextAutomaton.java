package org.nnrdoq.hevc.rate;

import org.nnrdoq.hevc.residual.CoefficientContexts;

/**
 * Which contexts code the next level of a block, as a finite automaton over the levels decided so
 * far in coding order (H.265 §9.3.4.2.6, §9.3.4.2.7, §9.3.3.11).
 *
 * <p>A state stands for: the greater1 flags coded in the group (0..8), whether one of them was set,
 * the Rice parameter, and whether the group coded before raises ctxSet; one more state means that
 * nothing has been coded yet. That is all that RDOQ knows of earlier levels, but for coded
 * neighbouring groups and the last position, and it is small enough to be a table in a network's
 * graph. Levels equal to zero never change a state, so only non-zero candidates need a step.
 */
public final class ContextAutomaton {
  /** Number of states. */
  public static final int STATES = 181;

  /** The state before anything is coded. */
  public static final int START = STATES - 1;

  /** Number of classes that {@link #levelClass} tells apart. */
  public static final int LEVEL_CLASSES = 8;

  /** Number of rows that {@link #priceRow} gives. */
  public static final int PRICE_ROWS = 51;

  /** Row of a level that would be the last significant one. */
  public static final int LAST_ROW = PRICE_ROWS - 1;

  /** Number of values of {@link #describe}. */
  public static final int DESCRIPTION = 11;

  private static final int MAX_FLAGS = RateEstimate.MAX_GREATER1_FLAGS;
  private static final int RICES = RateEstimate.MAX_RICE + 1;
  private static final int[] NEXT = new int[STATES * LEVEL_CLASSES];
  private static final int[] ENTERING = new int[STATES];

  /** Smallest level of each class. */
  private static final int[] CLASS_BASE = {0, 1, 2, 3, 4, 7, 13, 25};

  static {
    for (int s = 0; s < STATES; s++) {
      for (int k = 0; k < LEVEL_CLASSES; k++) {
        NEXT[s * LEVEL_CLASSES + k] = transition(s, CLASS_BASE[k]);
      }
      boolean raised = flags(s) > 0 ? oneSet(s) : raised(s);
      ENTERING[s] = s == START ? START : state(0, false, 0, raised);
    }
  }

  private ContextAutomaton() {}

  private static int state(int flags, boolean oneSet, int rice, boolean raised) {
    return ((flags * 2 + (oneSet ? 1 : 0)) * RICES + rice) * 2 + (raised ? 1 : 0);
  }

  private static int transition(int s, int level) {
    if (level == 0) {
      return s;
    }
    boolean coded = flags(s) < MAX_FLAGS;
    int rice = rice(s);
    return state(
        coded ? flags(s) + 1 : MAX_FLAGS,
        oneSet(s) || (coded && level > 1),
        level >= baseLevel(s) ? RateEstimate.nextRice(level, rice) : rice,
        raised(s));
  }

  /** Class of an absolute level: levels of one class lead to the same states; 0 is its own. */
  public static int levelClass(int level) {
    int k = LEVEL_CLASSES - 1;
    while (level < CLASS_BASE[k]) {
      k--;
    }
    return k;
  }

  /** State after a level of a class was decided. */
  public static int next(int state, int levelClass) {
    return NEXT[state * LEVEL_CLASSES + levelClass];
  }

  /** State at the start of the next coefficient group. */
  public static int entering(int state) {
    return ENTERING[state];
  }

  /** Greater1 flags coded in the group, which up to 8 is its number of non-zero levels. */
  public static int flags(int state) {
    return state == START ? 0 : state / (4 * RICES);
  }

  /** Whether a greater1 flag of the group was set. */
  static boolean oneSet(int state) {
    return flags(state) > 0 && state / (2 * RICES) % 2 != 0;
  }

  /** cRiceParam. */
  static int rice(int state) {
    return state == START ? 0 : state / 2 % RICES;
  }

  /** Whether the group coded before raises ctxSet. */
  static boolean raised(int state) {
    return state != START && (state & 1) != 0;
  }

  /** greater1Ctx of the next level. */
  static int greater1Ctx(int state) {
    int flags = flags(state);
    return flags == 0 ? 1 : oneSet(state) ? 0 : Math.min(flags + 1, 3);
  }

  /** Smallest level that has a coeff_abs_level_remaining. */
  static int baseLevel(int state) {
    return flags(state) >= MAX_FLAGS ? 1 : oneSet(state) ? 2 : 3;
  }

  /** Index of what a level costs: states of one row code a level alike. */
  public static int priceRow(int state) {
    return state == START
        ? LAST_ROW
        : priceRow(
            flags(state) >= MAX_FLAGS ? 4 : greater1Ctx(state), raised(state) ? 1 : 0, rice(state));
  }

  /**
   * Row of a way to code levels.
   *
   * @param mode greater1Ctx, or 4 if no greater1 flag is coded
   */
  static int priceRow(int mode, int raised, int rice) {
    return (mode * 2 + raised) * RICES + rice;
  }

  /**
   * How levels of a row are coded, as {@link RateEstimate#context} packs it.
   *
   * @param row of {@link #priceRow}; the last one codes as the first level of a group does
   * @param i index of the group in scan
   */
  public static int rateContext(int row, int i, int cIdx) {
    int r = row == LAST_ROW ? priceRow(1, 0, 0) : row;
    int mode = r / RICES >> 1;
    int ctxSet = ctxSet(i, cIdx, r / RICES & 1);
    return RateEstimate.context(
        CoefficientContexts.greater1Flag(ctxSet, mode & 3),
        ctxSet,
        r % RICES,
        mode == 4 ? 1 : mode == 0 ? 2 : 3,
        0);
  }

  /**
   * Index of what a level makes its surroundings cost: 0 none special, 1 the group is empty so far,
   * 2 the block is.
   */
  public static int surroundingRow(int state) {
    return state == START ? 2 : flags(state) == 0 ? 1 : 0;
  }

  /**
   * Describes a state in numbers of about 0..1, as inputs of a network.
   *
   * @param out receives {@link #DESCRIPTION} values
   */
  public static void describe(int state, float[] out, int offset) {
    int context = greater1Ctx(state);
    out[offset] = state == START ? 1 : 0;
    out[offset + 1] = flags(state) / 8f;
    out[offset + 2] = flags(state) == 0 ? 1 : 0;
    for (int c = 0; c < 4; c++) {
      out[offset + 3 + c] = context == c ? 1 : 0;
    }
    out[offset + 7] = flags(state) >= MAX_FLAGS ? 1 : 0;
    out[offset + 8] = raised(state) ? 1 : 0;
    out[offset + 9] = rice(state) / 4f;
    out[offset + 10] = rice(state) > 0 ? 1 : 0;
  }

  /** ctxSet of the flags of group {@code i} in a price row. */
  static int ctxSet(int i, int cIdx, int raised) {
    return CoefficientContexts.ctxSet(i, cIdx, raised != 0 ? 0 : 1);
  }
}
