package org.nnrdoq.quantizer.shared;

import org.nnrdoq.hevc.transform.Scaling;
import org.nnrdoq.quantizer.BlockParameters;

/**
 * Constants of quantizing at one QP, block size and bit depth; derived once and shared.
 *
 * <p>A coefficient c has the scaled magnitude {@code |c| * scale}, of which {@code 1 << qBits} make
 * one level. Magnitudes fit 31 bits for all coefficients in -32768..32768.
 */
public final class QuantizationScale {
  /** Largest coded absolute level of a positive coefficient. */
  public static final int MAX_LEVEL = 32767;

  /**
   * Above all differences between rates of levels, and below what times the largest error in {@link
   * #delta} steps, 2^26, overflows.
   */
  private static final long MAX_RATE_OF_DELTA = 1L << 35;

  private static final int MIN_BIT_DEPTH = 8;
  private static final int MAX_BIT_DEPTH = 12;
  private static final int QPS = 52 + 6 * (MAX_BIT_DEPTH - 8);
  private static final QuantizationScale[] ALL =
      new QuantizationScale[(MAX_BIT_DEPTH - MIN_BIT_DEPTH + 1) * 4 * QPS];

  static {
    for (int i = 0; i < ALL.length; i++) {
      ALL[i] = new QuantizationScale(i / (4 * QPS) + MIN_BIT_DEPTH, i / QPS % 4 + 2, i % QPS);
    }
  }

  /** Factor of the magnitude. */
  public final int scale;

  /** log2 of the magnitude that makes one level. */
  public final int qBits;

  /** Smallest absolute coefficient that rounds to a level of at least 1. */
  public final int nearestThreshold;

  /**
   * Squared magnitude times this is distortion as HM's RDOQ counts it: squared error in 8-bit
   * samples times 32768, so that lambda times rateQ15 may be added. Evaluated in HM's order.
   */
  public final double errorScale;

  private final int levelScale;

  private final int qpPer;
  private final int bitDepth;

  private QuantizationScale(int bitDepth, int log2TrafoSize, int qp) {
    this.bitDepth = bitDepth;
    qpPer = qp / 6;
    levelScale = Scaling.levelScale(qp);
    scale = Scaling.quantScale(qp);
    qBits = Scaling.qBits(log2TrafoSize, qp, bitDepth);
    int half = 1 << (qBits - 1);
    nearestThreshold = (half + scale - 1) / scale;
    int shift = Scaling.transformShift(log2TrafoSize, bitDepth);
    double gain = Math.scalb((double) (1 << 15), -2 * shift);
    errorScale = gain / scale / scale / (1 << (2 * (bitDepth - 8)));
  }

  /** The constants for a block. */
  public static QuantizationScale of(BlockParameters block) {
    int index = (block.bitDepth() - MIN_BIT_DEPTH) * 4 + block.log2TrafoSize() - 2;
    return ALL[index * QPS + block.qp()];
  }

  /** Scaled magnitude of a coefficient. */
  public int magnitude(int coefficient) {
    return Math.abs(coefficient) * scale;
  }

  /** Level that is nearest to a magnitude, halves up, at most 32767. */
  public int nearestLevel(int magnitude) {
    return Math.min(MAX_LEVEL, (magnitude + (1 << (qBits - 1))) >> qBits);
  }

  /**
   * How far a magnitude lies above a level, in 1/256 level, rounded down; positive if the level is
   * too small.
   */
  public int delta(int magnitude, int level) {
    return (magnitude - (level << qBits)) >> (qBits - 8);
  }

  /**
   * Rate (rateQ15) that is worth an error of one {@link #delta} step, HM's rdFactor, evaluated in
   * HM's order.
   *
   * @param lambda 0 or more; with 0 and with the smallest ones an error is worth more than any
   *     difference of rates, but not so much that sums overflow
   */
  public long rateOfDelta(double lambda) {
    double inverse = levelScale;
    double rate =
        inverse * inverse * (1 << (2 * qpPer)) / lambda / 16 / (1 << (2 * (bitDepth - 8))) + 0.5;
    return Math.min((long) rate, MAX_RATE_OF_DELTA);
  }

  /** Square of the step from one level to the next, as squared error in 8-bit samples. */
  public double squaredStep() {
    double oneLevel = 1 << qBits;
    return oneLevel * oneLevel * errorScale / (1 << 15);
  }

  /** Whether no coefficient of the block rounds to a level of at least 1. */
  public boolean allRoundToZero(int[] coefficients, int count) {
    int max = 0;
    for (int i = 0; i < count; i++) {
      max = Math.max(max, Math.abs(coefficients[i]));
    }
    return max < nearestThreshold;
  }
}
