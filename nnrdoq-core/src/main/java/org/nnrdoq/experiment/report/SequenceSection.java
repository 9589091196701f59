package org.nnrdoq.experiment.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.nnrdoq.experiment.result.Point;
import org.nnrdoq.experiment.result.RatePoint;
import org.nnrdoq.experiment.result.Results;
import org.nnrdoq.experiment.result.SequenceResult;

/** One sequence of the report: its curves, points and blocks. */
final class SequenceSection {
  private static final int CURVE_SAMPLES = 60;

  private final Results results;
  private final SequenceResult s;
  private final String pointer;
  private final String anchorName;
  private final ShortNames names;
  private final StringBuilder out = new StringBuilder();

  /**
   * @param number of the sequence in results.json
   */
  SequenceSection(Results results, int number, ShortNames names) {
    this.results = results;
    this.s = results.sequences().get(number);
    this.pointer = "/sequences/" + number;
    this.anchorName = "s" + number;
    this.names = names;
  }

  String html() {
    out.append("<section>\n<h2 id=\"").append(anchorName).append("\">");
    out.append(Html.text(s.label())).append("</h2>\n");
    out.append(
        String.format(
            Locale.ROOT,
            "<p class=\"fine\">%dx%d, %d bit, %.4g frames a second, %d frames from %d%s</p>%n",
            s.width(),
            s.height(),
            s.bitDepth(),
            s.fps(),
            s.frames(),
            s.firstFrame(),
            s.sequenceClass() == null ? "" : ", class " + Html.text(s.sequenceClass())));
    out.append("<div class=\"charts\">\n<figure><figcaption>Rate and distortion</figcaption>\n");
    out.append(rateDistortion());
    out.append("</figure>\n<figure><figcaption>Rate against ");
    out.append(names.html(results.anchor())).append(" at equal quality</figcaption>\n");
    out.append(relativeDifference());
    out.append("</figure>\n</div>\n");
    points();
    blocks();
    return out.append("</section>\n").toString();
  }

  private String rateDistortion() {
    SvgChart chart =
        new SvgChart("Rate and distortion", "kbit/s", "PSNR Y in dB", "kbit/s", "dB", true);
    forEachCandidate(
        (name, colour) -> {
          List<double[]> line = new ArrayList<>();
          for (RatePoint p : s.curve(name)) {
            if (p.psnrY() != null) {
              line.add(new double[] {p.kbps(), p.psnrY()});
            }
          }
          chart.line(name, colour, true, line);
        });
    return chart.svg();
  }

  private String relativeDifference() {
    SvgChart chart =
        new SvgChart("Rate difference", "PSNR Y in dB", "rate difference in %", "dB", "%", false)
            .withZero();
    forEachCandidate(
        (name, colour) -> {
          if (!name.equals(results.anchor())) {
            chart.line(name, colour, false, results.relativeDifference(s, name, CURVE_SAMPLES));
          }
        });
    return chart.svg();
  }

  private void points() {
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
          int index = indexOf(name);
          List<RatePoint> curve = s.curve(name);
          for (int i = 0; i < curve.size(); i++) {
            point(name, curve.get(i), pointer + "/quantizers/" + index + "/points/" + i);
          }
        });
    out.append("</tbody></table></div></details>\n");
  }

  private int indexOf(String candidate) {
    return results.quantizers().stream().map(Results.Quantizer::name).toList().indexOf(candidate);
  }

  private void point(String name, RatePoint p, String at) {
    out.append("<tr>").append(Html.quantizer(names, name));
    cell(at + "/qp", String.valueOf(p.qp()));
    cell(at + "/bits", String.valueOf(p.bits()));
    cell(at + "/kbps", String.format(Locale.ROOT, "%.2f", p.kbps()));
    cell(at + "/psnrY", decibel(p.psnrY()));
    cell(at + "/psnrU", decibel(p.psnrU()));
    cell(at + "/psnrV", decibel(p.psnrV()));
    cell(at + "/encodeSeconds", String.format(Locale.ROOT, "%.2f", p.encodeSeconds()));
    cell(at + "/cpuSeconds", String.format(Locale.ROOT, "%.2f", p.cpuSeconds()));
    out.append("<td>").append(verified(p.verified())).append("</td>");
    String md5 = p.streamMd5().substring(0, 8);
    out.append("<td><code>").append(md5).append("</code></td></tr>\n");
  }

  private static String verified(Boolean verified) {
    return verified == null ? "not checked" : verified ? "bit-exact" : "DIFFERS";
  }

  private void cell(String at, String text) {
    out.append("<td data-json=\"").append(at).append("\">").append(text).append("</td>");
  }

  private static String decibel(Double value) {
    return value == null
        ? "<abbr title=\"lossless\">" + Numbers.NONE + "</abbr>"
        : String.format(Locale.ROOT, "%.4f", value);
  }

  /** What happened to transform blocks, summed over QPs. */
  private void blocks() {
    StringBuilder rows = new StringBuilder();
    forEachCandidate(
        (name, colour) -> {
          List<RatePoint> curve = s.curve(name);
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
                          names.html(name),
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

  private interface CandidateAction {
    void accept(String name, int colour);
  }

  private void forEachCandidate(CandidateAction action) {
    List<Results.Quantizer> candidates = results.quantizers();
    for (int i = 0; i < candidates.size(); i++) {
      action.accept(candidates.get(i).name(), i % Html.COLOURS);
    }
  }
}
