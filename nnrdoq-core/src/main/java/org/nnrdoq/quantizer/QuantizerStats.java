package org.nnrdoq.quantizer;

/**
 * Counts of what happened to transform blocks, and the rate of those in the stream where the host
 * can tell; not thread-safe, one per worker, merged at the end.
 *
 * <p>Indexed by log2 size - 2 (4, 8, 16, 32) and channel type (0 luma, 1 chroma).
 *
 * @since 1.0
 */
public final class QuantizerStats {
  /** What happened to a block. */
  public enum Outcome {
    /** All levels were zero before any refinement. */
    ZERO,
    /** Went through the quantizer named in the job. */
    QUANTIZED,
    /** The quantizer could not take it; the host's own scalar quantizer did. */
    UNSUPPORTED
  }

  private final long[][][] counts = new long[Outcome.values().length][4][2];
  private final long[][] rates = new long[4][2];
  private boolean rated;

  /** Counts that are all 0. */
  public QuantizerStats() {}

  /**
   * Counts one block.
   *
   * @param log2TrafoSize log2 of the side, 2..5
   * @param cIdx colour component: 0 Y, 1 Cb, 2 Cr
   * @param outcome what became of the blocks
   */
  public void count(int log2TrafoSize, int cIdx, Outcome outcome) {
    counts[outcome.ordinal()][log2TrafoSize - 2][cIdx == 0 ? 0 : 1]++;
  }

  /**
   * Counts {@code blocks} at once; for hosts that keep counts themselves.
   *
   * @param log2TrafoSize log2 of the side, 2..5
   * @param cIdx colour component: 0 Y, 1 Cb, 2 Cr
   * @param outcome what became of the blocks
   * @param blocks how many
   */
  public void count(int log2TrafoSize, int cIdx, Outcome outcome, long blocks) {
    counts[outcome.ordinal()][log2TrafoSize - 2][cIdx == 0 ? 0 : 1] += blocks;
  }

  /**
   * {@return number of blocks of that kind; {@code channelType} is 0 for luma, 1 for chroma}
   *
   * @param log2TrafoSize log2 of the side, 2..5
   * @param channelType 0 luma, 1 chroma
   * @param outcome what became of the blocks
   */
  public long get(int log2TrafoSize, int channelType, Outcome outcome) {
    return counts[outcome.ordinal()][log2TrafoSize - 2][channelType];
  }

  /**
   * Adds what the residual syntax of a block costs in the stream, 1 bit = 32768.
   *
   * @param log2TrafoSize log2 of the side, 2..5
   * @param cIdx colour component: 0 Y, 1 Cb, 2 Cr
   * @param rateQ15 1 bit = 32768
   */
  public void addRate(int log2TrafoSize, int cIdx, long rateQ15) {
    rates[log2TrafoSize - 2][cIdx == 0 ? 0 : 1] += rateQ15;
    rated = true;
  }

  /** {@return whether the host told rates} */
  public boolean hasRates() {
    return rated;
  }

  /**
   * {@return rate of all blocks of that kind in the stream, 1 bit = 32768}
   *
   * @param log2TrafoSize log2 of the side, 2..5
   * @param channelType 0 luma, 1 chroma
   */
  public long rateQ15(int log2TrafoSize, int channelType) {
    return rates[log2TrafoSize - 2][channelType];
  }

  /**
   * Adds all counts and rates of {@code other}.
   *
   * @param other counts to add
   */
  public void add(QuantizerStats other) {
    rated |= other.rated;
    for (int s = 0; s < 4; s++) {
      rates[s][0] += other.rates[s][0];
      rates[s][1] += other.rates[s][1];
    }
    for (int o = 0; o < counts.length; o++) {
      for (int s = 0; s < 4; s++) {
        for (int c = 0; c < 2; c++) {
          counts[o][s][c] += other.counts[o][s][c];
        }
      }
    }
  }
}
