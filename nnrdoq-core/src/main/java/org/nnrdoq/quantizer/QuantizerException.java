package org.nnrdoq.quantizer;

/**
 * A block could not be quantized, or a quantizer could not be made; the message says why and what
 * to do.
 *
 * @since 1.0
 */
public class QuantizerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param message one line that says what is wrong
   */
  public QuantizerException(String message) {
    super(message);
  }

  /**
   * Makes the exception.
   *
   * @param message one line that says what is wrong
   * @param cause what was thrown below
   */
  public QuantizerException(String message, Throwable cause) {
    super(message, cause);
  }
}
