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

  /** log2 of the side, 2..5. */
  public int log2TrafoSize() {
    return log2TrafoSize;
  }

  public void setLog2TrafoSize(int value) {
    log2TrafoSize = value;
  }

  /** Number of coefficients: the side squared. */
  public int coefficientCount() {
    return 1 << (2 * log2TrafoSize);
  }

  /** Colour component: 0 Y, 1 Cb, 2 Cr. */
  public int cIdx() {
    return cIdx;
  }

  public void setCIdx(int value) {
    cIdx = value;
  }

  /** 0 intra, 1 inter. */
  public int predMode() {
    return predMode;
  }

  public void setPredMode(int value) {
    predMode = value;
  }

  /** 0 B, 1 P, 2 I. */
  public int sliceType() {
    return sliceType;
  }

  public void setSliceType(int value) {
    sliceType = value;
  }

  /** 0 up-right diagonal, 1 horizontal, 2 vertical. */
  public int scanIdx() {
    return scanIdx;
  }

  public void setScanIdx(int value) {
    scanIdx = value;
  }

  /** Quantization parameter of the component, bit-depth offset included; 0..75. */
  public int qp() {
    return qp;
  }

  public void setQp(int value) {
    qp = value;
  }

  /** Bit depth of the component, 8..12. */
  public int bitDepth() {
    return bitDepth;
  }

  public void setBitDepth(int value) {
    bitDepth = value;
  }

  /** Lagrange multiplier of the component; stored exactly. */
  public double lambda() {
    return lambda;
  }

  public void setLambda(double value) {
    lambda = value;
  }

  public boolean transformSkip() {
    return transformSkip;
  }

  public void setTransformSkip(boolean value) {
    transformSkip = value;
  }

  public boolean signHiding() {
    return signHiding;
  }

  public void setSignHiding(boolean value) {
    signHiding = value;
  }

  /** Transform coefficients, raster order, stride = side. */
  public int[] coefficients() {
    return coefficients;
  }

  /** Whether {@link #levels()} is stored. */
  public boolean hasLevels() {
    return hasLevels;
  }

  public void setHasLevels(boolean value) {
    hasLevels = value;
  }

  /** Signed levels of the quantizer that the header names, order as {@link #coefficients()}. */
  public int[] levels() {
    return levels;
  }

  /** Whether {@link #costs()} is stored. */
  public boolean hasCosts() {
    return hasCosts;
  }

  public void setHasCosts(boolean value) {
    hasCosts = value;
  }

  /**
   * Entropy costs before the block, 1 bit = 32768; the constants of {@code
   * org.nnrdoq.hevc.rate.EntropyCosts} say what lies where. Entries that do not exist for the
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
