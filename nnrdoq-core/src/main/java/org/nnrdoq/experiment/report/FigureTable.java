package org.nnrdoq.experiment.report;

import java.util.List;
import org.nnrdoq.experiment.result.Metric;
import org.nnrdoq.experiment.result.Results;
import org.nnrdoq.experiment.result.Row;
import org.nnrdoq.experiment.result.SequenceResult;

/**
 * Tables of the report whose rows are quantizers on sequences or on means of them. A sequence is a
 * head over its rows, so that the figures are the first columns also on a narrow screen.
 */
final class FigureTable {
  private static final List<String> HEAD =
      List.of(
          "quantizer",
          "BD-rate Y",
          "RDOQ gain",
          "time",
          "one QP out",
          "BD-rate U",
          "BD-rate V",
          "YUV 6:1:1",
          "BD-PSNR Y");

  private final Results results;
  private final ShortNames names;
  private final StringBuilder body = new StringBuilder();

  FigureTable(Results results, ShortNames names) {
    this.results = results;
    this.names = names;
  }

  /** A sequence by its number. */
  FigureTable add(int sequence) {
    SequenceResult s = results.sequences().get(sequence);
    head("<a href=\"#s" + sequence + "\">" + Html.text(s.label()) + "</a>");
    for (int i = 0; i < s.quantizers().size(); i++) {
      row(s.quantizers().get(i), "/sequences/" + sequence + "/quantizers/" + i);
    }
    return this;
  }

  /** A mean; one that covers nothing is left to the notes. */
  FigureTable add(Results.Group g) {
    if (g.rows().stream().allMatch(r -> r.sequencesUsed() != null && r.sequencesUsed() == 0)) {
      return this;
    }
    head(Html.text(results.label(g.rows().get(g.rows().size() - 1))));
    for (int i = 0; i < g.rows().size(); i++) {
      row(g.rows().get(i), g.pointers().get(i));
    }
    return this;
  }

  boolean isEmpty() {
    return body.length() == 0;
  }

  String html() {
    return Html.table(Html.row("th", HEAD, 1), body);
  }

  private void head(String html) {
    body.append("<tr class=\"group\"><th colspan=\"").append(HEAD.size()).append("\"><span>");
    body.append(html).append("</span></th></tr>\n");
  }

  private void row(Row r, String pointer) {
    if (r.quantizer().equals(results.anchor())) {
      return;
    }
    body.append("<tr>").append(Html.quantizer(names, r.quantizer()));
    body.append(
        Html.figure(r, Metric.BD_RATE_Y, pointer, "%+.2f %%")
            .replace("<td ", "<td class=\"main\" "));
    body.append(
        Html.figure(
            r.figure(Metric.RDOQ_GAIN_SHARE).map(v -> 100 * v),
            pointer + "/" + Metric.RDOQ_GAIN_SHARE.id(),
            "%.0f %%"));
    body.append(Html.figure(r, Metric.ENCODE_TIME_RATIO, pointer, "%.2f"));
    body.append("<td>").append(band(r, Metric.BAND_LOW, pointer));
    if (r.bdRateYBandLow() != null) {
      body.append(" … ").append(band(r, Metric.BAND_HIGH, pointer));
    }
    body.append("</td>");
    body.append(Html.figure(r, Metric.BD_RATE_U, pointer, "%+.2f %%"));
    body.append(Html.figure(r, Metric.BD_RATE_V, pointer, "%+.2f %%"));
    body.append(Html.figure(r, Metric.BD_RATE_YUV, pointer, "%+.2f %%"));
    body.append(Html.figure(r, Metric.BD_PSNR_Y, pointer, "%+.3f dB"));
    body.append("</tr>\n");
  }

  private static String band(Row r, Metric metric, String pointer) {
    return "<span data-json=\""
        + pointer
        + "/"
        + metric.id()
        + "\">"
        + Html.value(r.figure(metric), "%+.2f")
        + "</span>";
  }
}
