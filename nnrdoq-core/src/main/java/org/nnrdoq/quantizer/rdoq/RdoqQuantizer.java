package org.nnrdoq.quantizer.rdoq;

import java.util.Arrays;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.hevc.rate.RateEstimate;
import org.nnrdoq.hevc.residual.CoefficientGroup;
import org.nnrdoq.hevc.residual.ScanOrder;
import org.nnrdoq.network.Lifetime;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.Quantizer;
import org.nnrdoq.quantizer.QuantizerKind;
import org.nnrdoq.quantizer.shared.QuantizationScale;

/**
 * {@code rdoq}: rate-distortion optimized quantization with the decisions of HM 16.20.
 *
 * <p>One walk from the last coefficient to the first chooses every level ({@link LevelDecision})
 * and clears coefficient groups that cost more than they are worth; a second walk chooses the last
 * significant position; then signs are hidden where that costs least ({@link RdoqSignHiding}).
 * Costs are doubles, added in HM's order, because streams must be identical to HM's.
 */
public final class RdoqQuantizer implements Quantizer {
  private final Lifetime lifetime = new Lifetime("quantizer rdoq");

  @Override
  public String name() {
    return QuantizerKind.RDOQ.id();
  }

  @Override
  public boolean needsEntropyCosts() {
    return true;
  }

  @Override
  public Workspace newWorkspace() {
    return new RdoqWorkspace(lifetime);
  }

  @Override
  public int quantize(
      BlockParameters block,
      int[] coefficients,
      EntropyCosts costs,
      int[] levels,
      Workspace workspace) {
    RdoqWorkspace work = (RdoqWorkspace) workspace;
    work.check();
    block.requireRoom(coefficients, levels);
    QuantizationScale scale = QuantizationScale.of(block);
    int count = block.coefficients();
    Arrays.fill(levels, 0, count, 0);
    if (scale.allRoundToZero(coefficients, count)) {
      return 0;
    }
    ScanOrder scan = ScanOrder.of(block.log2TrafoSize(), block.scanIdx());
    double lambda = block.lambda();
    skipTrailingZeros(scale, scan, coefficients, count, work);
    chooseLevels(block, scale, scan, coefficients, costs, work);
    int lastScanPos = chooseLast(block, scan, costs, lambda, work);
    int sum = 0;
    for (int n = 0; n <= lastScanPos; n++) {
      int level = work.level[n];
      if (level != 0) {
        int position = scan.position(n);
        sum += level;
        levels[position] = coefficients[position] < 0 ? -level : level;
      }
    }
    // One level of 1 cannot hide a sign.
    if (block.signHiding() && sum >= 2) {
      sum += RdoqSignHiding.apply(scan, scale, lambda, coefficients, costs, levels, work);
    }
    return sum;
  }

  @Override
  public void close() {
    lifetime.close();
  }

  /** Finds the last coefficient that does not round to zero; there must be one. */
  private static void skipTrailingZeros(
      QuantizationScale scale, ScanOrder scan, int[] coefficients, int count, RdoqWorkspace work) {
    double uncoded = 0;
    int n = count - 1;
    while (true) {
      int c = coefficients[scan.position(n)];
      if (Math.abs(c) >= scale.nearestThreshold) {
        break;
      }
      double magnitude = scale.magnitude(c);
      uncoded += magnitude * magnitude * scale.errorScale;
      n--;
    }
    work.lastScanPos = n;
    work.uncodedCost = uncoded;
    work.baseCost = uncoded;
  }

  /** First walk: levels and coded_sub_block_flags, from the last group to the first. */
  private static void chooseLevels(
      BlockParameters block,
      QuantizationScale scale,
      ScanOrder scan,
      int[] coefficients,
      EntropyCosts costs,
      RdoqWorkspace work) {
    work.codedGroups = 0;
    work.raised = false;
    for (int i = work.lastScanPos >> 4; i >= 0; i--) {
      RdoqGroup.chooseLevels(block, scale, scan, coefficients, costs, i, work);
    }
  }

  /**
   * Second walk: the cheapest last significant position, or none.
   *
   * @return its scan position, -1 if the block is best left uncoded
   */
  private static int chooseLast(
      BlockParameters block,
      ScanOrder scan,
      EntropyCosts costs,
      double lambda,
      RdoqWorkspace work) {
    double bestCost = work.uncodedCost + lambda * costs.codedBlockFlag(0);
    double baseCost = work.baseCost + lambda * costs.codedBlockFlag(1);
    int best = -1;
    for (int i = work.lastScanPos >> 4; i >= 0; i--) {
      baseCost -= work.groupCost[i];
      if ((work.codedGroups & CoefficientGroup.bit(scan.groupX(i), scan.groupY(i))) == 0) {
        continue;
      }
      for (int n = Math.min(work.lastScanPos, (i << 4) + 15); n >= i << 4; n--) {
        if (work.level[n] == 0) {
          baseCost -= work.sigCost[n];
          continue;
        }
        double lastCost =
            lambda * RateEstimate.lastPosition(costs, block.scanIdx(), scan.x(n), scan.y(n));
        double total = baseCost + lastCost - work.sigCost[n];
        if (total < bestCost) {
          best = n;
          bestCost = total;
        }
        if (work.level[n] > 1) {
          // HM never gives up a level above 1 to end the block earlier.
          return best;
        }
        baseCost -= work.cost[n];
        baseCost += work.zeroCost[n];
      }
    }
    return best;
  }
}
