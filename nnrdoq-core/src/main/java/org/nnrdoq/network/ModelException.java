package org.nnrdoq.network;

/**
 * A model that is missing, damaged or unfit; the message is one line that says what to do, whatever
 * names a damaged file brings along.
 *
 * @since 1.0
 */
public class ModelException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int MAX_LENGTH = 800;

  /**
   * Makes the exception.
   *
   * @param message one line that says what is wrong
   */
  public ModelException(String message) {
    super(line(message));
  }

  /**
   * Makes the exception.
   *
   * @param message one line that says what is wrong
   * @param cause what was thrown below
   */
  public ModelException(String message, Throwable cause) {
    super(line(message), cause);
  }

  /** The text without control characters, its middle left out where it is long. */
  private static String line(String text) {
    StringBuilder line = new StringBuilder(Math.min(text.length(), MAX_LENGTH + 3));
    int half = MAX_LENGTH / 2;
    for (int i = 0; i < text.length(); i++) {
      if (text.length() > MAX_LENGTH && i == half) {
        line.append("...");
        i = text.length() - half;
      }
      char c = text.charAt(i);
      line.append(Character.isISOControl(c) || c == '\u2028' || c == '\u2029' ? ' ' : c);
    }
    return line.toString();
  }
}
