package org.nnrdoq.experiment.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.nnrdoq.experiment.bd.Figure;
import org.nnrdoq.experiment.result.Metric;
import org.nnrdoq.experiment.result.Row;

/** Small pieces of HTML. */
final class Html {
  /** Classes q0, q1, ... of the style sheet. */
  static final int COLOURS = 10;

  private Html() {}

  /** Text with the characters escaped that mean something in HTML; control characters are shown. */
  static String text(String raw) {
    return Escapes.terminal(raw)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  /**
   * A whole page that needs nothing else.
   *
   * @param title plain text
   * @param body HTML
   */
  static String page(String title, CharSequence body) {
    return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        + "<meta name=\"color-scheme\" content=\"light dark\">\n"
        + "<title>"
        + text(title)
        + "</title>\n<style>\n"
        + style()
        + "</style>\n</head>\n<body>\n<main>\n"
        + body
        + "</main>\n</body>\n</html>\n";
  }

  private static String style() {
    try (InputStream in = Html.class.getResourceAsStream("report.css")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A table cell with a figure, or with "n/a" that tells its reason when pointed at.
   *
   * @param pointer where results.json holds the figure (RFC 6901), kept in the page so that every
   *     number can be traced
   * @param format of the number, for example {@code %+.2f %%}
   */
  static String figure(Figure f, String pointer, String format) {
    return "<td data-json=\"" + pointer + "\">" + value(f, format) + "</td>";
  }

  /**
   * A table cell with a figure of a row.
   *
   * @param pointer where results.json holds the row
   */
  static String figure(Row row, Metric metric, String pointer, String format) {
    return figure(row.figure(metric), pointer + "/" + metric.id(), format);
  }

  /** What {@link #figure} puts in its cell. */
  static String value(Figure f, String format) {
    return f.why()
        .map(why -> "<abbr title=\"" + text(why) + "\">" + Numbers.NONE + "</abbr>")
        .orElseGet(() -> Numbers.format(f, format));
  }

  /** A cell with the short name of a quantizer in its colour. */
  static String quantizer(ShortNames names, String quantizer) {
    return "<td class=\"text\"><span class=\"key q"
        + names.colour(quantizer)
        + "\" title=\""
        + text(quantizer)
        + "\">"
        + names.html(quantizer)
        + "</span></td>";
  }

  /** A table in a box that scrolls sideways where the page is too narrow. */
  static String table(String head, CharSequence body) {
    return "<div class=\"scroll\"><table>\n<thead>"
        + head
        + "</thead>\n<tbody>\n"
        + body
        + "</tbody></table></div>\n";
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
