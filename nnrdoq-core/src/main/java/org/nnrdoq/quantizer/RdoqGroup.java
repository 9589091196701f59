package org.nnrdoq.quantizer;

import java.util.Arrays;
import org.nnrdoq.hevc.residual.CoefficientContexts;

/** RDOQ's first walk inside one coefficient group. */
final class RdoqGroup {
  // What the walk found: the group's parts of the cost.
  private double sig;
  private double coded;
  private double uncoded;
  private int nonZeros;

  /** greater1Ctx after the last level; 0 if one was above 1. */
  private int greater1Ctx;

  /**
   * Chooses the levels of one group and whether the group is coded at all.
   *
   * @param work the block and the walk's state; receives the decisions
   * @param i index of the group in scan; groups are visited from that of the last coefficient to 0
   * @param prevCsbf bit 0: the group to the right is coded, bit 1: that below
   */
  void choose(RdoqWorkspace work, int i, int prevCsbf) {
    chooseLevels(work, i, prevCsbf);
    work.groupCost[i] = 0;
    int at = work.groupAt(i);
    if (i > 0) {
      work.ctxSet = CoefficientContexts.ctxSet(i - 1, work.block.cIdx(), greater1Ctx);
    }
    if (i == 0 || i == work.lastScanPos >> 4) {
      // No flag is coded for these.
      work.codedGroups[at] = 1;
    } else {
      int flag = 2 * CoefficientContexts.codedSubBlockFlag(prevCsbf);
      double flagZero = work.lambda * work.costs.codedSubBlockFlag[flag];
      double flagOne = work.lambda * work.costs.codedSubBlockFlag[flag + 1];
      work.codedGroups[at] = (byte) (keep(work, i, flagZero, flagOne) ? 1 : 0);
    }
  }

  private void chooseLevels(RdoqWorkspace work, int i, int prevCsbf) {
    final QuantizationScale scale = work.scale;
    final LevelDecision decision = work.decision;
    final int sigTable =
        CoefficientContexts.sigTable(
            work.block.log2TrafoSize(), work.block.cIdx(), work.block.scanIdx(), prevCsbf, i == 0);
    final int firstPos = i << 4;
    final int lastScanPos = work.lastScanPos;
    final int ctxSet = work.ctxSet;
    double baseCost = work.baseCost;
    double uncodedCost = work.uncodedCost;
    double groupSig = 0;
    double groupCoded = 0;
    double groupUncoded = 0;
    int found = 0;
    int one = 1;
    int greater2Flags = 0;
    int rice = 0;
    for (int n = Math.min(lastScanPos, firstPos + 15); n >= firstPos; n--) {
      int magnitude = scale.magnitude(work.coefficients[work.scan.position(n)]);
      double error = magnitude;
      double zeroCost = error * error * scale.errorScale;
      work.zeroCost[n] = zeroCost;
      uncodedCost += zeroCost;
      int sigCtx =
          n == lastScanPos
              ? RateEstimate.NO_SIG_FLAG
              : CoefficientContexts.sigAt(sigTable, n - firstPos);
      int baseLevel = found < RateEstimate.MAX_GREATER1_FLAGS ? (greater2Flags == 0 ? 3 : 2) : 1;
      int context = RateEstimate.context(4 * ctxSet + one, ctxSet, rice, baseLevel, sigCtx);
      work.context[n] = context;
      decision.choose(magnitude, zeroCost, context);
      int chosen = decision.level;
      work.level[n] = chosen;
      work.cost[n] = decision.cost;
      work.sigCost[n] = decision.sigCost;
      baseCost += decision.cost;
      groupSig += decision.sigCost;
      if (chosen != 0) {
        groupCoded += decision.cost - decision.sigCost;
        groupUncoded += zeroCost;
        found++;
        if (chosen >= baseLevel) {
          rice = RateEstimate.nextRice(chosen, rice);
        }
        if (chosen > 1) {
          greater2Flags++;
        }
        one = CoefficientContexts.nextGreater1Ctx(one, chosen > 1 ? 1 : 0);
      }
    }
    work.baseCost = baseCost;
    work.uncodedCost = uncodedCost;
    sig = groupSig;
    coded = groupCoded;
    uncoded = groupUncoded;
    nonZeros = found;
    greater1Ctx = one;
  }

  /**
   * Decides on a group between the last and the first; HM's order of additions throughout.
   *
   * @param flagZero cost of a coded_sub_block_flag of 0
   * @param flagOne cost of a coded_sub_block_flag of 1
   * @return whether it is coded
   */
  private boolean keep(RdoqWorkspace work, int i, double flagZero, double flagOne) {
    if (nonZeros == 0) {
      work.baseCost += flagZero - sig;
      work.groupCost[i] = flagZero;
      return false;
    }
    int firstPos = i << 4;
    double baseCost = work.baseCost;
    double groupSig = sig;
    if (nonZeros == 1 && work.level[firstPos] != 0) {
      // The sig_coeff_flag of a group's only level is inferred in the first position.
      baseCost -= work.sigCost[firstPos];
      groupSig -= work.sigCost[firstPos];
    }
    double clearedCost = baseCost + flagZero;
    clearedCost += uncoded;
    clearedCost -= coded;
    clearedCost -= groupSig;
    baseCost += flagOne;
    boolean keep = clearedCost >= baseCost;
    work.baseCost = keep ? baseCost : clearedCost;
    work.groupCost[i] = keep ? flagOne : flagZero;
    if (!keep) {
      Arrays.fill(work.level, firstPos, firstPos + 16, 0);
    }
    return keep;
  }
}
