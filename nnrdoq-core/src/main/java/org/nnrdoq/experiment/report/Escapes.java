package org.nnrdoq.experiment.report;

/** Names that people chose, in the formats that reports are written in. */
final class Escapes {
  private Escapes() {}

  /** For a terminal: a control character could move the cursor or change colours. */
  static String terminal(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              int type = Character.getType(c);
              boolean control =
                  type == Character.CONTROL
                      || type == Character.FORMAT
                      || type == Character.LINE_SEPARATOR
                      || type == Character.PARAGRAPH_SEPARATOR;
              out.appendCodePoint(control ? '?' : c);
            });
    return out.toString();
  }

  /** For a cell of a Markdown table. */
  static String markdown(String text) {
    return terminal(text)
        .replace("\\", "\\\\")
        .replace("|", "\\|")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("`", "\\`")
        .replace("*", "\\*")
        .replace("[", "\\[");
  }

  /**
   * For a cell of CSV. Spreadsheets compute a text that starts with {@code =}, {@code +}, {@code -}
   * or {@code @}: it gets an apostrophe, which they do not show.
   */
  static String csv(String text) {
    String cell = terminal(text);
    if (!cell.isEmpty() && "=+-@".indexOf(cell.charAt(0)) >= 0) {
      cell = "'" + cell;
    }
    return cell.matches("[\\w.:+-]*") ? cell : '"' + cell.replace("\"", "\"\"") + '"';
  }
}
