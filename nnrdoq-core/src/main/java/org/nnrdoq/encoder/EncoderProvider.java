package org.nnrdoq.encoder;

import java.io.IOException;
import java.util.Map;

/**
 * Makes an encoder by name; found through {@link java.util.ServiceLoader}, so that modules above
 * this one can bring their own.
 */
public interface EncoderProvider {
  /** Name as on the command line, for example {@code embedded}. */
  String name();

  /**
   * Makes the encoder.
   *
   * @param options settings of this provider, for example the path of a binary; unknown ones are an
   *     error
   * @throws EncoderException if the encoder is not usable; the message says what to do
   */
  Encoder create(Map<String, String> options) throws EncoderException;

  /**
   * A text that changes whenever the binary or the configuration of the encoder changes, so that
   * results can be kept by it; the code of this library counts in any case.
   */
  String fingerprint(Map<String, String> options) throws IOException, EncoderException;
}
