package org.nnrdoq.encoder;

/**
 * An encode that could not be done; the message is one line that says what is wrong, where, and
 * what to do.
 *
 * @since 1.0
 */
public class EncoderException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param message one line that says what is wrong
   */
  public EncoderException(String message) {
    super(message);
  }

  /**
   * Makes the exception.
   *
   * @param message one line that says what is wrong
   * @param cause what was thrown below
   */
  public EncoderException(String message, Throwable cause) {
    super(message, cause);
  }
}
