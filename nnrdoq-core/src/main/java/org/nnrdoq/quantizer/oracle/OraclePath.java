package org.nnrdoq.quantizer.oracle;

import org.nnrdoq.hevc.cabac.EntropyBits;
import org.nnrdoq.hevc.rate.CostStates;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.hevc.rate.RateEstimate;
import org.nnrdoq.hevc.residual.CoefficientContexts;
import org.nnrdoq.hevc.residual.CoefficientGroup;
import org.nnrdoq.hevc.residual.GroupState;

/**
 * One partial decision of the oracle's search: the levels from the last significant position down
 * to the current one, what they cost, and the state of the entropy coder after them.
 */
final class OraclePath {
  // Where the contexts of each flag lie in states.
  private static final int CODED_SUB_BLOCK = EntropyCosts.CODED_SUB_BLOCK_FLAG / 2;
  private static final int SIG = EntropyCosts.SIG_COEFF_FLAG / 2;
  private static final int GREATER1 = EntropyCosts.GREATER1_FLAG / 2;
  private static final int GREATER2 = EntropyCosts.GREATER2_FLAG / 2;

  /** Distortion and lambda times rate so far. */
  double cost;

  /** Last entry of the chain of non-zero levels, -1 if none. */
  int node;

  /** Context states as {@link CostStates#recoverFlags} orders them. */
  final byte[] states = new byte[CostStates.FLAG_STATES];

  /** Groups coded so far, on an 8x8 raster. */
  long codedGroups;

  /** Whether the last group that had levels raises ctxSet of the next; not at first. */
  boolean raised;

  // State inside the current group.
  int sigTable;
  int groupState;
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
    System.arraycopy(other.states, 0, states, 0, states.length);
    codedGroups = other.codedGroups;
    raised = other.raised;
    sigTable = other.sigTable;
    groupState = other.groupState;
    parity = other.parity;
    lastInGroup = other.lastInGroup;
    firstInGroup = other.firstInGroup;
    firstNegative = other.firstNegative;
    startedHere = other.startedHere;
  }

  /** Sets the states before the block. */
  void start(EntropyCosts costs, boolean luma) {
    CostStates.recoverFlags(costs, luma, states);
    cost = 0;
    node = -1;
    codedGroups = 0;
    raised = false;
  }

  /** Which neighbours of the group at (x, y) are coded. */
  int prevCsbf(int x, int y) {
    return CoefficientGroup.prevCsbf(codedGroups, x, y);
  }

  /** Codes a coded_sub_block_flag; returns its rate. */
  int codeGroupFlag(int prevCsbf, int flag) {
    return code(CODED_SUB_BLOCK + CoefficientContexts.codedSubBlockFlag(prevCsbf), flag);
  }

  /** Begins group {@code i}, whose {@link CoefficientContexts#sigTable} is given. */
  void enterGroup(int i, int cIdx, int table) {
    sigTable = table;
    groupState = GroupState.enter(CoefficientContexts.ctxSet(i, cIdx, raised));
    parity = 0;
    lastInGroup = -1;
    firstInGroup = -1;
    startedHere = false;
  }

  /** Whether the current group has levels. */
  boolean hasLevels() {
    return lastInGroup >= 0;
  }

  /** Whether the sign of the group's first level is hidden. */
  boolean hidesSign() {
    return hasLevels() && CoefficientGroup.hidesSign(firstInGroup, lastInGroup);
  }

  /** Ends a group that is coded. */
  void leaveGroup(int x, int y) {
    codedGroups |= CoefficientGroup.bit(x, y);
    raised = GroupState.raisesNext(groupState);
  }

  /** Rate of a sig_coeff_flag at position {@code n} of the group. */
  int sigRate(int n, int flag) {
    return EntropyBits.rateQ15(states[SIG + CoefficientContexts.sigAt(sigTable, n)], flag);
  }

  /** Rate of a non-zero level with its sign, without its sig_coeff_flag. */
  int levelRate(int level) {
    int rate = EntropyCosts.ONE_BIT;
    int baseLevel = GroupState.baseLevel(groupState);
    if (baseLevel > 1) {
      rate += EntropyBits.rateQ15(states[greater1Context()], level > 1 ? 1 : 0);
      if (baseLevel > 2 && level > 1) {
        rate += EntropyBits.rateQ15(states[greater2Context()], level > 2 ? 1 : 0);
      }
    }
    return level >= baseLevel
        ? rate + RateEstimate.remaining(level - baseLevel, GroupState.rice(groupState))
        : rate;
  }

  /** Adapts to a sig_coeff_flag. */
  void codeSig(int n, int flag) {
    code(SIG + CoefficientContexts.sigAt(sigTable, n), flag);
  }

  /** Adapts to a non-zero level at position {@code n} of the group. */
  void codeLevel(int n, int level, boolean negative) {
    int baseLevel = GroupState.baseLevel(groupState);
    if (baseLevel > 1) {
      code(greater1Context(), level > 1 ? 1 : 0);
      if (baseLevel > 2 && level > 1) {
        code(greater2Context(), level > 2 ? 1 : 0);
      }
    }
    groupState = GroupState.next(groupState, level);
    if (!hasLevels()) {
      lastInGroup = n;
    }
    parity ^= level & 1;
    firstInGroup = n;
    firstNegative = negative;
  }

  private int greater1Context() {
    return GREATER1 + GroupState.greater1Flag(groupState);
  }

  private int greater2Context() {
    return GREATER2 + GroupState.ctxSet(groupState);
  }

  private int code(int context, int bin) {
    int state = states[context];
    states[context] = (byte) EntropyBits.nextState(state, bin);
    return EntropyBits.rateQ15(state, bin);
  }
}
