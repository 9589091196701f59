package org.nnrdoq.experiment.report;

import java.util.List;

/** Small pieces of HTML. */
final class Html {
  private Html() {}

  /** Text with the characters escaped that mean something in HTML. */
  static String text(String raw) {
    return raw.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  /** A table row of already escaped cells; the first {@code left} cells are text. */
  static String row(String tag, List<String> cells, int left) {
    StringBuilder out = new StringBuilder("<tr>");
    for (int i = 0; i < cells.size(); i++) {
      out.append('<').append(tag).append(i < left ? " class=\"text\">" : ">");
      out.append(cells.get(i)).append("</").append(tag).append('>');
    }
    return out.append("</tr>\n").toString();
  }
}
