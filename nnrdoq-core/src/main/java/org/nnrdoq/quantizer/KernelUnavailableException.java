package org.nnrdoq.quantizer;

/**
 * The compiled kernel cannot run a model here; the message says why and what to do.
 *
 * @since 1.0
 */
public final class KernelUnavailableException extends QuantizerException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param message one line that says what is wrong
   */
  public KernelUnavailableException(String message) {
    super(message);
  }
}
