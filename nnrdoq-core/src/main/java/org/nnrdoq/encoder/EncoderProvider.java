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
   * A text that changes whenever something outside this library that can change an encode does: a
   * program, its configuration, its options.
   *
   * @param kind the quantizer of the encode, since not every one uses every part
   */
  String fingerprint(Map<String, String> options, QuantizerKind kind)
      throws IOException, EncoderException;

  /** Whether encodes also depend on the code of this library. */
  boolean isThisLibrary();

  /** Whether the encoder can code a configuration at all. */
  boolean supports(CodingConfiguration configuration);

  /**
   * The options that make one configuration of the common test conditions.
   *
   * @param options of the setup
   * @param configuration one that is supported
   * @param format of the clip: bit depth and frame rate decide too
   * @throws EncoderException if the options do not allow it; the message says what to do
   */
  Map<String, String> configured(
      Map<String, String> options, CodingConfiguration configuration, VideoFormat format)
      throws EncoderException;
}
