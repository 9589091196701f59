package org.nnrdoq.experiment.result;

/**
 * A stream that an independent decoder does not decode to the reconstruction.
 *
 * @since 1.0
 */
public class VerificationException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param message one line that says what is wrong
   */
  public VerificationException(String message) {
    super(message);
  }
}
