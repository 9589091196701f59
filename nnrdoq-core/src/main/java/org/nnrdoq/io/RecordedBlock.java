package org.nnrdoq.io;

/**
 * One transform block as a recording holds it; mutable and made to be reused.
 *
 * <p>Enumerations are plain integers here, because this layer knows no H.265: {@code predMode} and
 * {@code sliceType} are the ordinals of the types in {@code org.nnrdoq.hevc}. The conversion to
 * what quantizers take is {@code org.nnrdoq.quantizer.RecordedBlocks}. Arrays are handed out raw
 * and belong to the block; only the first {@link #coefficientCount()} entries are stored.
 *
 * @since 1.0
 */
public final class RecordedBlock {
  /** Length of the coefficient and level arrays: a block of 32x32. */
  public static final int MAX_COEFFICIENTS = 1024;

  /** Length of {@link #costs()}, that of {@code org.nnrdoq.hevc.rate.EntropyCosts}. */
  public static final int COST_ENTRIES = 120;

  private int log2TrafoSize = 2;
  private int cIdx;
  private int predMode;
  private int sliceType;
  private int scanIdx;
  private int qp;
  private int bitDepth = 8;
  private double lambda;
  private boolean transformSkip;
  private boolean signHiding;
  private boolean hasLevels;
  private boolean hasCosts;
  private final int[] coefficients = new int[MAX_COEFFICIENTS];
  private final int[] levels = new int[MAX_COEFFICIENTS];
  private final int[] costs = new int[COST_ENTRIES];

  /** A 4x4 block of zeros, which a reader or the setters fill. */
  public RecordedBlock() {}

  /** {@return log2 of the side, 2..5} */
  public int log2TrafoSize() {
    return log2TrafoSize;
  }

  /**
   * Sets {@link #log2TrafoSize}.
   *
   * @param value as that returns it; {@link RecordingWriter} checks its range
   */
  public void setLog2TrafoSize(int value) {
    log2TrafoSize = value;
  }

  /** {@return number of coefficients: the side squared} */
  public int coefficientCount() {
    return 1 << (2 * log2TrafoSize);
  }

  /** {@return colour component: 0 Y, 1 Cb, 2 Cr} */
  public int cIdx() {
    return cIdx;
  }

  /**
   * Sets {@link #cIdx}.
   *
   * @param value as that returns it; {@link RecordingWriter} checks its range
   */
  public void setCIdx(int value) {
    cIdx = value;
  }

  /** {@return 0 intra, 1 inter} */
  public int predMode() {
    return predMode;
  }

  /**
   * Sets {@link #predMode}.
   *
   * @param value as that returns it; {@link RecordingWriter} checks its range
   */
  public void setPredMode(int value) {
    predMode = value;
  }

  /** {@return 0 B, 1 P, 2 I} */
  public int sliceType() {
    return sliceType;
  }

  /**
   * Sets {@link #sliceType}.
   *
   * @param value as that returns it; {@link RecordingWriter} checks its range
   */
  public void setSliceType(int value) {
    sliceType = value;
  }

  /** {@return 0 up-right diagonal, 1 horizontal, 2 vertical} */
  public int scanIdx() {
    return scanIdx;
  }

  /**
   * Sets {@link #scanIdx}.
   *
   * @param value as that returns it; {@link RecordingWriter} checks its range
   */
  public void setScanIdx(int value) {
    scanIdx = value;
  }

  /** {@return quantization parameter of the component, bit-depth offset included; 0..75} */
  public int qp() {
    return qp;
  }

  /**
   * Sets {@link #qp}.
   *
   * @param value as that returns it; {@link RecordingWriter} checks its range
   */
  public void setQp(int value) {
    qp = value;
  }

  /** {@return bit depth of the component, 8..12} */
  public int bitDepth() {
    return bitDepth;
  }

  /**
   * Sets {@link #bitDepth}.
   *
   * @param value as that returns it; {@link RecordingWriter} checks its range
   */
  public void setBitDepth(int value) {
    bitDepth = value;
  }

  /** {@return Lagrange multiplier of the component; stored exactly} */
  public double lambda() {
    return lambda;
  }

  /**
   * Sets {@link #lambda}.
   *
   * @param value as that returns it; {@link RecordingWriter} checks its range
   */
  public void setLambda(double value) {
    lambda = value;
  }

  /** {@return whether the block skips the transform} */
  public boolean transformSkip() {
    return transformSkip;
  }

  /**
   * Sets {@link #transformSkip}.
   *
   * @param value as that returns it; {@link RecordingWriter} checks its range
   */
  public void setTransformSkip(boolean value) {
    transformSkip = value;
  }

  /** {@return whether signs may be hidden in the block} */
  public boolean signHiding() {
    return signHiding;
  }

  /**
   * Sets {@link #signHiding}.
   *
   * @param value as that returns it; {@link RecordingWriter} checks its range
   */
  public void setSignHiding(boolean value) {
    signHiding = value;
  }

  /** {@return transform coefficients, raster order, stride = side} */
  public int[] coefficients() {
    return coefficients;
  }

  /** {@return whether {@link #levels()} is stored} */
  public boolean hasLevels() {
    return hasLevels;
  }

  /**
   * Sets {@link #hasLevels}.
   *
   * @param value as that returns it; {@link RecordingWriter} checks its range
   */
  public void setHasLevels(boolean value) {
    hasLevels = value;
  }

  /**
   * {@return signed levels of the quantizer that the header names, order as {@link
   * #coefficients()}}
   */
  public int[] levels() {
    return levels;
  }

  /** {@return whether {@link #costs()} is stored} */
  public boolean hasCosts() {
    return hasCosts;
  }

  /**
   * Sets {@link #hasCosts}.
   *
   * @param value as that returns it; {@link RecordingWriter} checks its range
   */
  public void setHasCosts(boolean value) {
    hasCosts = value;
  }

  /**
   * {@return entropy costs before the block, 1 bit = 32768; the constants of {@code
   * org.nnrdoq.hevc.rate.EntropyCosts} say what lies where} Entries that do not exist for the
   * block's channel type or size are 0.
   */
  public int[] costs() {
    return costs;
  }

  /**
   * Index of the cost table this block's costs are predicted from: one for each size and channel.
   */
  int costSlot() {
    return 2 * (log2TrafoSize - 2) + (cIdx == 0 ? 0 : 1);
  }

  /** Name and value of the first parameter that is out of range, or {@code null}. */
  String firstInvalid() {
    String bad = invalid("log2TrafoSize", log2TrafoSize, 2, 5);
    bad = bad != null ? bad : invalid("cIdx", cIdx, 0, 2);
    bad = bad != null ? bad : invalid("predMode", predMode, 0, 1);
    bad = bad != null ? bad : invalid("sliceType", sliceType, 0, 2);
    bad = bad != null ? bad : invalid("scanIdx", scanIdx, 0, 2);
    bad = bad != null ? bad : invalid("bitDepth", bitDepth, 8, 12);
    bad = bad != null ? bad : invalid("qp", qp, 0, 51 + 6 * (bitDepth - 8));
    if (bad == null && !(lambda >= 0 && lambda < Double.POSITIVE_INFINITY)) {
      bad = "lambda=" + lambda + ", expected a finite value >= 0";
    }
    return bad;
  }

  private static String invalid(String name, int value, int min, int max) {
    return value < min || value > max
        ? name + "=" + value + ", expected " + min + ".." + max
        : null;
  }
}
