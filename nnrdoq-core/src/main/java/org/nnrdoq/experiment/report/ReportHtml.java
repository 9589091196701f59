package org.nnrdoq.experiment.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nnrdoq.encoder.EncodeJob;
import org.nnrdoq.experiment.result.Results;

/**
 * Results as one HTML page that needs nothing else: no scripts, no fonts, no network; light and
 * dark; from phone to desktop.
 *
 * <p>Cells with a figure carry its place in results.json as {@code data-json}.
 */
final class ReportHtml {
  private final Results results;
  private final List<BenchReport> benches;
  private final StringBuilder out = new StringBuilder();

  private ReportHtml(Results results, List<BenchReport> benches) {
    this.results = results;
    this.benches = benches;
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
    out.append(new PartsSection(results).html());
    for (int i = 0; i < results.sequences().size(); i++) {
      out.append(
          new SequenceSection(results, results.sequences().get(i), "/sequences/" + i).html());
    }
    if (!benches.isEmpty()) {
      out.append("<h2>Speed</h2>\n");
      benches.forEach(b -> out.append(b.html()));
    }
    run();
    return Html.page("nnrdoq comparison", out);
  }

  private void header() {
    out.append("<h1>Quantizers compared</h1>\n<p class=\"lead\">");
    List<String> others = new ArrayList<>();
    for (Results.Quantizer c : results.quantizers()) {
      if (!c.name().equals(results.anchor())) {
        others.add("<b>" + Html.text(c.name()) + "</b>");
      }
    }
    out.append(String.join(", ", others))
        .append(" against <b>")
        .append(Html.text(results.anchor()))
        .append("</b> at QP ")
        .append(String.join(", ", results.settings().qps().stream().map(String::valueOf).toList()))
        .append("; encoder <b>")
        .append(Html.text(results.run().encoder()))
        .append("</b>. Negative BD-rates save bits at equal PSNR.</p>\n");
    legend();
  }

  private void legend() {
    out.append("<ul class=\"legend\">");
    List<Results.Quantizer> candidates = results.quantizers();
    for (int i = 0; i < candidates.size(); i++) {
      out.append("<li class=\"q").append(i % 6).append("\">");
      out.append(Html.text(candidates.get(i).name())).append("</li>");
    }
    out.append("</ul>\n");
  }

  /** Means first; then the sequences, a table for each class. */
  private void summary() {
    out.append("<h2>Summary</h2>\n");
    if (results.hasMeans()) {
      FigureTable means = new FigureTable(results);
      results.groups().forEach(means::add);
      out.append(means.html());
    }
    Map<String, FigureTable> tables = new LinkedHashMap<>();
    for (int i = 0; i < results.sequences().size(); i++) {
      String name = results.sequences().get(i).sequenceClass();
      String title = name == null ? "Sequences" : "Class " + name;
      tables.computeIfAbsent(title, t -> new FigureTable(results)).add(i);
    }
    tables.forEach(
        (title, table) -> {
          if (results.sequences().size() > 1) {
            out.append("<h3>").append(Html.text(title)).append("</h3>\n");
          }
          out.append(table.html());
        });
    List<String> notes = TextTable.notes(results);
    if (!notes.isEmpty()) {
      out.append("<ul class=\"notes\">\n");
      notes.forEach(n -> out.append("<li>").append(Html.text(n)).append("</li>\n"));
      out.append("</ul>\n");
    }
    out.append("<p class=\"fine\">BD-rate: ")
        .append(Html.text(results.settings().interpolation()))
        .append(
            " interpolation of log rate over PSNR (mean of frame PSNRs). Leave-one-QP-out: range of"
                + " the luma BD-rate when one QP is dropped. Time: geometric mean of the ratios of"
                + " processor times. RDOQ gain: share of rdoq's luma BD-rate.</p>\n");
  }

  private void run() {
    out.append("<h2>How it was made</h2>\n<dl>\n");
    item("command", "<code>" + Html.text(results.run().command()) + "</code>");
    item("nnrdoq", Html.text(results.run().version() + ", " + results.run().created()));
    item(
        "encoder",
        Html.text(results.run().encoder())
            + " <code>"
            + shortened(results.run().encoderFingerprint())
            + "</code>");
    item("coding tools", Html.text(tools(results.settings().tools())));
    item(
        "machine",
        Html.text(
            results.run().cpu()
                + ", "
                + results.run().cores()
                + " logical processors, "
                + results.run().os()));
    item("Java", Html.text(results.run().java()));
    item("threads", String.valueOf(results.settings().threads()));
    for (Results.Quantizer c : results.quantizers()) {
      if (c.modelSha256() != null) {
        item("model of " + Html.text(c.name()), "<code>" + c.modelSha256() + "</code>");
      }
    }
    Map<String, String> clips = new LinkedHashMap<>();
    results.sequences().forEach(s -> clips.putIfAbsent(s.name(), s.sha256()));
    clips.forEach((name, sha256) -> item(Html.text(name), "<code>" + sha256 + "</code>"));
    out.append("</dl>\n");
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
