package org.nnrdoq.hevc.rate;

import org.nnrdoq.hevc.residual.CoefficientContexts;
import org.nnrdoq.hevc.residual.ScanOrder;

/**
 * What the bins of residual_coding() cost with context states frozen before the block, as HM's RDOQ
 * estimates them; all rates are rateQ15.
 *
 * <p>A level's cost depends on its neighbours through a {@code context}, which packs what codes it:
 * see {@link #context}.
 */
public final class RateEstimate {
  /** {@code sigCtx} of a context without a sig_coeff_flag: the last significant coefficient. */
  public static final int NO_SIG_FLAG = 63;

  /** At most so many greater1 flags are coded in a group. */
  public static final int MAX_GREATER1_FLAGS = 8;

  static final int MAX_RICE = 4;

  private static final int GREATER2_SHIFT = 5;
  private static final int RICE_SHIFT = 8;
  private static final int BASE_SHIFT = 11;

  /** A context from this bit on is its {@code sigCtx}. */
  public static final int SIG_SHIFT = 13;

  /** A unary prefix of coeff_abs_level_remaining longer than this goes over to Exp-Golomb. */
  private static final int MAX_UNARY = 3;

  private RateEstimate() {}

  /**
   * Packs what codes a level.
   *
   * @param greater1Ctx ctxInc of coeff_abs_level_greater1_flag
   * @param greater2Ctx ctxInc of coeff_abs_level_greater2_flag
   * @param rice cRiceParam, 0..4
   * @param baseLevel smallest level with a coeff_abs_level_remaining: 3 if greater1 and greater2
   *     flags are coded, 2 if greater1 alone, 1 if none
   * @param sigCtx ctxInc of sig_coeff_flag, or {@link #NO_SIG_FLAG}
   */
  public static int context(int greater1Ctx, int greater2Ctx, int rice, int baseLevel, int sigCtx) {
    return greater1Ctx
        | greater2Ctx << GREATER2_SHIFT
        | rice << RICE_SHIFT
        | baseLevel << BASE_SHIFT
        | sigCtx << SIG_SHIFT;
  }

  /** Cost of an absolute level and its sign, without the sig_coeff_flag; 0 for level 0. */
  public static int level(EntropyCosts costs, int level, int context) {
    int greater1 = context & 31;
    int greater2 = context >> GREATER2_SHIFT & 7;
    int baseLevel = context >> BASE_SHIFT & 3;
    if (level >= baseLevel) {
      int rate = EntropyCosts.ONE_BIT + remaining(level - baseLevel, context >> RICE_SHIFT & 7);
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

  /** Cost of coeff_abs_level_remaining (H.265 §9.3.3.11). */
  public static int remaining(int value, int rice) {
    if (value < MAX_UNARY << rice) {
      return ((value >> rice) + 1 + rice) << 15;
    }
    int length = 31 - Integer.numberOfLeadingZeros(value - (MAX_UNARY << rice) + (1 << rice));
    return (MAX_UNARY + 1 - rice + 2 * length) << 15;
  }

  /** cRiceParam after a level that had a coeff_abs_level_remaining (H.265 §9.3.3.11). */
  public static int nextRice(int level, int rice) {
    return level > 3 << rice && rice < MAX_RICE ? rice + 1 : rice;
  }

  /** Cost of a greater1 flag of 0. */
  public static int greater1Zero(EntropyCosts costs, int context) {
    return costs.greater1Flag(context & 31, 0);
  }

  /** How much dearer a sig_coeff_flag of 1 is than of 0; 0 where none is coded. */
  public static int sigDelta(EntropyCosts costs, int context) {
    int sigCtx = context >> SIG_SHIFT;
    return sigCtx == NO_SIG_FLAG
        ? 0
        : costs.sigCoeffFlag(sigCtx, 1) - costs.sigCoeffFlag(sigCtx, 0);
  }

  /** Cost of the position of the last significant coefficient, suffixes included. */
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
