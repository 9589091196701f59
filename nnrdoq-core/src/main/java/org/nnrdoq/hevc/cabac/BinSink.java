package org.nnrdoq.hevc.cabac;

/**
 * Takes the bins of binarized syntax elements: an arithmetic encoder, a bit counter, a recorder.
 *
 * <p>Syntax is written once against this interface, so that the estimate of a block and its stream
 * cannot drift apart.
 *
 * @since 1.0
 */
public interface BinSink {
  /**
   * A context-coded bin.
   *
   * @param ctxIdx index into {@link CabacContexts}
   * @param bin 0 or 1
   */
  void bin(int ctxIdx, int bin);

  /**
   * A bypass bin, 0 or 1.
   *
   * @param bin 0 or 1
   */
  void bypass(int bin);

  /**
   * Several bypass bins.
   *
   * @param value the bins, most significant first; no bit at or above {@code count} may be set
   * @param count how many, 0..32
   */
  void bypassBins(int value, int count);

  /**
   * A bin before termination, such as end_of_slice_segment_flag (H.265 §9.3.4.3.5).
   *
   * @param bin 0 or 1
   */
  void terminate(int bin);

  /**
   * Context-coded bins whose contexts come from a table: positions {@code from} down to {@code to},
   * the bin at position n being bit n of {@code bins}. Does exactly what as many {@link #bin} calls
   * do; sinks that are called millions of times may do it faster.
   *
   * @param ctxIdx index into {@link CabacContexts} that {@code ctxInc} counts from
   * @param ctxInc context increments; not modified
   * @param table where position 0 lies in {@code ctxInc}
   * @param from highest position; none are coded if it is below {@code to}
   * @param to lowest position, 0 or more
   * @param bins the bins by position
   */
  default void bins(int ctxIdx, byte[] ctxInc, int table, int from, int to, int bins) {
    for (int n = from; n >= to; n--) {
      bin(ctxIdx + ctxInc[table + n], bins >> n & 1);
    }
  }

  /**
   * A truncated unary code: {@code value} ones, then a zero unless {@code value} is {@code max};
   * bin i has context {@code ctxIdx + (i >> shift)}. Does exactly what as many {@link #bin} calls
   * do.
   *
   * @param ctxIdx first context
   * @param shift how many bins share a context, as a power of 2
   * @param value 0..{@code max}
   * @param max largest value
   */
  default void truncatedUnary(int ctxIdx, int shift, int value, int max) {
    for (int i = 0; i < value; i++) {
      bin(ctxIdx + (i >> shift), 1);
    }
    if (value < max) {
      bin(ctxIdx + (value >> shift), 0);
    }
  }
}
