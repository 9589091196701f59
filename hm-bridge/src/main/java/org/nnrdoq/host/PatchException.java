package org.nnrdoq.host;

/** A tree that cannot be patched; the message names the file, the anchor and what to do. */
public class PatchException extends Exception {
  private static final long serialVersionUID = 1L;

  public PatchException(String message) {
    super(message);
  }
}
