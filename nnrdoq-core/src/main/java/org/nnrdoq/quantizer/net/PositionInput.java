package org.nnrdoq.quantizer.net;

/**
 * Where the inputs of networks lie that are made for each position: the numbers of their planes.
 * {@link BlockFeatures} says what each holds; "log" is the base-2 logarithm of one plus a number.
 */
public final class PositionInput {
  /** What rounding to nearest took off the magnitude, in steps. */
  public static final int FRACTION = 0;

  /** Squared error of lowering the level by one. */
  public static final int LOWERING_ERROR = 1;

  /** Whether the nearest level is 1. */
  public static final int LEVEL_IS_1 = 2;

  /** Whether it is 2. */
  public static final int LEVEL_IS_2 = 3;

  /** Whether it is more. */
  public static final int LEVEL_IS_MORE = 4;

  /** Log of the magnitude in steps. */
  public static final int LOG_MAGNITUDE = 5;

  /** Log of the column. */
  public static final int LOG_X = 6;

  /** Log of the row. */
  public static final int LOG_Y = 7;

  /** Whether this is the last position in scan with a level. */
  public static final int IS_LAST = 8;

  /** Whether this is the DC coefficient. */
  public static final int IS_DC = 9;

  /** Whether it is before the last position in scan. */
  public static final int IS_BEFORE_LAST = 10;

  /** Levels of the coefficient group. */
  public static final int GROUP_COUNT = 11;

  /** Log of the sum of the group's levels. */
  public static final int GROUP_LOG_SUM = 12;

  /** Log of the number of levels later in scan. */
  public static final int LATER_LEVELS = 13;

  /** Log of the number of levels above 1 later in scan. */
  public static final int LATER_ABOVE_1 = 14;

  /** Log of the distance in scan to the last position. */
  public static final int TO_LAST = 15;

  /** Log of the number of levels earlier in scan. */
  public static final int EARLIER_LEVELS = 16;

  /** Whether the group to the right has levels. */
  public static final int RIGHT_IS_CODED = 17;

  /** Whether the group below has levels. */
  public static final int BELOW_IS_CODED = 18;

  /** What the neighbourhood decides of the context of sig_coeff_flag. */
  public static final int SIG_CONTEXT = 19;

  /** greater1Ctx, as if every level were coded as it is. */
  public static final int GREATER1_CONTEXT = 20;

  /** Whether greater1Ctx is 0. */
  public static final int GREATER1_CONTEXT_IS_0 = 21;

  /** Whether the previous group raises ctxSet. */
  public static final int CONTEXT_SET_IS_RAISED = 22;

  /** Whether eight coeff_abs_level_greater1_flags of the group are coded. */
  public static final int GREATER1_FLAGS_ARE_USED_UP = 23;

  /** Whether the coeff_abs_level_greater2_flag of the group is coded. */
  public static final int GREATER2_FLAG_IS_USED_UP = 24;

  /** The Rice parameter. */
  public static final int RICE_PARAMETER = 25;

  /** Log of the distance to the next level earlier in scan. */
  public static final int TO_NEXT = 26;

  /** Rate that lowering the level by one saves. */
  public static final int LOWERING_RATE = 27;

  /** What lowering the level by one costs in all. */
  public static final int LOWERING_COST = 28;

  /** What zeroing the level costs in all. */
  public static final int ZEROING_COST = 29;

  /** What emptying the whole group costs in all. */
  public static final int EMPTYING_COST = 30;

  /** Rate of this position as the last one. */
  public static final int LAST_POSITION_RATE = 31;

  private PositionInput() {}
}
