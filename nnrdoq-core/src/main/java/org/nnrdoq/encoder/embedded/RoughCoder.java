package org.nnrdoq.encoder.embedded;

import org.nnrdoq.hevc.transform.Scaling;

/**
 * Scalar quantization that only estimates: levels for counting bits and the squared error they
 * leave, both from the coefficients, without reconstruction.
 */
final class RoughCoder {
  /** Rounding offset in 1/512 level: the dead zone of intra slices. */
  private static final int ROUNDING = 171;

  private final int scale;
  private final int levelScale;
  private final int qBits;
  private final int levelShift;
  private final double errorScale;

  /** For luma blocks of one size. */
  RoughCoder(SliceParameters slice, int log2Size) {
    int qp = slice.qpPrime(0);
    int bitDepth = slice.bitDepth;
    scale = Scaling.quantScale(qp);
    levelScale = Scaling.levelScale(qp) << qp / 6;
    qBits = Scaling.qBits(log2Size, qp, bitDepth);
    levelShift = bitDepth + log2Size - 9;
    int gain = Scaling.transformShift(log2Size, bitDepth) + bitDepth - 8;
    errorScale = Math.scalb(1.0, -2 * gain);
  }

  /**
   * Quantizes.
   *
   * @param coefficients transform coefficients
   * @param count how many
   * @param levels receives the levels
   * @return squared error in 8-bit normalisation, or its complement (minus one minus the error) if
   *     all levels are 0
   */
  double quantize(int[] coefficients, int count, int[] levels) {
    int offset = ROUNDING << qBits - 9;
    int any = 0;
    double error = 0;
    for (int i = 0; i < count; i++) {
      int c = coefficients[i];
      int sign = c >> 31;
      int magnitude = Math.min((Math.abs(c) * scale + offset) >> qBits, 32767);
      any |= magnitude;
      levels[i] = (magnitude ^ sign) - sign;
      double e = Math.abs(c) - (magnitude * levelScale >> levelShift);
      error += e * e;
    }
    error *= errorScale;
    return any != 0 ? error : -1 - error;
  }
}
