package org.nnrdoq.quantizer.rdoq;

import java.util.Arrays;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.hevc.rate.RateEstimate;
import org.nnrdoq.hevc.residual.CoefficientContexts;
import org.nnrdoq.hevc.residual.ScanOrder;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.shared.QuantizationScale;

/** RDOQ's first walk inside one coefficient group. */
final class RdoqGroup {
  private RdoqGroup() {}

  /**
   * Chooses the levels of one group and whether the group is coded at all.
   *
   * @param i index of the group in scan; groups are visited from that of the last coefficient to 0
   * @param at its place in {@link RdoqWorkspace#codedGroups}
   * @param prevCsbf bit 0: the group to the right is coded, bit 1: that below
   * @param work holds the walk's state; receives the decisions
   */
  static void chooseLevels(
      BlockParameters block,
      QuantizationScale scale,
      ScanOrder scan,
      int[] coefficients,
      EntropyCosts costs,
      int i,
      int at,
      int prevCsbf,
      RdoqWorkspace work) {
    final double lambda = block.lambda();
    final int sigTable =
        CoefficientContexts.sigTable(
            block.log2TrafoSize(), block.cIdx(), block.scanIdx(), prevCsbf, i == 0);
    final int firstPos = i << 4;
    final int lastScanPos = work.lastScanPos;
    final LevelDecision decision = work.decision;
    final int[] level = work.level;
    double baseCost = work.baseCost;
    double uncodedCost = work.uncodedCost;
    int greater1Ctx = 1;
    int greater1Flags = 0;
    int greater2Flags = 0;
    int rice = 0;
    // What the group as a whole would save if it were left out.
    double groupSig = 0;
    double groupCoded = 0;
    double groupUncoded = 0;
    int nonZeros = 0;
    int ctxSet = work.ctxSet;
    for (int n = Math.min(lastScanPos, firstPos + 15); n >= firstPos; n--) {
      int magnitude = scale.magnitude(coefficients[scan.position(n)]);
      int nearest = scale.nearestLevel(magnitude);
      double error = magnitude;
      double zeroCost = error * error * scale.errorScale;
      work.zeroCost[n] = zeroCost;
      uncodedCost += zeroCost;
      int sigCtx =
          n == lastScanPos
              ? RateEstimate.NO_SIG_FLAG
              : CoefficientContexts.sigAt(sigTable, n - firstPos);
      int baseLevel =
          greater1Flags < RateEstimate.MAX_GREATER1_FLAGS ? (greater2Flags == 0 ? 3 : 2) : 1;
      int context = RateEstimate.context(4 * ctxSet + greater1Ctx, ctxSet, rice, baseLevel, sigCtx);
      work.context[n] = context;
      decision.choose(costs, scale, lambda, magnitude, nearest, zeroCost, context, sigCtx);
      int chosen = decision.level;
      level[n] = chosen;
      work.cost[n] = decision.cost;
      work.sigCost[n] = decision.sigCost;
      baseCost += decision.cost;
      groupSig += decision.sigCost;
      if (chosen != 0) {
        groupCoded += decision.cost - decision.sigCost;
        groupUncoded += zeroCost;
        nonZeros++;
        greater1Flags++;
        if (chosen >= baseLevel) {
          rice = RateEstimate.nextRice(chosen, rice);
        }
        if (chosen > 1) {
          greater1Ctx = 0;
          greater2Flags++;
        } else if (greater1Ctx > 0 && greater1Ctx < 3) {
          greater1Ctx++;
        }
      }
    }
    work.baseCost = baseCost;
    work.uncodedCost = uncodedCost;
    work.groupCost[i] = 0;
    if (i == 0) {
      work.codedGroups[at] = 1;
      return;
    }
    work.ctxSet = CoefficientContexts.ctxSet(i - 1, block.cIdx(), greater1Ctx);
    if (nonZeros > 0 && i == lastScanPos >> 4) {
      work.codedGroups[at] = 1;
      return;
    }
    int flagCtx = CoefficientContexts.codedSubBlockFlag(prevCsbf);
    double flagZero = lambda * costs.codedSubBlockFlag(flagCtx, 0);
    double flagOne = lambda * costs.codedSubBlockFlag(flagCtx, 1);
    if (nonZeros == 0) {
      work.baseCost = baseCost + (flagZero - groupSig);
      work.groupCost[i] = flagZero;
      return;
    }
    boolean onlyFirst = nonZeros == 1 && level[firstPos] != 0;
    if (onlyFirst) {
      // Its sig_coeff_flag is inferred.
      baseCost -= work.sigCost[firstPos];
      groupSig -= work.sigCost[firstPos];
    }
    double clearedCost = baseCost + flagZero;
    clearedCost += groupUncoded;
    clearedCost -= groupCoded;
    clearedCost -= groupSig;
    baseCost += flagOne;
    if (clearedCost < baseCost) {
      work.baseCost = clearedCost;
      work.groupCost[i] = flagZero;
      Arrays.fill(level, firstPos, firstPos + 16, 0);
    } else {
      work.baseCost = baseCost;
      work.groupCost[i] = flagOne;
      work.codedGroups[at] = 1;
    }
  }
}
