package org.nnrdoq.experiment.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.nnrdoq.experiment.bd.Bjontegaard;
import org.nnrdoq.experiment.bd.Figure;
import org.nnrdoq.experiment.bd.Interpolation;
import org.nnrdoq.experiment.result.Metric;
import org.nnrdoq.experiment.result.RatePoint;
import org.nnrdoq.experiment.result.Results;
import org.nnrdoq.experiment.result.Row;
import org.nnrdoq.experiment.result.SequenceResult;

/**
 * Two runs side by side: the same sequences and quantizers before and after a change.
 *
 * <p>Besides the difference of the BD-rates that each run has against its own anchor, every curve
 * of the second is held directly against the first's.
 *
 * @since 1.0
 */
public final class RunComparison {
  private static final int CURVE_SAMPLES = 60;
  private static final List<String> HEAD =
      List.of(
          "sequence",
          "quantizer",
          "run 1",
          "run 2",
          "change",
          "2 against 1",
          "time 2 / 1",
          "same streams");

  /**
   * A quantizer on a sequence, or the mean over sequences.
   *
   * @param sequence label
   * @param quantizer name
   * @param first luma BD-rate in percent that run 1 reports
   * @param second luma BD-rate in percent that run 2 reports
   * @param change difference in points; positive = run 2 is worse
   * @param direct BD-rate of run 2's curve against run 1's
   * @param time geometric mean of the ratios of processor time
   * @param same QPs with the same stream
   * @param both QPs that both runs have
   */
  public record Line(
      String sequence,
      String quantizer,
      Figure first,
      Figure second,
      Figure change,
      Figure direct,
      Figure time,
      int same,
      int both) {}

  /** A quantizer on a sequence. */
  private record Key(String sequence, String quantizer) {}

  private final Side first;
  private final Side second;
  private final List<Line> lines = new ArrayList<>();
  private final List<Line> means = new ArrayList<>();

  /** One of the two runs: its file, what it holds, and its rows by sequence and quantizer. */
  private record Side(Path file, Results results, Map<Key, Row> rows) {
    static Side read(Path run) throws IOException {
      Results results = Results.read(run);
      Map<Key, Row> rows = new LinkedHashMap<>();
      for (SequenceResult s : results.sequences()) {
        s.quantizers().forEach(r -> rows.put(new Key(s.label(), r.quantizer()), r));
      }
      return new Side(Results.file(run), results, rows);
    }

    String anchor() {
      return results.anchor();
    }

    String encoder() {
      return results.run().encoder() + " " + shortened(results.run().encoderFingerprint());
    }

    String machine() {
      return results.run().cpu() + ", " + results.run().os();
    }
  }

  private RunComparison(Side first, Side second) {
    this.first = first;
    this.second = second;
    Set<Key> keys = new LinkedHashSet<>(first.rows.keySet());
    keys.addAll(second.rows.keySet());
    Set<String> quantizers = new LinkedHashSet<>();
    for (Key key : keys) {
      lines.add(line(key));
      quantizers.add(key.quantizer());
    }
    for (String q : quantizers) {
      List<Line> same = lines.stream().filter(l -> l.quantizer.equals(q)).toList();
      if (same.size() > 1) {
        means.add(mean(q, same));
      }
    }
  }

  /**
   * Reads two runs.
   *
   * @param first folder or results.json of the earlier run
   * @param second folder or results.json of the later run
   * @return the comparison
   * @throws IOException in one line, if one cannot be read or they have nothing in common
   */
  public static RunComparison read(Path first, Path second) throws IOException {
    Side a = Side.read(first);
    Side b = Side.read(second);
    if (a.rows.keySet().stream().noneMatch(b.rows::containsKey)) {
      throw new IOException(second + ": has no quantizer on a sequence that " + first + " has too");
    }
    return new RunComparison(a, b);
  }

  /** {@return a line for each quantizer on each sequence of either run} */
  public List<Line> lines() {
    return List.copyOf(lines);
  }

  /**
   * {@return means over the sequences where both runs have a figure; none if there is only one
   * sequence}
   */
  public List<Line> means() {
    return List.copyOf(means);
  }

  private Line line(Key key) {
    Row a = first.rows.get(key);
    Row b = second.rows.get(key);
    if (a == null || b == null) {
      Figure none = Figure.missing("only in run " + (a == null ? 2 : 1));
      return new Line(
          key.sequence(),
          key.quantizer(),
          a == null ? none : a.figure(Metric.BD_RATE_Y),
          b == null ? none : b.figure(Metric.BD_RATE_Y),
          none,
          none,
          none,
          0,
          0);
    }
    int same = 0;
    int both = 0;
    double logs = 0;
    boolean timed = true;
    for (RatePoint before : a.points()) {
      for (RatePoint now : b.points()) {
        if (now.qp() == before.qp()) {
          both++;
          same += before.streamMd5().equals(now.streamMd5()) ? 1 : 0;
          double ratio = now.cpuSeconds() / before.cpuSeconds();
          timed &= ratio > 0 && Double.isFinite(ratio);
          logs += timed ? Math.log(ratio) : 0;
        }
      }
    }
    return new Line(
        key.sequence(),
        key.quantizer(),
        a.figure(Metric.BD_RATE_Y),
        b.figure(Metric.BD_RATE_Y),
        difference(a.figure(Metric.BD_RATE_Y), b.figure(Metric.BD_RATE_Y)),
        Bjontegaard.rate(
            Results.lumaCurve(a.points()), Results.lumaCurve(b.points()), Interpolation.PCHIP),
        both > 0 && timed ? Figure.of(Math.exp(logs / both)) : Figure.missing("no common QP"),
        same,
        both);
  }

  private static Figure difference(Figure a, Figure b) {
    if (a.number().isEmpty()) {
      return a;
    }
    return b.map(v -> v - a.number().getAsDouble());
  }

  private static Line mean(String quantizer, List<Line> lines) {
    List<Line> common = lines.stream().filter(l -> l.change.number().isPresent()).toList();
    return new Line(
        "mean of " + common.size() + "/" + lines.size(),
        quantizer,
        mean(common, Line::first),
        mean(common, Line::second),
        mean(common, Line::change),
        mean(lines.stream().filter(l -> l.direct.number().isPresent()).toList(), Line::direct),
        mean(
                lines.stream().filter(l -> l.time.number().isPresent()).toList(),
                l -> l.time.map(Math::log))
            .map(Math::exp),
        lines.stream().mapToInt(Line::same).sum(),
        lines.stream().mapToInt(Line::both).sum());
  }

  private static Figure mean(List<Line> lines, Function<Line, Figure> figure) {
    return lines.isEmpty()
        ? Figure.missing("no sequence has it in both runs")
        : Figure.of(
            lines.stream()
                .mapToDouble(l -> figure.apply(l).number().orElseThrow())
                .average()
                .orElseThrow());
  }

  /** {@return aligned columns} */
  public String plain() {
    return TextTable.aligned(rows())
        + String.join("", differences().stream().map(d -> d + "\n").toList());
  }

  /** {@return GitHub-flavoured Markdown} */
  public String markdown() {
    StringBuilder out = new StringBuilder(TextTable.markdown(rows()));
    differences().forEach(d -> out.append('\n').append(d).append('\n'));
    return out.toString();
  }

  private List<List<String>> rows() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEAD);
    lines.forEach(l -> rows.add(cells(l)));
    means.forEach(l -> rows.add(cells(l)));
    return rows;
  }

  private List<String> cells(Line l) {
    return List.of(
        l.sequence,
        l.quantizer,
        anchored(l, l.first),
        anchored(l, l.second),
        l.quantizer.equals(first.anchor()) ? "" : Numbers.format(l.change, "%+.2f"),
        Numbers.percent(l.direct),
        Numbers.ratio(l.time),
        l.same + "/" + l.both);
  }

  private String anchored(Line l, Figure f) {
    return l.quantizer.equals(first.anchor()) && l.quantizer.equals(second.anchor())
        ? "anchor"
        : Numbers.percent(f);
  }

  /** What else differs, in one line each. */
  private List<String> differences() {
    List<String> out = new ArrayList<>();
    if (!first.anchor().equals(second.anchor())) {
      out.add("the anchor was " + first.anchor() + ", then " + second.anchor());
    }
    for (Results.Quantizer q : first.results.quantizers()) {
      boolean common =
          second.results.quantizers().stream().anyMatch(o -> o.name().equals(q.name()));
      String now = second.results.modelSha256(q.name());
      if (common && !Objects.equals(now, q.modelSha256())) {
        String then = shortened(q.modelSha256()) + ", then " + shortened(now);
        out.add("network of " + q.name() + ": " + then);
      }
    }
    if (!first.encoder().equals(second.encoder())) {
      out.add("encoder: " + first.encoder() + ", then " + second.encoder());
    }
    if (!first.machine().equals(second.machine())) {
      out.add("machine: " + first.machine() + ", then " + second.machine());
    }
    return out;
  }

  private static String shortened(String sha256) {
    return sha256 == null ? "none" : sha256.substring(0, Math.min(8, sha256.length()));
  }

  /** {@return one page that needs nothing else} */
  public String html() {
    StringBuilder out = new StringBuilder("<h1>Two runs compared</h1>\n");
    out.append("<p class=\"lead\">Run 1 is <b>").append(Html.text(first.file().toString()));
    out.append("</b> of ").append(Html.text(first.results.run().created())).append(", run 2 <b>");
    out.append(Html.text(second.file().toString())).append("</b> of ");
    out.append(Html.text(second.results.run().created())).append(".</p>\n");
    List<String> differences = differences();
    if (!differences.isEmpty()) {
      out.append("<ul class=\"notes\">\n");
      differences.forEach(d -> out.append("<li>").append(Html.text(d)).append("</li>\n"));
      out.append("</ul>\n");
    }
    if (!means.isEmpty()) {
      out.append("<h2>Means</h2>\n").append(table(means));
    }
    out.append("<h2>Sequences</h2>\n").append(table(lines));
    out.append(
        "<p class=\"fine\">Run 1, run 2: luma BD-rate against the run's own anchor. 2 against 1:"
            + " luma BD-rate of run 2's curve against run 1's, so that a change of the encoder shows"
            + " too. Time: geometric mean of the ratios of processor times.</p>\n");
    charts(out);
    return Html.page("nnrdoq: two runs", out);
  }

  private String table(List<Line> shown) {
    StringBuilder rows = new StringBuilder();
    String previous = "";
    for (Line l : shown) {
      boolean head = !l.sequence.equals(previous);
      previous = l.sequence;
      boolean anchor = l.quantizer.equals(first.anchor()) && l.quantizer.equals(second.anchor());
      rows.append(head ? "<tr class=\"first\">" : "<tr>");
      rows.append("<td class=\"text\">").append(head ? Html.text(l.sequence) : "");
      rows.append("</td><td class=\"text\">").append(Html.text(l.quantizer)).append("</td>");
      for (Figure f : List.of(l.first, l.second)) {
        rows.append("<td>").append(anchor ? "anchor" : Html.value(f, "%+.2f %%")).append("</td>");
      }
      rows.append("<td class=\"main\">").append(anchor ? "" : Html.value(l.change, "%+.2f"));
      rows.append("</td><td>").append(Html.value(l.direct, "%+.2f %%"));
      rows.append("</td><td>").append(Html.value(l.time, "%.2f"));
      rows.append("</td><td>").append(l.same + "/" + l.both).append("</td></tr>\n");
    }
    return Html.table(Html.row("th", HEAD, 2), rows);
  }

  private void charts(StringBuilder out) {
    Set<String> quantizers = new LinkedHashSet<>();
    Set<String> sequences = new LinkedHashSet<>();
    lines.stream().filter(l -> l.both > 0).forEach(l -> quantizers.add(l.quantizer));
    lines.stream().filter(l -> l.both > 0).forEach(l -> sequences.add(l.sequence));
    List<String> names = List.copyOf(quantizers);
    out.append("<h2>Rate of run 2 against run 1 at equal quality</h2>\n<ul class=\"legend\">");
    for (int i = 0; i < names.size(); i++) {
      out.append("<li class=\"q")
          .append(i % Html.COLOURS)
          .append("\">")
          .append(Html.text(names.get(i)));
      out.append("</li>");
    }
    out.append("</ul>\n<div class=\"charts\">\n");
    for (String sequence : sequences) {
      SvgChart chart =
          new SvgChart("Rate difference", "PSNR Y in dB", "rate difference in %", "dB", "%", false)
              .withZero();
      for (int i = 0; i < names.size(); i++) {
        Key key = new Key(sequence, names.get(i));
        if (first.rows().containsKey(key) && second.rows().containsKey(key)) {
          chart.line(
              names.get(i),
              i % Html.COLOURS,
              false,
              Bjontegaard.rateDifference(
                  Results.lumaCurve(first.rows().get(key).points()),
                  Results.lumaCurve(second.rows().get(key).points()),
                  Interpolation.PCHIP,
                  CURVE_SAMPLES));
        }
      }
      out.append("<figure><figcaption>").append(Html.text(sequence)).append("</figcaption>\n");
      out.append(chart.svg()).append("</figure>\n");
    }
    out.append("</div>\n");
  }
}
