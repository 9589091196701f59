package org.nnrdoq.encoder.embedded;

import org.nnrdoq.hevc.cabac.BitCounter;
import org.nnrdoq.quantizer.QuantizerStats;

/** Counts what the residuals of a picture cost, by kind of block. */
final class ResidualRates implements SyntaxWriter.Visitor {
  private final BitCounter counter;
  private final QuantizerStats stats;
  private long before;

  ResidualRates(BitCounter counter, QuantizerStats stats) {
    this.counter = counter;
    this.stats = stats;
  }

  @Override
  public void before(int cIdx, int x, int y, int log2TrafoSize) {
    before = counter.rateQ15();
  }

  @Override
  public void after(int cIdx, int x, int y, int log2TrafoSize) {
    stats.addRate(log2TrafoSize, cIdx, counter.rateQ15() - before);
  }
}
