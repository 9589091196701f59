package org.nnrdoq.hevc.rate;

import org.nnrdoq.hevc.residual.CoefficientContexts;
import org.nnrdoq.hevc.residual.GroupState;
import org.nnrdoq.hevc.residual.ScanOrder;

/**
 * What the bins of residual_coding() cost with context states frozen before the block, as HM's RDOQ
 * estimates them; all rates are rateQ15.
 *
 * <p>A level's cost depends on the others through a {@code context}, which says what codes it: see
 * {@link #context}.
 *
 * @since 1.0
 */
public final class RateEstimate {
  /** {@code sigCtx} of a context without a sig_coeff_flag: the last significant coefficient. */
  public static final int NO_SIG_FLAG = 63;

  /** A unary prefix of coeff_abs_level_remaining longer than this goes over to Exp-Golomb. */
  private static final int MAX_UNARY = 3;

  private RateEstimate() {}

  /**
   * What codes a level.
   *
   * @param groupState of its coefficient group before the level, as {@link GroupState} makes it
   * @param sigCtx ctxInc of its sig_coeff_flag, or {@link #NO_SIG_FLAG}
   * @return both in one number
   */
  public static int context(int groupState, int sigCtx) {
    return groupState | sigCtx << GroupState.BITS;
  }

  /**
   * {@return ctxInc of the sig_coeff_flag in a context, or {@link #NO_SIG_FLAG}}
   *
   * @param context as {@link #context} makes it
   */
  public static int sigCtx(int context) {
    return context >> GroupState.BITS;
  }

  /**
   * Cost of an absolute level and its sign, without the sig_coeff_flag; 0 for level 0.
   *
   * @param costs entropy costs before the block, 1 bit = 32768
   * @param level absolute level, 0 or more
   * @param context as {@link #context} makes it; a state of the group alone will do as well
   * @return 1/32768 bit
   */
  public static int level(EntropyCosts costs, int level, int context) {
    int greater1 = GroupState.greater1Flag(context);
    int greater2 = GroupState.ctxSet(context);
    int baseLevel = GroupState.baseLevel(context);
    if (level >= baseLevel) {
      int rate = EntropyCosts.ONE_BIT + remaining(level - baseLevel, GroupState.rice(context));
      if (baseLevel > 1) {
        rate += costs.greater1Flag(greater1, 1);
        if (baseLevel > 2) {
          rate += costs.greater2Flag(greater2, 1);
        }
      }
      return rate;
    }
    if (level == 1) {
      return EntropyCosts.ONE_BIT + costs.greater1Flag(greater1, 0);
    }
    return level == 0
        ? 0
        : EntropyCosts.ONE_BIT + costs.greater1Flag(greater1, 1) + costs.greater2Flag(greater2, 0);
  }

  /**
   * {@return cost of coeff_abs_level_remaining (H.265 §9.3.3.11)}
   *
   * @param value 0 or more
   * @param rice Rice parameter, 0..4
   */
  public static int remaining(int value, int rice) {
    if (value < MAX_UNARY << rice) {
      return ((value >> rice) + 1 + rice) << 15;
    }
    int length = 31 - Integer.numberOfLeadingZeros(value - (MAX_UNARY << rice) + (1 << rice));
    return (MAX_UNARY + 1 - rice + 2 * length) << 15;
  }

  /**
   * {@return cost of a greater1 flag of 0}
   *
   * @param costs entropy costs before the block, 1 bit = 32768
   * @param context as {@link #context} makes it
   */
  public static int greater1Zero(EntropyCosts costs, int context) {
    return costs.greater1Flag(GroupState.greater1Flag(context), 0);
  }

  /**
   * {@return how much dearer a sig_coeff_flag of 1 is than of 0; 0 where none is coded}
   *
   * @param costs entropy costs before the block, 1 bit = 32768
   * @param context as {@link #context} makes it
   */
  public static int sigDelta(EntropyCosts costs, int context) {
    int sigCtx = sigCtx(context);
    return sigCtx == NO_SIG_FLAG
        ? 0
        : costs.sigCoeffFlag(sigCtx, 1) - costs.sigCoeffFlag(sigCtx, 0);
  }

  /**
   * {@return cost of the position of the last significant coefficient, suffixes included}
   *
   * @param costs entropy costs before the block, 1 bit = 32768
   * @param scanIdx 0 up-right diagonal, 1 horizontal, 2 vertical
   * @param x column, 0-based
   * @param y row, 0-based
   */
  public static int lastPosition(EntropyCosts costs, int scanIdx, int x, int y) {
    // The coordinates change places in a vertical scan (H.265 §7.4.9.11).
    boolean vertical = scanIdx == ScanOrder.VERTICAL;
    int prefixX = CoefficientContexts.lastPrefix(vertical ? y : x);
    int prefixY = CoefficientContexts.lastPrefix(vertical ? x : y);
    int suffix =
        CoefficientContexts.lastSuffixLength(prefixX)
            + CoefficientContexts.lastSuffixLength(prefixY);
    return costs.lastXPrefix(prefixX) + costs.lastYPrefix(prefixY) + suffix * EntropyCosts.ONE_BIT;
  }
}
