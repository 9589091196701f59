package org.nnrdoq.experiment.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nnrdoq.encoder.EncodeJob;
import org.nnrdoq.experiment.result.Results;
import org.nnrdoq.experiment.result.RunInfo;

/**
 * Results as one HTML page that needs nothing else: no scripts, no fonts, no network; light and
 * dark; from phone to desktop.
 *
 * <p>Cells with a figure carry its place in results.json as {@code data-json}.
 */
final class ReportHtml {
  private final Results results;
  private final List<BenchReport> benches;
  private final ShortNames names;
  private final StringBuilder out = new StringBuilder();

  private ReportHtml(Results results, List<BenchReport> benches) {
    this.results = results;
    this.benches = benches;
    this.names = new ShortNames(results);
  }

  /**
   * @param benches measured times for a section of their own; empty: there is none
   */
  public static String of(Results results, List<BenchReport> benches) {
    return new ReportHtml(results, benches).page();
  }

  private String page() {
    header();
    summary();
    out.append(new PartsSection(results, names).html());
    for (int i = 0; i < results.sequences().size(); i++) {
      out.append(new SequenceSection(results, i, names).html());
    }
    if (!benches.isEmpty()) {
      out.append("<h2 id=\"speed\">Speed</h2>\n");
      benches.forEach(b -> out.append(b.html()));
    }
    run();
    return Html.page(title(), out);
  }

  private String title() {
    return results.run().title() == null ? "Quantizers compared" : results.run().title();
  }

  private void header() {
    out.append("<h1>").append(Html.text(title())).append("</h1>\n<p class=\"lead\">");
    List<String> others = new ArrayList<>();
    for (Results.Quantizer c : results.quantizers()) {
      if (!c.name().equals(results.anchor())) {
        others.add("<b>" + names.html(c.name()) + "</b>");
      }
    }
    out.append(String.join(", ", others))
        .append(" against <b>")
        .append(names.html(results.anchor()))
        .append("</b> at QP ")
        .append(String.join(", ", results.settings().qps().stream().map(String::valueOf).toList()))
        .append("; encoder <b>")
        .append(Html.text(results.run().encoder()))
        .append("</b>. Negative BD-rates save bits at equal PSNR.</p>\n");
    out.append(names.legend(results.anchor()));
  }

  /** Means and the picture of all sequences first; then a table for each class. */
  private void summary() {
    contents();
    out.append("<h2 id=\"summary\">Summary</h2>\n");
    FigureTable classes = new FigureTable(results, names);
    if (results.hasMeans()) {
      FigureTable means = new FigureTable(results, names);
      results.groups().forEach(g -> (g.sequenceClass() == null ? means : classes).add(g));
      if (!means.isEmpty()) {
        out.append(means.html());
      }
    } else {
      out.append(new FigureTable(results, names).add(0).html());
    }
    String gains = new GainChart(results, names).svg();
    if (!gains.isEmpty()) {
      out.append("<h2 id=\"gains\">All sequences</h2>\n<figure class=\"wide\">\n");
      out.append(gains).append("</figure>\n");
    }
    if (!classes.isEmpty()) {
      out.append("<h2 id=\"classes\">Classes</h2>\n").append(classes.html());
    }
    if (results.hasMeans()) {
      out.append("<h2 id=\"sequences\">Sequences</h2>\n");
      Map<String, FigureTable> tables = new LinkedHashMap<>();
      for (int i = 0; i < results.sequences().size(); i++) {
        String name = results.sequences().get(i).sequenceClass();
        String title = name == null ? "Sequences" : "Class " + name;
        tables.computeIfAbsent(title, t -> new FigureTable(results, names)).add(i);
      }
      tables.forEach(
          (title, table) -> {
            if (tables.size() > 1) {
              out.append("<h3>").append(Html.text(title)).append("</h3>\n");
            }
            out.append(table.html());
          });
    }
    List<String> notes = Notes.lines(results, names::plain);
    if (!notes.isEmpty()) {
      out.append("<ul class=\"notes\">\n");
      notes.forEach(n -> out.append("<li>").append(Html.text(n)).append("</li>\n"));
      out.append("</ul>\n");
    }
    out.append("<p class=\"fine\">BD-rate: ")
        .append(Html.text(results.settings().interpolation()))
        .append(
            " interpolation of log rate over PSNR (mean of frame PSNRs). One QP out: range of"
                + " the luma BD-rate when one QP is dropped. Time: geometric mean of the ratios of"
                + " processor times. RDOQ gain: share of rdoq's luma BD-rate.</p>\n");
  }

  private void contents() {
    out.append("<nav aria-label=\"Contents\"><b>Contents</b>\n<ul>\n");
    link("summary", "Summary");
    link("gains", "All sequences");
    if (!results.classes().isEmpty()) {
      link("classes", "Classes");
    }
    if (results.hasMeans()) {
      link("sequences", "Sequences");
    }
    if (results.settings().qps().size() >= 4) {
      link("ranges", "BD-rate against QP range");
    }
    link("savings", "Where bits were saved");
    if (!benches.isEmpty()) {
      link("speed", "Speed");
    }
    link("made", "How it was made");
    out.append("</ul>\n<ul class=\"each\">\n");
    for (int i = 0; i < results.sequences().size(); i++) {
      link("s" + i, results.sequences().get(i).label());
    }
    out.append("</ul></nav>\n");
  }

  private void link(String id, String text) {
    out.append("<li><a href=\"#").append(id).append("\">").append(Html.text(text));
    out.append("</a></li>\n");
  }

  private void run() {
    RunInfo run = results.run();
    out.append("<h2 id=\"made\">How it was made</h2>\n<dl>\n");
    item("command", "<code>" + Html.text(run.command()) + "</code>");
    item("nnrdoq", Html.text(run.version() + ", " + run.created()));
    item(
        "encoder",
        Html.text(run.encoder()) + " <code>" + shortened(run.encoderFingerprint()) + "</code>");
    for (Results.SetupEntry setup : results.setups()) {
      if (!setup.options().isEmpty() || setup.configuration() != null) {
        String configuration = setup.configuration() == null ? "" : setup.configuration() + " ";
        List<String> options = new ArrayList<>();
        setup.options().forEach((k, v) -> options.add(k + "=" + v));
        item(
            "setup " + Html.text(setup.name()),
            Html.text(setup.encoder() + " " + configuration + String.join(" ", options)));
      }
    }
    item("coding tools", Html.text(tools(results.settings().tools())));
    item("machine", Html.text(run.cpu() + ", " + run.cores() + " logical processors, " + run.os()));
    item("Java", Html.text(run.java()));
    item("threads", String.valueOf(results.settings().threads()));
    for (Results.Quantizer c : results.quantizers()) {
      for (String ran : results.ran(c.name())) {
        item(Html.text(c.name()) + " ran as", Html.text(ran));
      }
      if (c.modelSha256() != null) {
        item("model of " + Html.text(c.name()), "<code>" + Html.text(c.modelSha256()) + "</code>");
      }
    }
    Map<String, String> clips = new LinkedHashMap<>();
    results.sequences().forEach(s -> clips.putIfAbsent(s.name(), s.sha256()));
    clips.forEach(
        (name, sha256) -> item(Html.text(name), "<code>" + Html.text(sha256) + "</code>"));
    out.append("</dl>\n");
    if (run.experiment() != null) {
      out.append("<h3>Experiment file</h3>\n<pre>");
      String lines = String.join("\n", run.experiment().lines().map(Html::text).toList());
      out.append(lines).append("</pre>\n");
    }
  }

  private static String tools(EncodeJob.Tools tools) {
    List<String> on = new ArrayList<>();
    if (tools.signHiding()) {
      on.add("sign data hiding");
    }
    if (tools.transformSkip()) {
      on.add("transform skip");
    }
    if (tools.deblocking()) {
      on.add("deblocking");
    }
    if (tools.sao()) {
      on.add("SAO");
    }
    return on.isEmpty() ? "none of those that can be switched" : String.join(", ", on);
  }

  private static String shortened(String hash) {
    return Html.text(hash.length() > 16 ? hash.substring(0, 16) : hash);
  }

  private void item(String term, String html) {
    out.append("<dt>").append(term).append("</dt><dd>").append(html).append("</dd>\n");
  }
}
