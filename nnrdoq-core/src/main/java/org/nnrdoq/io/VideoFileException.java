package org.nnrdoq.io;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A video file that cannot be used. The message is one line: the file, where in it, what is wrong
 * and, where there is one, the remedy.
 *
 * @since 1.0
 */
public class VideoFileException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param file that the message begins with
   * @param message one line that says what is wrong
   */
  public VideoFileException(Path file, String message) {
    super(file + ": " + message);
  }

  /**
   * Makes the exception.
   *
   * @param file that the message begins with
   * @param message one line that says what is wrong
   * @param cause what was thrown below
   */
  public VideoFileException(Path file, String message, Throwable cause) {
    super(file + ": " + message, cause);
  }
}
