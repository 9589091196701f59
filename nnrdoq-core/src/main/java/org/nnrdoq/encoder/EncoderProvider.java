package org.nnrdoq.encoder;

import java.io.IOException;
import java.util.Map;
import org.nnrdoq.io.VideoFormat;
import org.nnrdoq.quantizer.QuantizerKind;

/**
 * Makes an encoder by name; found through {@link java.util.ServiceLoader}, so that modules above
 * this one can bring their own.
 *
 * @since 1.0
 */
public interface EncoderProvider {
  /** {@return name as on the command line, for example {@code embedded}} */
  String name();

  /**
   * Makes the encoder.
   *
   * @param options settings of this provider, for example the path of a binary; unknown ones are an
   *     error
   * @return the encoder, ready for jobs
   * @throws EncoderException if the encoder is not usable; the message says what to do
   */
  Encoder create(Map<String, String> options) throws EncoderException;

  /**
   * A text that changes whenever something outside this library that can change an encode does: a
   * program, its configuration, its options.
   *
   * @param options settings of this provider
   * @param kind the quantizer of the encode, since not every one uses every part
   * @return the text, in one line
   * @throws IOException in one line, if a file cannot be read or written
   * @throws EncoderException if the encoder is not usable; the message says what to do
   */
  String fingerprint(Map<String, String> options, QuantizerKind kind)
      throws IOException, EncoderException;

  /** {@return whether encodes also depend on the code of this library} */
  boolean isThisLibrary();

  /**
   * {@return whether the encoder can code a configuration at all}
   *
   * @param configuration of the common test conditions
   */
  boolean supports(CodingConfiguration configuration);

  /**
   * The options that make one configuration of the common test conditions.
   *
   * @param options of the setup
   * @param configuration one that is supported
   * @param format of the clip: bit depth and frame rate decide too
   * @return the options of such a setup
   * @throws EncoderException if the options do not allow it; the message says what to do
   */
  Map<String, String> configured(
      Map<String, String> options, CodingConfiguration configuration, VideoFormat format)
      throws EncoderException;
}
