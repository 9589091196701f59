package org.nnrdoq.network;

/** A model that is missing, damaged or unfit; the message is one line that says what to do. */
public class ModelException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ModelException(String message) {
    super(message);
  }

  public ModelException(String message, Throwable cause) {
    super(message, cause);
  }
}
