package org.nnrdoq.encoder.embedded;

import org.nnrdoq.encoder.EncodeJob.Tools;
import org.nnrdoq.hevc.PredMode;
import org.nnrdoq.hevc.SliceType;
import org.nnrdoq.hevc.transform.Scaling;
import org.nnrdoq.quantizer.BlockParameters;

/**
 * What is the same for every block of an encode: QP, Lagrange multipliers, tools. Immutable, shared
 * by all workers.
 */
public final class SliceParameters {
  /** {@code max_transform_hierarchy_depth_intra}. */
  static final int MAX_TRANSFORM_DEPTH = 2;

  /** HM's factor between squared quantizer step and lambda for intra pictures. */
  private static final double INTRA_LAMBDA_FACTOR = 0.57;

  final int qp;
  final int bitDepth;
  final Tools tools;

  /** Squared error, in 8-bit normalisation, worth one bit. */
  final double lambda;

  /** What one bit costs next to sums of absolute transformed differences. */
  final double sqrtLambda;

  /** Weight of chroma squared error against luma squared error. */
  final double chromaWeight;

  private final BlockParameters[] blocks = new BlockParameters[3 * 4 * 3 * 2];

  /**
   * @param qp SliceQpY, 0..51
   * @param bitDepth 8 or 10
   * @param tools coding tools in use
   */
  public SliceParameters(int qp, int bitDepth, Tools tools) {
    this.qp = qp;
    this.bitDepth = bitDepth;
    this.tools = tools;
    lambda = INTRA_LAMBDA_FACTOR * ThirdOctaves.pow2(qp - 12);
    sqrtLambda = Math.sqrt(lambda);
    // lambda follows the luma QP; where chroma has a finer one, its error counts more
    chromaWeight = ThirdOctaves.pow2(qp - Scaling.tableChromaQp(qp));
    for (int i = 0; i < blocks.length; i++) {
      int cIdx = i / 24;
      int log2 = 2 + i / 6 % 4;
      int scanIdx = i / 2 % 3;
      boolean skip = (i & 1) != 0;
      blocks[i] =
          new BlockParameters(
              log2,
              cIdx,
              PredMode.INTRA,
              SliceType.I,
              scanIdx,
              qpPrime(cIdx),
              bitDepth,
              lambda(cIdx),
              skip,
              tools.signHiding());
    }
  }

  /** {@code Qp'Y} or {@code Qp'C}: with the bit-depth offset (H.265 §8.6.1). */
  int qpPrime(int cIdx) {
    return cIdx == 0 ? qp + 6 * (bitDepth - 8) : Scaling.chromaQp(qp, 0, bitDepth);
  }

  /** The one shared description of a kind of block. */
  BlockParameters block(int cIdx, int log2TrafoSize, int scanIdx, boolean transformSkip) {
    return blocks[((cIdx * 4 + log2TrafoSize - 2) * 3 + scanIdx) * 2 + (transformSkip ? 1 : 0)];
  }

  /** Smallest coefficient magnitude that does not round to level 0. */
  int nonZeroFrom(int cIdx, int log2TrafoSize) {
    int qp = qpPrime(cIdx);
    int half = 1 << Scaling.qBits(log2TrafoSize, qp, bitDepth) - 1;
    return (half + Scaling.quantScale(qp) - 1) / Scaling.quantScale(qp);
  }

  /** Lambda of a component on its own: squared error worth one bit there. */
  double lambda(int cIdx) {
    return cIdx == 0 ? lambda : lambda / chromaWeight;
  }
}
