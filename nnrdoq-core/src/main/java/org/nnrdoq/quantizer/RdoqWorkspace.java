package org.nnrdoq.quantizer;

import org.nnrdoq.hevc.cabac.EntropyCosts;
import org.nnrdoq.hevc.residual.ScanOrder;

/** Scratch of {@code rdoq}: the block at hand and what the first walk over it found. */
final class RdoqWorkspace implements Quantizer.Workspace {
  /** Side of {@link #codedGroups}: eight groups and a border that is never coded. */
  static final int GROUP_STRIDE = 9;

  final LevelDecision decision = new LevelDecision();
  final RdoqGroup group = new RdoqGroup();
  final RdoqSignHiding signHiding = new RdoqSignHiding();

  // The block at hand.
  BlockParameters block;
  QuantizationScale scale;
  ScanOrder scan;
  int[] coefficients;
  EntropyCosts costs;
  double lambda;

  // By scan position, valid up to lastScanPos.
  final int[] level = new int[32 * 32];
  final int[] context = new int[32 * 32];
  final double[] zeroCost = new double[32 * 32];
  final double[] cost = new double[32 * 32];
  final double[] sigCost = new double[32 * 32];

  /** Cost of coded_sub_block_flag by group in scan. */
  final double[] groupCost = new double[64];

  /** coded_sub_block_flag as decided, at {@code y * GROUP_STRIDE + x}. */
  final byte[] codedGroups = new byte[GROUP_STRIDE * GROUP_STRIDE];

  /** Scan position of the last coefficient whose nearest level is not zero. */
  int lastScanPos;

  /** Cost of the block as decided so far, without the last position and the coded block flag. */
  double baseCost;

  /** Distortion of the coefficients so far with all levels zero. */
  double uncodedCost;

  /** {@code ctxSet} of the next group. */
  int ctxSet;

  /** Starts on a block. */
  void bind(
      BlockParameters block, QuantizationScale scale, int[] coefficients, EntropyCosts costs) {
    this.block = block;
    this.scale = scale;
    this.scan = ScanOrder.of(block.log2TrafoSize(), block.scanIdx());
    this.coefficients = coefficients;
    this.costs = costs;
    this.lambda = block.lambda();
    decision.bind(scale, costs, lambda);
  }

  /** Place of a group in {@link #codedGroups}. */
  int groupAt(int i) {
    return scan.groupY(i) * GROUP_STRIDE + scan.groupX(i);
  }
}
