package org.nnrdoq.quantizer.net;

/**
 * Where the inputs of networks lie that are made for each block: their indices. {@link
 * BlockFeatures} says what each holds.
 */
public final class BlockInput {
  /** Whether the block is 4x4. */
  public static final int IS_4X4 = 0;

  /** Whether it is 8x8. */
  public static final int IS_8X8 = 1;

  /** Whether it is 16x16. */
  public static final int IS_16X16 = 2;

  /** Whether it is 32x32. */
  public static final int IS_32X32 = 3;

  /** Whether it is of chroma. */
  public static final int IS_CHROMA = 4;

  /** Whether it is of Cr. */
  public static final int IS_CR = 5;

  /** Whether its coding unit is predicted within the picture. */
  public static final int IS_INTRA = 6;

  /** Whether its slice is an I slice. */
  public static final int IS_IN_I_SLICE = 7;

  /** Whether its slice is a P slice. */
  public static final int IS_IN_P_SLICE = 8;

  /** Whether the scan is horizontal. */
  public static final int SCAN_IS_HORIZONTAL = 9;

  /** Whether the scan is vertical. */
  public static final int SCAN_IS_VERTICAL = 10;

  /** transform_skip_flag. */
  public static final int SKIPS_TRANSFORM = 11;

  /** Log of the squared error of one step, in bits. */
  public static final int LOG_STEP = 12;

  /** QP without the bit depth's offset. */
  public static final int QP = 13;

  /** Log of the number of levels. */
  public static final int LOG_COUNT = 14;

  /** Log of the sum of levels. */
  public static final int LOG_SUM = 15;

  /** Rate of a coded block flag of 1 against 0. */
  public static final int CODED_FLAG_RATE = 16;

  /** Rate of a coded_sub_block_flag of 1 against 0, without coded neighbours. */
  public static final int GROUP_FLAG_RATE = 17;

  /** What emptying the block costs in all. */
  public static final int EMPTYING_COST = 18;

  /** Log of the block's rate. */
  public static final int LOG_RATE = 19;

  private BlockInput() {}
}
