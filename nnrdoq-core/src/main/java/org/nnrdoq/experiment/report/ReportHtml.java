package org.nnrdoq.experiment.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.nnrdoq.encoder.EncodeJob;
import org.nnrdoq.experiment.Candidate;
import org.nnrdoq.experiment.Clip;
import org.nnrdoq.experiment.Point;
import org.nnrdoq.experiment.Results;
import org.nnrdoq.experiment.Row;
import org.nnrdoq.experiment.bd.Figure;

/**
 * Results as one HTML page that needs nothing else: no scripts, no fonts, no network; light and
 * dark; from phone to desktop.
 */
public final class ReportHtml {
  private static final int CURVE_SAMPLES = 60;

  private final Results results;
  private final RunInfo info;
  private final StringBuilder out = new StringBuilder();

  private ReportHtml(Results results, RunInfo info) {
    this.results = results;
    this.info = info;
  }

  public static String of(Results results, RunInfo info) {
    return new ReportHtml(results, info).page();
  }

  private String page() {
    out.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    out.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    out.append("<meta name=\"color-scheme\" content=\"light dark\">\n");
    out.append("<title>nnrdoq comparison</title>\n<style>\n").append(style());
    out.append("</style>\n</head>\n<body>\n<main>\n");
    header();
    summary();
    for (Results.SequenceRows s : results.sequences()) {
      sequence(s);
    }
    run();
    out.append("</main>\n</body>\n</html>\n");
    return out.toString();
  }

  private void header() {
    out.append("<h1>Quantizers compared</h1>\n<p class=\"lead\">");
    List<String> others = new ArrayList<>();
    for (Candidate c : results.plan().candidates()) {
      if (!c.name().equals(results.plan().anchor())) {
        others.add("<b>" + Html.text(c.name()) + "</b>");
      }
    }
    out.append(String.join(", ", others))
        .append(" against <b>")
        .append(Html.text(results.plan().anchor()))
        .append("</b> at QP ")
        .append(String.join(", ", results.plan().qps().stream().map(String::valueOf).toList()))
        .append("; encoder <b>")
        .append(Html.text(info.encoder()))
        .append("</b>. Negative BD-rates save bits at equal PSNR.</p>\n");
    legend();
  }

  private void legend() {
    out.append("<ul class=\"legend\">");
    List<Candidate> candidates = results.plan().candidates();
    for (int i = 0; i < candidates.size(); i++) {
      out.append("<li class=\"q").append(i % 6).append("\">");
      out.append(Html.text(candidates.get(i).name())).append("</li>");
    }
    out.append("</ul>\n");
  }

  private void summary() {
    boolean several = results.sequences().size() + results.plan().absences().size() > 1;
    out.append("<h2>Summary</h2>\n<div class=\"scroll\"><table>\n");
    List<String> head =
        List.of(
            "sequence",
            "quantizer",
            "BD-rate Y",
            "RDOQ gain",
            "leave-one-QP-out",
            "BD-rate U",
            "BD-rate V",
            "YUV 6:1:1",
            "BD-PSNR Y",
            "time");
    out.append("<thead>").append(Html.row("th", head, 2)).append("</thead>\n<tbody>\n");
    for (Results.SequenceRows s : results.sequences()) {
      for (Row r : s.rows()) {
        figureRow(results.label(s), r);
      }
    }
    if (several) {
      out.append("</tbody>\n<tbody class=\"mean\">\n");
      for (Results.GroupRows g : results.groups()) {
        for (Row r : g.rows()) {
          figureRow(results.label(g, r), r);
        }
      }
    }
    out.append("</tbody></table></div>\n");
    List<String> notes = TextTable.notes(results);
    if (!notes.isEmpty()) {
      out.append("<ul class=\"notes\">\n");
      notes.forEach(n -> out.append("<li>").append(Html.text(n)).append("</li>\n"));
      out.append("</ul>\n");
    }
    out.append("<p class=\"fine\">BD-rate: ")
        .append(Html.text(results.plan().interpolation().id()))
        .append(
            " interpolation of log rate over PSNR (mean of frame PSNRs). Leave-one-QP-out: range of"
                + " the luma BD-rate when one QP is dropped. Time: geometric mean of the ratios of processor"
                + " times. RDOQ gain: share of rdoq's luma BD-rate.</p>\n");
  }

  private void figureRow(String sequence, Row r) {
    String name = Html.text(r.candidate());
    if (r.candidate().equals(results.plan().anchor())) {
      out.append(
          Html.row(
              "td", List.of(Html.text(sequence), name, "anchor", "", "", "", "", "", "", ""), 2));
      return;
    }
    String band =
        r.bandLow().number().isEmpty()
            ? cell(r.bandLow(), "%+.2f")
            : cell(r.bandLow(), "%+.2f") + " … " + cell(r.bandHigh(), "%+.2f");
    out.append(
        Html.row(
            "td",
            List.of(
                Html.text(sequence),
                name,
                "<b>" + cell(r.bdRateY(), "%+.2f %%") + "</b>",
                cell(r.rdoqGainShare().map(v -> 100 * v), "%.0f %%"),
                band,
                cell(r.bdRateU(), "%+.2f %%"),
                cell(r.bdRateV(), "%+.2f %%"),
                cell(r.bdRateYuv(), "%+.2f %%"),
                cell(r.bdPsnrY(), "%+.3f dB"),
                cell(r.encodeTimeRatio(), "%.2f")),
            2));
  }

  /** A number, or "n/a" that tells its reason when pointed at. */
  private static String cell(Figure f, String format) {
    return f.why()
        .map(why -> "<abbr title=\"" + Html.text(why) + "\">" + Numbers.NONE + "</abbr>")
        .orElseGet(() -> Numbers.format(f, format));
  }

  private void sequence(Results.SequenceRows s) {
    Clip clip = s.clip();
    out.append("<section>\n<h2>").append(Html.text(results.label(s))).append("</h2>\n");
    out.append(
        String.format(
            Locale.ROOT,
            "<p class=\"fine\">%dx%d, %d bit, %.4g frames a second, %d frames from %d</p>%n",
            clip.format().width(),
            clip.format().height(),
            clip.format().bitDepth(),
            clip.format().fps(),
            clip.frames(),
            clip.firstFrame()));
    out.append("<div class=\"charts\">\n<figure><figcaption>Rate and distortion</figcaption>\n");
    out.append(rateDistortion(s));
    out.append("</figure>\n<figure><figcaption>Rate against ");
    out.append(Html.text(results.plan().anchor())).append(" at equal quality</figcaption>\n");
    out.append(relativeDifference(s));
    out.append("</figure>\n</div>\n");
    points(s);
    blocks(s);
    out.append("</section>\n");
  }

  private String rateDistortion(Results.SequenceRows s) {
    SvgChart chart = new SvgChart("Rate and distortion", "kbit/s", "PSNR Y in dB", true);
    forEachCandidate(
        (name, colour) -> {
          List<double[]> line = new ArrayList<>();
          for (Point p : results.curve(s, name)) {
            if (p.psnrY() != null) {
              line.add(new double[] {p.kbps(), p.psnrY()});
            }
          }
          chart.line(name, colour, true, line);
        });
    return chart.svg();
  }

  private String relativeDifference(Results.SequenceRows s) {
    SvgChart chart =
        new SvgChart("Rate difference", "PSNR Y in dB", "rate difference in %", false).withZero();
    forEachCandidate(
        (name, colour) -> {
          if (!name.equals(results.plan().anchor())) {
            chart.line(name, colour, false, results.relativeDifference(s, name, CURVE_SAMPLES));
          }
        });
    return chart.svg();
  }

  private void points(Results.SequenceRows s) {
    out.append("<details><summary>Points</summary>\n<div class=\"scroll\"><table>\n<thead>");
    out.append(
        Html.row(
            "th",
            List.of(
                "quantizer",
                "QP",
                "bits",
                "kbit/s",
                "PSNR Y",
                "PSNR U",
                "PSNR V",
                "seconds",
                "processor s",
                "decoded by FFmpeg",
                "stream MD5"),
            1));
    out.append("</thead>\n<tbody>\n");
    forEachCandidate(
        (name, colour) -> {
          for (Point p : results.curve(s, name)) {
            out.append(
                Html.row(
                    "td",
                    List.of(
                        Html.text(name),
                        String.valueOf(p.qp()),
                        String.valueOf(p.bits()),
                        String.format(Locale.ROOT, "%.2f", p.kbps()),
                        psnr(p.psnrY()),
                        psnr(p.psnrU()),
                        psnr(p.psnrV()),
                        String.format(Locale.ROOT, "%.2f", p.encodeSeconds()),
                        String.format(Locale.ROOT, "%.2f", p.cpuSeconds()),
                        p.verified() ? "bit-exact" : "not checked",
                        "<code>" + p.streamMd5().substring(0, 8) + "</code>"),
                    1));
          }
        });
    out.append("</tbody></table></div></details>\n");
  }

  private static String psnr(Double value) {
    return value == null ? "lossless" : String.format(Locale.ROOT, "%.4f", value);
  }

  /** What happened to transform blocks, summed over QPs. */
  private void blocks(Results.SequenceRows s) {
    StringBuilder rows = new StringBuilder();
    forEachCandidate(
        (name, colour) -> {
          List<Point> curve = results.curve(s, name);
          if (curve.isEmpty() || curve.stream().anyMatch(p -> p.blocks().isEmpty())) {
            return;
          }
          for (int i = 0; i < curve.get(0).blocks().size(); i++) {
            int index = i;
            List<Point.Blocks> same = curve.stream().map(p -> p.blocks().get(index)).toList();
            long zero = same.stream().mapToLong(Point.Blocks::zero).sum();
            long quantized = same.stream().mapToLong(Point.Blocks::quantized).sum();
            long unsupported = same.stream().mapToLong(Point.Blocks::unsupported).sum();
            if (zero + quantized + unsupported > 0) {
              int size = same.get(0).size();
              rows.append(
                  Html.row(
                      "td",
                      List.of(
                          Html.text(name),
                          size + "x" + size + " " + same.get(0).component(),
                          String.valueOf(zero),
                          String.valueOf(quantized),
                          String.valueOf(unsupported)),
                      2));
            }
          }
        });
    if (rows.length() > 0) {
      out.append("<details><summary>Transform blocks</summary>\n<div class=\"scroll\"><table>");
      out.append("\n<thead>");
      out.append(
          Html.row(
              "th", List.of("quantizer", "block", "all zero", "quantized", "left to host"), 2));
      out.append("</thead>\n<tbody>\n").append(rows).append("</tbody></table></div></details>\n");
    }
  }

  private void run() {
    out.append("<h2>How it was made</h2>\n<dl>\n");
    item("command", "<code>" + Html.text(info.command()) + "</code>");
    item("nnrdoq", Html.text(info.version() + ", " + info.created()));
    item(
        "encoder",
        Html.text(info.encoder()) + " <code>" + shortened(info.encoderFingerprint()) + "</code>");
    item("coding tools", Html.text(tools(results.plan().tools())));
    item(
        "machine",
        Html.text(info.cpu() + ", " + info.cores() + " logical processors, " + info.os()));
    item("Java", Html.text(info.java()));
    item("threads", String.valueOf(results.plan().threads()));
    for (Candidate c : results.plan().candidates()) {
      if (c.modelSha256() != null) {
        item("model of " + Html.text(c.name()), "<code>" + c.modelSha256() + "</code>");
      }
    }
    for (Clip clip : results.plan().clips()) {
      item(Html.text(clip.name()), "<code>" + clip.sha256() + "</code>");
    }
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

  private interface CandidateAction {
    void accept(String name, int colour);
  }

  private void forEachCandidate(CandidateAction action) {
    List<Candidate> candidates = results.plan().candidates();
    for (int i = 0; i < candidates.size(); i++) {
      action.accept(candidates.get(i).name(), i % 6);
    }
  }

  private static String style() {
    try (InputStream in = ReportHtml.class.getResourceAsStream("report.css")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
