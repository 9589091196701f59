package org.nnrdoq.network.onnx;

import java.io.IOException;

/** Bytes that are no ONNX model, or one that uses what this reader does not know. */
public class OnnxFormatException extends IOException {
  private static final long serialVersionUID = 1L;

  public OnnxFormatException(String message) {
    super(message);
  }
}
