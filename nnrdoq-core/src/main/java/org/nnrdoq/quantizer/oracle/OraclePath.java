package org.nnrdoq.quantizer.oracle;

import org.nnrdoq.hevc.cabac.EntropyBits;
import org.nnrdoq.hevc.rate.CostStates;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.hevc.rate.RateEstimate;
import org.nnrdoq.hevc.residual.CoefficientContexts;
import org.nnrdoq.quantizer.shared.SignHiding;

/**
 * One partial decision of the oracle's search: the levels from the last significant position down
 * to the current one, what they cost, and the state of the entropy coder after them.
 */
final class OraclePath {
  // Where the contexts of the block's channel type lie in states.
  static final int CODED_SUB_BLOCK = 0;
  static final int SIG = CODED_SUB_BLOCK + 2;
  static final int GREATER1 = SIG + 27;
  static final int GREATER2 = GREATER1 + 16;
  static final int STATES = GREATER2 + 4;

  /** Distortion and lambda times rate so far. */
  double cost;

  /** Last entry of the chain of non-zero levels, -1 if none. */
  int node;

  /** Context states, {@code pStateIdx << 1 | valMps}. */
  final byte[] states = new byte[STATES];

  /** Groups coded so far, on an 8x8 raster. */
  long codedGroups;

  /** greater1Ctx after the last group that had levels; 1 at first. */
  int previousGreater1Ctx;

  // State inside the current group.
  int sigTable;
  int ctxSet;
  int greater1Ctx;
  int nonZeros;
  boolean greater2Coded;
  int rice;
  int parity;

  /** Position in the group of its last level in scan, the first that is coded. */
  int lastInGroup;

  /** Position and sign of the level that was coded most recently. */
  int firstInGroup;

  boolean firstNegative;

  /** Whether the block's last significant position is in this group. */
  boolean startedHere;

  void copyFrom(OraclePath other) {
    cost = other.cost;
    node = other.node;
    System.arraycopy(other.states, 0, states, 0, STATES);
    codedGroups = other.codedGroups;
    previousGreater1Ctx = other.previousGreater1Ctx;
    sigTable = other.sigTable;
    ctxSet = other.ctxSet;
    greater1Ctx = other.greater1Ctx;
    nonZeros = other.nonZeros;
    greater2Coded = other.greater2Coded;
    rice = other.rice;
    parity = other.parity;
    lastInGroup = other.lastInGroup;
    firstInGroup = other.firstInGroup;
    firstNegative = other.firstNegative;
    startedHere = other.startedHere;
  }

  /** Sets the states before the block. */
  void start(EntropyCosts costs, boolean luma) {
    CostStates.recover(
        costs,
        EntropyCosts.CODED_SUB_BLOCK_FLAG,
        CoefficientContexts.CODED_SUB_BLOCK_LUMA,
        states,
        CODED_SUB_BLOCK);
    CostStates.recover(
        costs,
        EntropyCosts.SIG_COEFF_FLAG,
        luma ? CoefficientContexts.SIG_LUMA : CoefficientContexts.SIG_CHROMA,
        states,
        SIG);
    CostStates.recover(
        costs,
        EntropyCosts.GREATER1_FLAG,
        luma ? CoefficientContexts.GREATER1_LUMA : CoefficientContexts.GREATER1_CHROMA,
        states,
        GREATER1);
    CostStates.recover(
        costs,
        EntropyCosts.GREATER2_FLAG,
        luma ? CoefficientContexts.GREATER2_LUMA : CoefficientContexts.GREATER2_CHROMA,
        states,
        GREATER2);
    cost = 0;
    node = -1;
    codedGroups = 0;
    previousGreater1Ctx = 1;
  }

  /** Bit 0: the group right of (x, y) is coded, bit 1: that below. */
  int prevCsbf(int x, int y) {
    int right = x < 7 ? (int) (codedGroups >>> (y << 3 | x) >>> 1) & 1 : 0;
    int below = y < 7 ? (int) (codedGroups >>> (y << 3 | x) >>> 8) & 1 : 0;
    return right | below << 1;
  }

  /** Codes a coded_sub_block_flag; returns its rate. */
  int codeGroupFlag(int prevCsbf, int flag) {
    return code(CODED_SUB_BLOCK + CoefficientContexts.codedSubBlockFlag(prevCsbf), flag);
  }

  /** Begins group {@code i}, whose {@link CoefficientContexts#sigTable} is given. */
  void enterGroup(int i, int cIdx, int table) {
    sigTable = table;
    ctxSet = CoefficientContexts.ctxSet(i, cIdx, previousGreater1Ctx);
    greater1Ctx = 1;
    nonZeros = 0;
    greater2Coded = false;
    rice = 0;
    parity = 0;
    lastInGroup = -1;
    firstInGroup = -1;
    startedHere = false;
  }

  /** Whether the sign of the group's first level is hidden. */
  boolean hidesSign() {
    return nonZeros > 0 && lastInGroup - firstInGroup >= SignHiding.MIN_DISTANCE;
  }

  /** Ends a group that is coded. */
  void leaveGroup(int x, int y) {
    codedGroups |= 1L << (y << 3 | x);
    if (nonZeros > 0) {
      previousGreater1Ctx = greater1Ctx;
    }
  }

  /** Rate of a sig_coeff_flag at position {@code n} of the group. */
  int sigRate(int n, int flag) {
    return EntropyBits.rateQ15(states[SIG + CoefficientContexts.sigAt(sigTable, n)], flag);
  }

  /** Rate of a non-zero level with its sign, without its sig_coeff_flag. */
  int levelRate(int level) {
    int rate = EntropyCosts.ONE_BIT;
    boolean flags = nonZeros < RateEstimate.MAX_GREATER1_FLAGS;
    if (flags) {
      int state = states[GREATER1 + CoefficientContexts.greater1Flag(ctxSet, greater1Ctx)];
      rate += EntropyBits.rateQ15(state, level > 1 ? 1 : 0);
      if (level > 1 && !greater2Coded) {
        rate += EntropyBits.rateQ15(states[GREATER2 + ctxSet], level > 2 ? 1 : 0);
      }
    }
    int baseLevel = flags ? (greater2Coded ? 2 : 3) : 1;
    return level >= baseLevel ? rate + RateEstimate.remaining(level - baseLevel, rice) : rate;
  }

  /** Adapts to a sig_coeff_flag. */
  void codeSig(int n, int flag) {
    code(SIG + CoefficientContexts.sigAt(sigTable, n), flag);
  }

  /** Adapts to a non-zero level at position {@code n} of the group. */
  void codeLevel(int n, int level, boolean negative) {
    boolean flags = nonZeros < RateEstimate.MAX_GREATER1_FLAGS;
    int baseLevel = flags ? (greater2Coded ? 2 : 3) : 1;
    if (flags) {
      int greater1 = level > 1 ? 1 : 0;
      code(GREATER1 + CoefficientContexts.greater1Flag(ctxSet, greater1Ctx), greater1);
      greater1Ctx = CoefficientContexts.nextGreater1Ctx(greater1Ctx, greater1);
      if (level > 1 && !greater2Coded) {
        code(GREATER2 + ctxSet, level > 2 ? 1 : 0);
        greater2Coded = true;
      }
    }
    if (level >= baseLevel) {
      rice = RateEstimate.nextRice(level, rice);
    }
    if (nonZeros == 0) {
      lastInGroup = n;
    }
    nonZeros++;
    parity ^= level & 1;
    firstInGroup = n;
    firstNegative = negative;
  }

  private int code(int context, int bin) {
    int state = states[context];
    states[context] = (byte) EntropyBits.nextState(state, bin);
    return EntropyBits.rateQ15(state, bin);
  }
}
