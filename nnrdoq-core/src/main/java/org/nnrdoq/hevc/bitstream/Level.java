package org.nnrdoq.hevc.bitstream;

/**
 * Levels of H.265 (Tables A.8 and A.9): limits of picture size, luma sample rate, bit rate, coded
 * picture buffer and compression.
 */
public enum Level {
  L1(30, 36_864, 552_960L, 350, 0, 128, 0, 2),
  L2(60, 122_880, 3_686_400L, 1_500, 0, 1_500, 0, 2),
  L2_1(63, 245_760, 7_372_800L, 3_000, 0, 3_000, 0, 2),
  L3(90, 552_960, 16_588_800L, 6_000, 0, 6_000, 0, 2),
  L3_1(93, 983_040, 33_177_600L, 10_000, 0, 10_000, 0, 2),
  L4(120, 2_228_224, 66_846_720L, 12_000, 30_000, 12_000, 30_000, 4),
  L4_1(123, 2_228_224, 133_693_440L, 20_000, 50_000, 20_000, 50_000, 4),
  L5(150, 8_912_896, 267_386_880L, 25_000, 100_000, 25_000, 100_000, 6),
  L5_1(153, 8_912_896, 534_773_760L, 40_000, 160_000, 40_000, 160_000, 8),
  L5_2(156, 8_912_896, 1_069_547_520L, 60_000, 240_000, 60_000, 240_000, 8),
  L6(180, 35_651_584, 1_069_547_520L, 60_000, 240_000, 60_000, 240_000, 8),
  L6_1(183, 35_651_584, 2_139_095_040L, 120_000, 480_000, 120_000, 480_000, 8),
  L6_2(186, 35_651_584, 4_278_190_080L, 240_000, 800_000, 240_000, 800_000, 6),

  /** Level 8.5: no limits. */
  UNLIMITED(
      255,
      Integer.MAX_VALUE,
      Long.MAX_VALUE,
      Integer.MAX_VALUE,
      Integer.MAX_VALUE,
      Integer.MAX_VALUE,
      Integer.MAX_VALUE,
      1);

  /** MinCrBase of the High tier, for every level that has it. */
  private static final int MIN_CR_HIGH = 4;

  private final int idc;
  private final int maxLumaPs;
  private final long maxLumaSr;
  private final int maxCpbMain;
  private final int maxCpbHigh;
  private final int maxBrMain;
  private final int maxBrHigh;
  private final int minCrMain;

  Level(
      int idc,
      int maxLumaPs,
      long maxLumaSr,
      int maxCpbMain,
      int maxCpbHigh,
      int maxBrMain,
      int maxBrHigh,
      int minCrMain) {
    this.idc = idc;
    this.maxLumaPs = maxLumaPs;
    this.maxLumaSr = maxLumaSr;
    this.maxCpbMain = maxCpbMain;
    this.maxCpbHigh = maxCpbHigh;
    this.maxBrMain = maxBrMain;
    this.maxBrHigh = maxBrHigh;
    this.minCrMain = minCrMain;
  }

  /** general_level_idc. */
  public int idc() {
    return idc;
  }

  /** Whether the level exists in the High tier. */
  boolean hasHighTier() {
    return maxBrHigh > 0;
  }

  /** MaxLumaSr, in samples per second. */
  long maxLumaSr() {
    return maxLumaSr;
  }

  /** MaxCPB of a tier, in units of CpbVclFactor bits. */
  int maxCpb(boolean highTier) {
    return highTier ? maxCpbHigh : maxCpbMain;
  }

  /** MaxBR of a tier, in units of BrVclFactor bits per second. */
  int maxBr(boolean highTier) {
    return highTier ? maxBrHigh : maxBrMain;
  }

  /** MinCrBase of a tier. */
  int minCr(boolean highTier) {
    return highTier && this != UNLIMITED ? MIN_CR_HIGH : minCrMain;
  }

  /** Whether pictures of this size at this rate are allowed. */
  boolean allows(int width, int height, double fps) {
    long size = (long) width * height;
    // No side may exceed sqrt(8 * MaxLumaPs), which keeps pictures from being mere stripes.
    long maxSideSquared = 8L * maxLumaPs;
    return size <= maxLumaPs
        && (long) width * width <= maxSideSquared
        && (long) height * height <= maxSideSquared
        && size * fps <= maxLumaSr;
  }

  /**
   * The lowest level that allows pictures of this size at this rate; bit rate is not looked at (see
   * {@link LevelChoice}).
   *
   * @param width luma columns as coded
   * @param height luma rows as coded
   * @param fps pictures per second
   */
  public static Level fitting(int width, int height, double fps) {
    for (Level level : values()) {
      if (level.allows(width, height, fps)) {
        return level;
      }
    }
    return UNLIMITED;
  }
}
