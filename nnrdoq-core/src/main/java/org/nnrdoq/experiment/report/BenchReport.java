package org.nnrdoq.experiment.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.nnrdoq.experiment.result.BenchResults;
import org.nnrdoq.experiment.result.Point;
import org.nnrdoq.experiment.result.RunInfo;
import org.nnrdoq.experiment.result.Spread;
import org.nnrdoq.io.file.AtomicOutput;

/**
 * Measured times as text, JSON, a picture, and a section of a page.
 *
 * @param results the figures
 * @param info where and with what they were made
 * @param host the machine as it was when the measurement began
 * @since 1.0
 */
public record BenchReport(BenchResults results, RunInfo info, Point.Host host) {
  /**
   * Checks the values.
   *
   * @param results the figures
   * @param info where and with what they were made
   * @param host the machine as it was when the measurement began
   */
  public BenchReport {
    Objects.requireNonNull(results, "results");
    Objects.requireNonNull(info, "run");
    Objects.requireNonNull(host, "host");
  }

  /**
   * Reads the JSON of a bench.
   *
   * @param file to read
   * @return what the file says
   * @throws IOException in one line, if the file is not readable or holds something else
   */
  public static BenchReport read(Path file) throws IOException {
    return BenchJson.read(file);
  }

  /** {@return a table for a terminal: medians, and what one round in ten is below and above} */
  public String text() {
    StringBuilder out = new StringBuilder(results.title()).append('\n');
    out.append(TextTable.aligned(rows(), results.keys().size() + 1));
    results.notes().forEach(n -> out.append(n).append('\n'));
    return out.append(machine()).append('\n').toString();
  }

  private List<List<String>> rows() {
    List<List<String>> rows = new ArrayList<>();
    List<String> head = new ArrayList<>(results.keys());
    head.add("candidate");
    for (BenchResults.Figure figure : results.figures()) {
      head.add(figure.name());
      if (!figure.brief()) {
        head.add("10..90 %");
      }
    }
    rows.add(head);
    for (BenchResults.Line line : results.lines()) {
      List<String> row = new ArrayList<>(line.keys());
      row.add(line.candidate());
      for (BenchResults.Figure figure : results.figures()) {
        Spread s = line.figures().get(figure.name());
        row.add(s == null ? "" : number(s.median()));
        if (!figure.brief()) {
          row.add(s == null ? "" : number(s.low()) + ".." + number(s.high()));
        }
      }
      rows.add(row);
    }
    return rows;
  }

  /** {@return all figures; the schema is described where the command is} */
  public String json() {
    return BenchJson.of(this);
  }

  /** {@return the first figure, as bars by case or as curves; follows light and dark} */
  public String svg() {
    return BenchSvg.of(results, machine());
  }

  /** Picture, table and origin, for a page. */
  String html() {
    StringBuilder body = new StringBuilder();
    List<List<String>> rows = rows();
    int texts = results.keys().size() + 1;
    for (List<String> row : rows.subList(1, rows.size())) {
      body.append(Html.row("td", row.stream().map(Html::text).toList(), texts));
    }
    StringBuilder out = new StringBuilder();
    out.append("<h3>").append(Html.text(results.title())).append("</h3>\n<figure>\n");
    out.append(svg()).append("</figure>\n<details><summary>Figures</summary>\n");
    out.append(
        Html.table(Html.row("th", rows.get(0).stream().map(Html::text).toList(), texts), body));
    out.append("</details>\n<p class=\"fine\">");
    results.notes().forEach(n -> out.append(Html.text(n)).append("; "));
    return out.append("<code>")
        .append(Html.text(info.command()))
        .append("</code>, ")
        .append(Html.text(info.created()))
        .append("</p>\n")
        .toString();
  }

  /**
   * Writes the JSON and the picture as {@code NAME.json} and {@code NAME.svg}.
   *
   * @param folder made if it is not there
   * @param name of the files, without their ends
   * @throws IOException in one line, if a file cannot be read or written
   */
  public void write(Path folder, String name) throws IOException {
    Files.createDirectories(folder);
    AtomicOutput.write(folder.resolve(name + ".json"), json());
    AtomicOutput.write(folder.resolve(name + ".svg"), svg());
  }

  private String machine() {
    String load = host.load() == null ? "" : String.format(Locale.ROOT, ", load %.1f", host.load());
    return String.format(
        Locale.ROOT,
        "%s, %d logical processors%s; %d rounds, nnrdoq %s",
        host.cpu(),
        host.cores(),
        load,
        results.rounds(),
        info.version());
  }

  /** Three decimals where they say something. */
  static String number(double value) {
    return String.format(Locale.ROOT, Math.abs(value) < 100 ? "%.3f" : "%.0f", value);
  }
}
