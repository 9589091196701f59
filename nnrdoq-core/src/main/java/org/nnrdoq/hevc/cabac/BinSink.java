package org.nnrdoq.hevc.cabac;

/**
 * Takes the bins of binarized syntax elements: an arithmetic encoder, a bit counter, a recorder.
 *
 * <p>Syntax is written once against this interface, so that the estimate of a block and its stream
 * cannot drift apart.
 */
public interface BinSink {
  /**
   * A context-coded bin.
   *
   * @param ctxIdx index into {@link CabacContexts}
   * @param bin 0 or 1
   */
  void bin(int ctxIdx, int bin);

  /** A bypass bin, 0 or 1. */
  void bypass(int bin);

  /**
   * Several bypass bins.
   *
   * @param value the bins, most significant first; no bit at or above {@code count} may be set
   * @param count how many, 0..32
   */
  void bypassBins(int value, int count);

  /** A bin before termination, such as end_of_slice_segment_flag (H.265 §9.3.4.3.5). */
  void terminate(int bin);
}
