package org.nnrdoq.experiment.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.nnrdoq.experiment.bd.Figure;
import org.nnrdoq.experiment.result.Front;
import org.nnrdoq.experiment.result.Point;
import org.nnrdoq.experiment.result.RunInfo;
import org.nnrdoq.experiment.result.Spread;
import org.nnrdoq.io.file.AtomicOutput;

/**
 * What can be had for which time, as text, Markdown, JSON, a picture and a page.
 *
 * @param front the choices
 * @param references what the choices without a network have in common, for people: {@code kvazaar's
 *     own RDOQ, or none}
 * @param clips names of the clips that the figures are means over
 * @param rounds how often every time was measured
 * @param info where and with what it was made
 * @param host the machine as it was when the measurement began
 * @since 1.0
 */
public record FrontReport(
    Front front, String references, List<String> clips, int rounds, RunInfo info, Point.Host host) {
  /** Schema of the JSON. */
  public static final String SCHEMA = "nnrdoq-front-1";

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private static final List<String> HEAD =
      List.of(
          "setup",
          "quantizer",
          "time",
          "10..90 %",
          "BD-rate Y",
          "BD-rate U",
          "BD-rate V",
          "front",
          "at its time",
          "at its BD-rate");

  /**
   * Checks the values and copies the collections.
   *
   * @param front the choices
   * @param references what the choices without a network have in common, for people: {@code
   *     kvazaar's own RDOQ, or none}
   * @param clips names of the clips that the figures are means over
   * @param rounds how often every time was measured
   * @param info where and with what it was made
   * @param host the machine as it was when the measurement began
   */
  public FrontReport {
    Objects.requireNonNull(front, "front");
    Objects.requireNonNull(info, "info");
    clips = List.copyOf(clips);
  }

  /**
   * Writes {@code front.json}, {@code front.md}, {@code front.svg} and {@code front.html}.
   *
   * @param folder made if it is not there
   * @return the page
   * @throws IOException in one line, if a file cannot be read or written
   */
  public Path write(Path folder) throws IOException {
    Files.createDirectories(folder);
    AtomicOutput.write(folder.resolve("front.json"), json());
    AtomicOutput.write(folder.resolve("front.md"), markdown());
    AtomicOutput.write(folder.resolve("front.svg"), FrontSvg.file(front, machine()));
    Path page = folder.resolve("front.html");
    AtomicOutput.write(page, html());
    return page;
  }

  /** {@return a table for a terminal, by ascending time} */
  public String text() {
    StringBuilder out = new StringBuilder(TextTable.aligned(rows()));
    for (String line : legend()) {
      out.append(Escapes.terminal(line)).append('\n');
    }
    return out.toString();
  }

  /** The same as a GitHub-flavoured table. */
  String markdown() {
    StringBuilder out = new StringBuilder(TextTable.markdown(rows()));
    for (String line : legend()) {
      out.append('\n').append(Escapes.markdown(line)).append('\n');
    }
    return out.toString();
  }

  private List<String> legend() {
    return List.of(
        "time and BD-rates against "
            + front.anchor().text()
            + ", means over "
            + String.join(", ", clips),
        "front: * on that of all, o on that without networks ("
            + references
            + "); at its time: points of BD-rate to the front without networks; at its BD-rate:"
            + " time to that of the front without networks",
        machine());
  }

  private List<List<String>> rows() {
    List<List<String>> rows = new ArrayList<>(List.of(HEAD));
    for (Front.Entry e : front.choices()) {
      Front.Measured m = e.measured();
      rows.add(
          List.of(
              m.choice().setup(),
              m.choice().candidate(),
              number(m.time().median()),
              number(m.time().low()) + ".." + number(m.time().high()),
              Numbers.percent(m.bdRateY()),
              Numbers.percent(m.bdRateU()),
              Numbers.percent(m.bdRateV()),
              (e.isOnFront() ? "*" : "") + (e.isOnReferenceFront() ? "o" : ""),
              e.isReference() ? "" : Numbers.format(e.gain(), "%+.2f"),
              e.isReference() ? "" : Numbers.ratio(e.timeRatio())));
    }
    return rows;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }

  private String machine() {
    String load = host.load() == null ? "" : String.format(Locale.ROOT, ", load %.1f", host.load());
    return String.format(
        Locale.ROOT,
        "%s, %d logical processors%s; %d rounds, nnrdoq %s",
        host.cpu(),
        host.cores(),
        load,
        rounds,
        info.version());
  }

  /** {@return all figures; test-sequences/README.md describes them} */
  public String json() {
    ObjectNode root = JSON.createObjectNode();
    root.put("schema", SCHEMA);
    root.set("run", JSON.valueToTree(info));
    root.set("host", JSON.valueToTree(host));
    root.put("rounds", rounds);
    root.set("clips", JSON.valueToTree(clips));
    root.put("anchorSetup", front.anchor().setup());
    root.put("anchorQuantizer", front.anchor().candidate());
    for (Front.Entry e : front.choices()) {
      Front.Measured m = e.measured();
      ObjectNode node = root.withArray("choices").addObject();
      node.put("setup", m.choice().setup());
      node.put("quantizer", m.choice().candidate());
      Spread time = m.time();
      node.putObject("time")
          .put("median", time.median())
          .put("low", time.low())
          .put("high", time.high());
      put(node, "bdRateY", m.bdRateY());
      put(node, "bdRateU", m.bdRateU());
      put(node, "bdRateV", m.bdRateV());
      node.put("isReference", e.isReference());
      node.put("isOnReferenceFront", e.isOnReferenceFront());
      node.put("isOnFront", e.isOnFront());
      put(node, "gainAtEqualTime", e.gain());
      put(node, "timeAtEqualBdRate", e.timeRatio());
    }
    try {
      return JSON.writeValueAsString(root) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e); // a tree of plain values
    }
  }

  /** A number, or null with the reason beside it. */
  private static void put(ObjectNode node, String name, Figure figure) {
    if (figure.number().isPresent()) {
      node.put(name, figure.number().getAsDouble());
    } else {
      node.putNull(name);
      node.put(name + "Missing", figure.why().orElseThrow());
    }
  }

  private String html() {
    String title = "What can be had for which time";
    StringBuilder out = new StringBuilder();
    out.append("<h1>").append(title).append("</h1>\n<p class=\"lead\">Encoder <b>");
    out.append(Html.text(info.encoder()))
        .append("</b>: processor time and luma BD-rate against <b>")
        .append(Html.text(front.anchor().text()))
        .append("</b>, means over ")
        .append(Html.text(String.join(", ", clips)))
        .append(". Lower is better, further left is faster.</p>\n");
    out.append(findings());
    out.append("<figure class=\"wide\">\n").append(FrontSvg.inline(front)).append("</figure>\n");
    out.append("<h2>Figures</h2>\n");
    List<List<String>> rows = rows();
    StringBuilder body = new StringBuilder();
    for (List<String> row : rows.subList(1, rows.size())) {
      body.append(Html.row("td", row.stream().map(Html::text).toList(), 2));
    }
    out.append(Html.table(Html.row("th", rows.get(0), 2), body));
    for (String line : legend()) {
      out.append("<p class=\"fine\">").append(Html.text(line)).append("</p>\n");
    }
    out.append("<p class=\"fine\"><code>")
        .append(Html.text(info.command()))
        .append("</code>, ")
        .append(Html.text(info.created()))
        .append("</p>\n");
    return Html.page(title, out);
  }

  /** What networks on the front bring, a sentence each. */
  private String findings() {
    StringBuilder items = new StringBuilder();
    for (Front.Entry e : front.choices()) {
      if (e.isReference() || !e.isOnFront()) {
        continue;
      }
      items.append("<li>").append(Html.text(sentence(e))).append("</li>\n");
    }
    return items.isEmpty()
        ? "<p>No network is on the front.</p>\n"
        : "<p>Networks on the front:</p>\n<ul>\n" + items + "</ul>\n";
  }

  private static String sentence(Front.Entry e) {
    Front.Measured m = e.measured();
    String what =
        String.format(
            Locale.ROOT,
            "%s: %.2f of the time, %s",
            m.choice().text(),
            m.time().median(),
            Numbers.percent(m.bdRateY()));
    String gain =
        e.gain().number().isPresent()
            ? Numbers.format(e.gain(), "%+.2f points") + " at equal time"
            : e.gain().why().orElseThrow();
    String time =
        e.timeRatio().number().isPresent()
            ? Numbers.ratio(e.timeRatio()) + " of the time at equal BD-rate"
            : e.timeRatio().why().orElseThrow();
    return what + "; against the front without networks " + gain + ", " + time;
  }
}
