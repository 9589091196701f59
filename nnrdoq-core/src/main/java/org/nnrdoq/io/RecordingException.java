package org.nnrdoq.io;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A block recording cannot be read or written; the message names the file, the block and why.
 *
 * @since 1.0
 */
public class RecordingException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param message one line that says what is wrong
   */
  public RecordingException(String message) {
    super(message);
  }

  /**
   * Makes the exception.
   *
   * @param message one line that says what is wrong
   * @param cause what was thrown below
   */
  public RecordingException(String message, Throwable cause) {
    super(message, cause);
  }

  static RecordingException atBlock(Path file, long block, String what, Throwable cause) {
    return new RecordingException(
        file + ": block " + block + ": " + what + "; record the file again", cause);
  }
}
