package org.nnrdoq.quantizer.rdoq;

import java.util.Arrays;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.hevc.rate.RateEstimate;
import org.nnrdoq.hevc.residual.CoefficientContexts;
import org.nnrdoq.hevc.residual.CoefficientGroup;
import org.nnrdoq.hevc.residual.GroupState;
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
   * @param work holds the walk's state; receives the decisions
   */
  static void chooseLevels(
      BlockParameters block,
      QuantizationScale scale,
      ScanOrder scan,
      int[] coefficients,
      EntropyCosts costs,
      int i,
      RdoqWorkspace work) {
    final double lambda = block.lambda();
    final int gx = scan.groupX(i);
    final int gy = scan.groupY(i);
    final int prevCsbf = CoefficientGroup.prevCsbf(work.codedGroups, gx, gy);
    final int sigTable =
        CoefficientContexts.sigTable(
            block.log2TrafoSize(), block.cIdx(), block.scanIdx(), prevCsbf, i == 0);
    final int firstPos = i << 4;
    final int lastScanPos = work.lastScanPos;
    final LevelDecision decision = work.decision;
    final int[] level = work.level;
    double baseCost = work.baseCost;
    double uncodedCost = work.uncodedCost;
    int state = GroupState.enter(CoefficientContexts.ctxSet(i, block.cIdx(), work.raised));
    boolean anyAbove1 = false;
    // What the group as a whole would save if it were left out.
    double groupSig = 0;
    double groupCoded = 0;
    double groupUncoded = 0;
    int nonZeros = 0;
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
      int context = RateEstimate.context(state, sigCtx);
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
        state = GroupState.next(state, chosen);
        if (chosen > 1) {
          // To HM's RDOQ a level above 1 counts even after the group's last greater1 flag.
          state = GroupState.withGreater1(state);
          anyAbove1 = true;
        }
      }
    }
    work.baseCost = baseCost;
    work.uncodedCost = uncodedCost;
    work.groupCost[i] = 0;
    if (i == 0) {
      work.codedGroups |= CoefficientGroup.bit(gx, gy);
      return;
    }
    work.raised = anyAbove1;
    if (nonZeros > 0 && i == lastScanPos >> 4) {
      work.codedGroups |= CoefficientGroup.bit(gx, gy);
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
      work.codedGroups |= CoefficientGroup.bit(gx, gy);
    }
  }
}
