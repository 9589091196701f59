package org.nnrdoq.encoder.embedded;

import org.nnrdoq.hevc.cabac.BitCounter;
import org.nnrdoq.hevc.rate.EntropyCosts;

/** Outcome of coding one transform block one way; scratch that the searches swap and reuse. */
final class BlockResult {
  /** Reconstruction, raster order, stride = side of the block. */
  final int[] recon;

  /** Levels, raster order, stride = side of the block. */
  final int[] levels;

  /** Counts the block's rate and holds the context states after it. */
  final BitCounter counter = new BitCounter();

  /** Whether any level is non-zero. */
  boolean cbf;

  /** {@code transform_skip_flag}. */
  boolean transformSkip;

  /** Scan of the levels. */
  int scanIdx;

  /** Sum of squared errors in 8-bit normalisation. */
  long distortion;

  /** Distortion plus lambda times rate. */
  double cost;

  /**
   * @param log2Size log2 of the side of the largest block it must hold
   */
  BlockResult(int log2Size) {
    recon = new int[1 << 2 * log2Size];
    levels = new int[1 << 2 * log2Size];
  }

  /** Bits counted so far. */
  double bits() {
    return counter.rateQ15() * (1.0 / EntropyCosts.ONE_BIT);
  }

  /** Copies everything but the counted rate; {@code count} samples. */
  void copyFrom(BlockResult other, int count) {
    System.arraycopy(other.recon, 0, recon, 0, count);
    System.arraycopy(other.levels, 0, levels, 0, count);
    counter.contexts().copyFrom(other.counter.contexts());
    cbf = other.cbf;
    transformSkip = other.transformSkip;
    distortion = other.distortion;
    cost = other.cost;
  }
}
