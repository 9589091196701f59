package org.nnrdoq.quantizer;

/**
 * A block could not be quantized, or a quantizer could not be made; the message says why and what
 * to do.
 *
 * @since 1.0
 */
public class QuantizerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public QuantizerException(String message) {
    super(message);
  }

  public QuantizerException(String message, Throwable cause) {
    super(message, cause);
  }
}
