package org.nnrdoq.hevc.filter;

/**
 * Sample adaptive offset of one coding tree unit, all components (H.265 §7.4.9.3).
 *
 * <p>Where the unit merges, the fields hold what it merged from, so that nobody need look at its
 * neighbours. Mutable; plain data of the encoder.
 */
public final class SaoParameters {
  /** SaoTypeIdx: not applied. */
  public static final int OFF = 0;

  /** SaoTypeIdx: band offset. */
  public static final int BAND = 1;

  /** SaoTypeIdx: edge offset. */
  public static final int EDGE = 2;

  /** sao_merge_left_flag. */
  public boolean mergeLeft;

  /** sao_merge_up_flag. */
  public boolean mergeUp;

  /** SaoTypeIdx by cIdx; equal for both chroma components. */
  public final int[] typeIdx = new int[3];

  /** sao_band_position by cIdx, 0..31; of band offset only. */
  public final int[] bandPosition = new int[3];

  /** SaoEoClass by cIdx, 0..3; equal for both chroma components; of edge offset only. */
  public final int[] eoClass = new int[3];

  /**
   * SaoOffsetVal[1..4] by cIdx, magnitudes at most {@link #maxOffset}. Of edge offset the first two
   * are not negative and the last two not positive.
   */
  public final int[][] offsets = new int[3][4];

  /** Largest offset magnitude, {@code (1 << (min(bitDepth, 10) - 5)) - 1}. */
  public static int maxOffset(int bitDepth) {
    return (1 << (Math.min(bitDepth, 10) - 5)) - 1;
  }

  /** Turns everything off. */
  public void reset() {
    mergeLeft = false;
    mergeUp = false;
    for (int c = 0; c < 3; c++) {
      setOff(c);
    }
  }

  void setOff(int cIdx) {
    typeIdx[cIdx] = OFF;
    bandPosition[cIdx] = 0;
    eoClass[cIdx] = 0;
    java.util.Arrays.fill(offsets[cIdx], 0);
  }

  /** Takes over one component. */
  void copyComponent(int cIdx, SaoParameters from) {
    typeIdx[cIdx] = from.typeIdx[cIdx];
    bandPosition[cIdx] = from.bandPosition[cIdx];
    eoClass[cIdx] = from.eoClass[cIdx];
    System.arraycopy(from.offsets[cIdx], 0, offsets[cIdx], 0, 4);
  }

  /** Takes over all fields. */
  public void copyFrom(SaoParameters from) {
    mergeLeft = from.mergeLeft;
    mergeUp = from.mergeUp;
    for (int c = 0; c < 3; c++) {
      copyComponent(c, from);
    }
  }
}
