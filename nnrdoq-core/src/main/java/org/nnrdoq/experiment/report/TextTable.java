package org.nnrdoq.experiment.report;

import java.util.ArrayList;
import java.util.List;
import org.nnrdoq.experiment.bd.Figure;
import org.nnrdoq.experiment.result.Metric;
import org.nnrdoq.experiment.result.Results;
import org.nnrdoq.experiment.result.Row;
import org.nnrdoq.experiment.result.SequenceResult;

/** Results as a table for a terminal, or as Markdown for a paper or a pull request. */
final class TextTable {
  private static final List<String> HEAD =
      List.of(
          "sequence",
          "quantizer",
          "BD-rate Y",
          "BD-rate U",
          "BD-rate V",
          "leave-one-QP-out",
          "BD-PSNR Y",
          "time ratio",
          "RDOQ gain");

  private TextTable() {}

  /** Aligned columns, then one line for each figure that is missing or has a caveat. */
  public static String plain(Results results) {
    StringBuilder out = new StringBuilder(aligned(rows(results)));
    for (String note : Notes.lines(results)) {
      out.append(Escapes.terminal(note)).append('\n');
    }
    return out.toString();
  }

  /** Rows of equally many cells, the first its head, the first two columns to the left. */
  static String aligned(List<List<String>> rows) {
    return aligned(rows, 2);
  }

  /** Rows of equally many cells, the first its head, the first {@code left} columns to the left. */
  static String aligned(List<List<String>> raw, int left) {
    List<List<String>> rows =
        raw.stream().map(row -> row.stream().map(Escapes::terminal).toList()).toList();
    int[] width = new int[rows.get(0).size()];
    for (List<String> row : rows) {
      for (int i = 0; i < width.length; i++) {
        width[i] = Math.max(width[i], row.get(i).length());
      }
    }
    StringBuilder out = new StringBuilder();
    String previous = "";
    for (int r = 0; r < rows.size(); r++) {
      List<String> row = rows.get(r);
      boolean newGroup = r > 1 && !row.get(0).equals(previous);
      if (r == 1 || newGroup && row.get(0).contains("mean of ") && !previous.contains("mean of ")) {
        rule(out, width);
      }
      previous = row.get(0);
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < width.length; i++) {
        String cell = row.get(i);
        String pad = " ".repeat(width[i] - cell.length());
        line.append(i == 0 ? "" : "  ").append(i < left ? cell + pad : pad + cell);
      }
      out.append(line.toString().stripTrailing()).append('\n');
    }
    return out.toString();
  }

  /** GitHub-flavoured tables with the same cells: means in view, many sequences folded away. */
  public static String markdown(Results results) {
    List<List<String>> sequences = sequenceRows(results);
    List<List<String>> means = meanRows(results);
    StringBuilder out = new StringBuilder();
    sequences.add(0, HEAD);
    if (means.isEmpty()) {
      out.append(markdown(sequences));
    } else {
      means.add(0, HEAD);
      out.append(markdown(means));
      out.append("\n<details><summary>")
          .append(results.sequences().size())
          .append(" sequences</summary>\n\n");
      out.append(markdown(sequences));
      out.append("\n</details>\n");
    }
    for (String note : Notes.lines(results)) {
      out.append('\n').append(Escapes.markdown(note)).append('\n');
    }
    return out.toString();
  }

  /** Rows of equally many cells, the first its head, the first two columns to the left. */
  static String markdown(List<List<String>> rows) {
    StringBuilder out = new StringBuilder();
    for (int r = 0; r < rows.size(); r++) {
      out.append("| ")
          .append(String.join(" | ", rows.get(r).stream().map(Escapes::markdown).toList()))
          .append(" |\n");
      if (r == 0) {
        out.append("|---|---|").append("---:|".repeat(rows.get(0).size() - 2)).append('\n');
      }
    }
    return out.toString();
  }

  private static void rule(StringBuilder out, int[] width) {
    int total = -2;
    for (int w : width) {
      total += w + 2;
    }
    out.append("-".repeat(total)).append('\n');
  }

  private static List<List<String>> rows(Results results) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEAD);
    rows.addAll(sequenceRows(results));
    rows.addAll(meanRows(results));
    return rows;
  }

  private static List<List<String>> sequenceRows(Results results) {
    List<List<String>> rows = new ArrayList<>();
    for (SequenceResult s : results.sequences()) {
      for (Row r : s.quantizers()) {
        rows.add(cells(s.label(), r, results.anchor()));
      }
    }
    return rows;
  }

  /** Empty if there is only one sequence. */
  private static List<List<String>> meanRows(Results results) {
    List<List<String>> rows = new ArrayList<>();
    if (results.hasMeans()) {
      for (Results.Group g : results.groups()) {
        for (Row r : g.rows()) {
          if (r.sequencesTotal() == 1) {
            continue; // says what its only sequence says
          }
          rows.add(cells(results.label(r), r, results.anchor()));
        }
      }
    }
    return rows;
  }

  private static List<String> cells(String sequence, Row r, String anchor) {
    if (r.quantizer().equals(anchor)) {
      return List.of(sequence, r.quantizer(), "anchor", "", "", "", "", "", "");
    }
    Figure low = r.figure(Metric.BAND_LOW);
    String band =
        low.number().isEmpty()
            ? Numbers.NONE
            : Numbers.format(low, "%+.2f")
                + " .. "
                + Numbers.format(r.figure(Metric.BAND_HIGH), "%+.2f");
    return List.of(
        sequence,
        r.quantizer(),
        Numbers.percent(r.figure(Metric.BD_RATE_Y)),
        Numbers.percent(r.figure(Metric.BD_RATE_U)),
        Numbers.percent(r.figure(Metric.BD_RATE_V)),
        band,
        Numbers.decibel(r.figure(Metric.BD_PSNR_Y)),
        Numbers.ratio(r.figure(Metric.ENCODE_TIME_RATIO)),
        Numbers.share(r.figure(Metric.RDOQ_GAIN_SHARE)));
  }
}
