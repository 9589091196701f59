package org.nnrdoq.quantizer.rdoq;

import org.nnrdoq.network.Lifetime;
import org.nnrdoq.quantizer.CheckedWorkspace;

/** Scratch of {@code rdoq}: what the first pass over a block found, for the passes after it. */
final class RdoqWorkspace extends CheckedWorkspace {
  final LevelDecision decision = new LevelDecision();

  // By scan position, valid up to lastScanPos.
  final int[] level = new int[32 * 32];
  final int[] context = new int[32 * 32];
  final double[] zeroCost = new double[32 * 32];
  final double[] cost = new double[32 * 32];
  final double[] sigCost = new double[32 * 32];

  /** Cost of coded_sub_block_flag by group in scan. */
  final double[] groupCost = new double[64];

  /** Groups that are coded, as decided so far: see {@code CoefficientGroup.bit}. */
  long codedGroups;

  /** Scan position of the last coefficient whose nearest level is not zero. */
  int lastScanPos;

  /** Cost of the block as decided so far, without the last position and the coded block flag. */
  double baseCost;

  /** Distortion of the block with all levels zero. */
  double uncodedCost;

  /** Whether the group before raises ctxSet of the next, as HM's RDOQ takes it. */
  boolean raised;

  RdoqWorkspace(Lifetime quantizer) {
    super(quantizer);
  }
}
