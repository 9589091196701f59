package org.nnrdoq.hevc.bitstream;

/** Levels by picture size and luma sample rate (H.265 Tables A.8 and A.9). */
public enum Level {
  L1(30, 36_864, 552_960L),
  L2(60, 122_880, 3_686_400L),
  L2_1(63, 245_760, 7_372_800L),
  L3(90, 552_960, 16_588_800L),
  L3_1(93, 983_040, 33_177_600L),
  L4(120, 2_228_224, 66_846_720L),
  L4_1(123, 2_228_224, 133_693_440L),
  L5(150, 8_912_896, 267_386_880L),
  L5_1(153, 8_912_896, 534_773_760L),
  L5_2(156, 8_912_896, 1_069_547_520L),
  L6(180, 35_651_584, 1_069_547_520L),
  L6_1(183, 35_651_584, 2_139_095_040L),
  L6_2(186, 35_651_584, 4_278_190_080L),

  /** Level 8.5: no limits. */
  UNLIMITED(255, Integer.MAX_VALUE, Long.MAX_VALUE);

  private final int idc;
  private final int maxLumaPs;
  private final long maxLumaSr;

  Level(int idc, int maxLumaPs, long maxLumaSr) {
    this.idc = idc;
    this.maxLumaPs = maxLumaPs;
    this.maxLumaSr = maxLumaSr;
  }

  /** general_level_idc. */
  public int idc() {
    return idc;
  }

  /**
   * The lowest level that allows pictures of this size at this rate; bit rate is not looked at.
   *
   * @param width luma columns as coded
   * @param height luma rows as coded
   * @param fps pictures per second
   */
  public static Level fitting(int width, int height, double fps) {
    long size = (long) width * height;
    for (Level level : values()) {
      // No side may exceed sqrt(8 * MaxLumaPs), which keeps pictures from being mere stripes.
      long maxSideSquared = 8L * level.maxLumaPs;
      if (size <= level.maxLumaPs
          && (long) width * width <= maxSideSquared
          && (long) height * height <= maxSideSquared
          && size * fps <= level.maxLumaSr) {
        return level;
      }
    }
    return UNLIMITED;
  }
}
