package org.nnrdoq.hevc.rate;

import org.nnrdoq.hevc.residual.CoefficientContexts;
import org.nnrdoq.hevc.residual.GroupState;

/**
 * Which contexts code the next level of a block, as a finite automaton over the levels decided so
 * far in coding order (H.265 §9.3.4.2.6, §9.3.4.2.7, §9.3.3.11).
 *
 * <p>Its states number those of {@link GroupState}: the greater1 flags coded in the group (0..8),
 * whether one of them was 1, the Rice parameter, and whether the group coded before raises ctxSet;
 * one more state means that nothing has been coded yet. That is all that RDOQ knows of earlier
 * levels, but for coded neighbouring groups and the last position, and it is small enough to be a
 * table in a network's graph. Levels equal to zero never change a state, so only non-zero
 * candidates need a step.
 *
 * @since 1.0
 */
public final class ContextAutomaton {
  private static final int MAX_FLAGS = GroupState.MAX_GREATER1_FLAGS;
  private static final int RICES = GroupState.MAX_RICE + 1;

  /** Ways to code greater1 flags: by greater1Ctx 0..3, and with none. */
  private static final int MODES = 5;

  /** Mode of a level without a greater1 flag. */
  private static final int NO_FLAG = MODES - 1;

  /** Number of states. */
  public static final int STATES = (MAX_FLAGS + 1) * 2 * RICES * 2 + 1;

  /** The state before anything is coded. */
  public static final int START = STATES - 1;

  /** Number of classes that {@link #levelClass} tells apart. */
  public static final int LEVEL_CLASSES = 8;

  /** Number of rows that {@link #priceRow} gives. */
  public static final int PRICE_ROWS = MODES * 2 * RICES + 1;

  /** Row of a level that would be the last significant one. */
  public static final int LAST_ROW = PRICE_ROWS - 1;

  /** Combinations of coded neighbouring groups: values of prevCsbf. */
  public static final int PATTERNS = 4;

  /** Rows of what a level makes its surroundings cost: see {@link #surroundingRow}. */
  public static final int SURROUNDING_ROWS = 3 * PATTERNS;

  /** Number of values of {@link #describe}. */
  public static final int DESCRIPTION = 11;

  /** Smallest level of each class: those that raise the Rice parameter, and those below. */
  private static final int[] CLASS_BASE = {0, 1, 2, 3, 4, 7, 13, 25};

  private static final int[] NEXT = new int[STATES * LEVEL_CLASSES];
  private static final int[] ENTERING = new int[STATES];

  /**
   * The {@link GroupState} of a state, its ctxSet 1 if the group coded before raises it, else 0.
   */
  private static final int[] GROUP_STATES = new int[STATES];

  /** A {@link GroupState} of each price row. */
  private static final int[] ROW_STATES = new int[PRICE_ROWS];

  static {
    for (int s = 0; s < STATES; s++) {
      GROUP_STATES[s] =
          s == START
              ? GroupState.enter(0)
              : GroupState.of(s & 1, s / (4 * RICES), s / (2 * RICES) % 2 != 0, s / 2 % RICES);
      ROW_STATES[priceRow(s)] = GROUP_STATES[s];
    }
    for (int s = 0; s < STATES; s++) {
      for (int k = 0; k < LEVEL_CLASSES; k++) {
        NEXT[s * LEVEL_CLASSES + k] =
            k == 0 ? s : number(GroupState.next(GROUP_STATES[s], CLASS_BASE[k]));
      }
      boolean raised = GroupState.raisesNext(GROUP_STATES[s]);
      ENTERING[s] = s == START ? START : number(GroupState.enter(raised ? 1 : 0));
    }
  }

  private ContextAutomaton() {}

  /** Number of a {@link GroupState} in a block where something has been coded. */
  private static int number(int groupState) {
    int flags = GroupState.flags(groupState);
    int set = flags > 0 && GroupState.greater1Ctx(groupState) == 0 ? 1 : 0;
    int raised = GroupState.ctxSet(groupState) & 1;
    return ((flags * 2 + set) * RICES + GroupState.rice(groupState)) * 2 + raised;
  }

  /**
   * The automaton as tables, for graphs and images of networks.
   *
   * @param next state after a level: [state][class of level]
   * @param entering state before a level: [0: in the same group, 1: in the next group][state]
   * @param priceRow as {@link ContextAutomaton#priceRow} gives it, by state
   * @param surroundingRow as {@link ContextAutomaton#surroundingRow} gives it, by state
   */
  public record Tables(int[] next, int[] entering, int[] priceRow, int[] surroundingRow) {}

  /** {@return the automaton as tables, the caller's own} */
  public static Tables tables() {
    int[] entering = new int[2 * STATES];
    int[] priceRow = new int[STATES];
    int[] surroundingRow = new int[STATES];
    for (int s = 0; s < STATES; s++) {
      entering[s] = s;
      entering[STATES + s] = ENTERING[s];
      priceRow[s] = priceRow(s);
      surroundingRow[s] = surroundingRow(s);
    }
    return new Tables(NEXT.clone(), entering, priceRow, surroundingRow);
  }

  /**
   * {@return class of an absolute level: levels of one class lead to the same states; 0 is its own}
   *
   * @param level absolute level, 0 or more
   */
  public static int levelClass(int level) {
    int k = LEVEL_CLASSES - 1;
    while (level < CLASS_BASE[k]) {
      k--;
    }
    return k;
  }

  /**
   * {@return state after a level of a class was decided}
   *
   * @param state a state, 0 or more
   * @param levelClass as {@link #levelClass} makes it
   */
  public static int next(int state, int levelClass) {
    return NEXT[state * LEVEL_CLASSES + levelClass];
  }

  /**
   * {@return state at the start of the next coefficient group}
   *
   * @param state a state, 0 or more
   */
  public static int entering(int state) {
    return ENTERING[state];
  }

  /**
   * {@return index of what a level costs: states of one row code a level alike}
   *
   * @param state a state, 0 or more
   */
  public static int priceRow(int state) {
    if (state == START) {
      return LAST_ROW;
    }
    int group = GROUP_STATES[state];
    int mode = GroupState.baseLevel(group) == 1 ? NO_FLAG : GroupState.greater1Ctx(group);
    return (mode * 2 + (GroupState.ctxSet(group) & 1)) * RICES + GroupState.rice(group);
  }

  /**
   * The state of its group in which a level of a row is coded, as {@link RateEstimate} takes it.
   *
   * @param row of {@link #priceRow}; the last one codes as the first level of a group does
   * @param i index of the group in scan
   * @param cIdx colour component: 0 Y, 1 Cb, 2 Cr
   * @return the state, with {@link RateEstimate#NO_SIG_FLAG}
   */
  public static int rateContext(int row, int i, int cIdx) {
    int group = ROW_STATES[row];
    boolean raised = (GroupState.ctxSet(group) & 1) != 0;
    return GroupState.withCtxSet(group, CoefficientContexts.ctxSet(i, cIdx, raised));
  }

  /**
   * Index of what a level makes its surroundings cost, to which prevCsbf of its group is added. Of
   * {@link #SURROUNDING_ROWS} rows the first {@link #PATTERNS} are for groups that have levels
   * already, the next for empty groups, and the last for empty blocks.
   *
   * @param state a state, 0 or more
   * @return the index, 0 or more
   */
  public static int surroundingRow(int state) {
    int row = state == START ? 2 : GroupState.flags(GROUP_STATES[state]) == 0 ? 1 : 0;
    return row * PATTERNS;
  }

  /**
   * Describes a state in numbers of about 0..1, as inputs of a network.
   *
   * @param state a state, 0 or more
   * @param out receives {@link #DESCRIPTION} values
   * @param offset where in it the first value goes
   */
  public static void describe(int state, float[] out, int offset) {
    int group = GROUP_STATES[state];
    int flags = GroupState.flags(group);
    int context = GroupState.greater1Ctx(group);
    int rice = GroupState.rice(group);
    out[offset] = state == START ? 1 : 0;
    out[offset + 1] = flags / (float) MAX_FLAGS;
    out[offset + 2] = flags == 0 ? 1 : 0;
    for (int c = 0; c < 4; c++) {
      out[offset + 3 + c] = context == c ? 1 : 0;
    }
    out[offset + 7] = flags >= MAX_FLAGS ? 1 : 0;
    out[offset + 8] = GroupState.ctxSet(group) & 1;
    out[offset + 9] = rice / (float) GroupState.MAX_RICE;
    out[offset + 10] = rice > 0 ? 1 : 0;
  }
}
