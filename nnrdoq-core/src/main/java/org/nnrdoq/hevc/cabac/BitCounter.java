package org.nnrdoq.hevc.cabac;

import org.nnrdoq.hevc.rate.EntropyCosts;

/**
 * Counts what bins would cost, adapting its contexts as the arithmetic encoder would.
 *
 * <p>The rate is HM's estimate in 1/32768 bit, see {@link EntropyBits}. This is the inner loop of
 * mode decision: {@link #bin} is one table load and two memory accesses. Not thread-safe.
 *
 * @since 1.0
 */
public final class BitCounter implements BinSink {
  /** A terminating bin of 0 leaves the range almost untouched; HM counts it as pStateIdx 63. */
  private static final int TERMINATE_STATE = 126;

  private final CabacContexts contexts;
  private final byte[] states;
  private long rateQ15;

  /** A counter with its own contexts, undefined until copied or initialised. */
  public BitCounter() {
    this(new CabacContexts());
  }

  /**
   * A counter that works on, and adapts, {@code contexts}.
   *
   * @param contexts live; the caller may copy states into it between blocks
   */
  public BitCounter(CabacContexts contexts) {
    this.contexts = contexts;
    this.states = contexts.states();
  }

  /** {@return the contexts that this counter adapts} */
  public CabacContexts contexts() {
    return contexts;
  }

  /** {@return rate counted since construction or {@link #reset}, 1 bit = 32768} */
  public long rateQ15() {
    return rateQ15;
  }

  /** Sets the rate to 0; the contexts stay as they are. */
  public void reset() {
    rateQ15 = 0;
  }

  @Override
  public void bin(int ctxIdx, int bin) {
    int step = EntropyBits.STEP[(states[ctxIdx] << 1 | bin) & 0xff];
    states[ctxIdx] = (byte) step;
    rateQ15 += step >> 8;
  }

  @Override
  public void bins(int ctxIdx, byte[] ctxInc, int table, int from, int to, int bins) {
    // As in bin(), but with the rate in a register: through memory, each bin would wait for the
    // one before it.
    byte[] states = this.states;
    int rate = 0;
    for (int n = from; n >= to; n--) {
      int i = ctxIdx + ctxInc[table + n];
      int step = EntropyBits.STEP[(states[i] << 1 | (bins >> n & 1)) & 0xff];
      states[i] = (byte) step;
      rate += step >> 8;
    }
    rateQ15 += rate;
  }

  @Override
  public void truncatedUnary(int ctxIdx, int shift, int value, int max) {
    byte[] states = this.states;
    int rate = 0;
    for (int i = 0; i < value; i++) {
      int j = ctxIdx + (i >> shift);
      int step = EntropyBits.STEP[(states[j] << 1 | 1) & 0xff];
      states[j] = (byte) step;
      rate += step >> 8;
    }
    if (value < max) {
      int j = ctxIdx + (value >> shift);
      int step = EntropyBits.STEP[states[j] << 1 & 0xff];
      states[j] = (byte) step;
      rate += step >> 8;
    }
    rateQ15 += rate;
  }

  @Override
  public void bypass(int bin) {
    rateQ15 += EntropyCosts.ONE_BIT;
  }

  @Override
  public void bypassBins(int value, int count) {
    rateQ15 += (long) count << 15;
  }

  @Override
  public void terminate(int bin) {
    rateQ15 += EntropyBits.rateQ15(TERMINATE_STATE, bin);
  }
}
