package org.nnrdoq.encoder;

/**
 * An encode that could not be done; the message is one line that says what is wrong, where, and
 * what to do.
 *
 * @since 1.0
 */
public class EncoderException extends Exception {
  private static final long serialVersionUID = 1L;

  public EncoderException(String message) {
    super(message);
  }

  public EncoderException(String message, Throwable cause) {
    super(message, cause);
  }
}
