package org.nnrdoq.encoder;

/**
 * An encoder under test: the embedded one, or HM through the bridge module.
 *
 * @since 1.0
 */
public interface Encoder {
  /** {@return name for reports, for example {@code embedded} or {@code hm}} */
  String name();

  /**
   * Encodes a clip into an H.265 Annex B stream. The output appears under its final name only when
   * it is complete.
   *
   * @param job what to encode and how
   * @param progress called after each finished frame, possibly from several threads
   * @return one entry per frame, in output order, and totals
   * @throws EncoderException if the job is not possible or failed; the message says what to do; no
   *     output is left
   */
  EncodeResult encode(EncodeJob job, Progress progress) throws EncoderException;

  /**
   * {@return whether the first encode of a process is slower, so that timed ones want one before
   * them}
   */
  default boolean warmsUp() {
    return false;
  }

  /** Told about each finished frame. */
  @FunctionalInterface
  interface Progress {
    /** Tells nobody. */
    Progress NONE = frame -> {};

    /**
     * Takes note of a frame.
     *
     * @param frame what it took
     */
    void frameDone(EncodeResult.Frame frame);
  }
}
