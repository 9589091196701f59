package org.nnrdoq.experiment.report;

import java.util.List;
import org.nnrdoq.experiment.result.Metric;
import org.nnrdoq.experiment.result.Results;
import org.nnrdoq.experiment.result.Row;

/** Tables of the report whose rows are quantizers on sequences or on means of them. */
final class FigureTable {
  private static final List<String> HEAD =
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

  private final Results results;
  private final StringBuilder body = new StringBuilder();

  FigureTable(Results results) {
    this.results = results;
  }

  /** A sequence by its number. */
  FigureTable add(int sequence) {
    Results.Sequence s = results.sequences().get(sequence);
    for (int i = 0; i < s.quantizers().size(); i++) {
      String pointer = "/sequences/" + sequence + "/quantizers/" + i;
      row(s.label(), s.quantizers().get(i), pointer, i == 0);
    }
    return this;
  }

  FigureTable add(Results.Group g) {
    for (int i = 0; i < g.rows().size(); i++) {
      Row row = g.rows().get(i);
      row(results.label(row), row, g.pointers().get(i), i == 0);
    }
    return this;
  }

  String html() {
    return Html.table(Html.row("th", HEAD, 2), body);
  }

  /** Rows of one group stand together: only the first names it. */
  private void row(String name, Row r, String pointer, boolean first) {
    body.append(first ? "<tr class=\"first\">" : "<tr>");
    body.append("<td class=\"text\">").append(first ? Html.text(name) : "");
    body.append("</td><td class=\"text\">").append(Html.text(r.quantizer())).append("</td>");
    if (r.quantizer().equals(results.anchor())) {
      body.append("<td class=\"anchor\">anchor</td>").append("<td></td>".repeat(HEAD.size() - 3));
    } else {
      body.append(
          Html.figure(r, Metric.BD_RATE_Y, pointer, "%+.2f %%")
              .replace("<td ", "<td class=\"main\" "));
      body.append(
          Html.figure(
              r.figure(Metric.RDOQ_GAIN_SHARE).map(v -> 100 * v),
              pointer + "/" + Metric.RDOQ_GAIN_SHARE.id(),
              "%.0f %%"));
      body.append("<td>").append(band(r, Metric.BAND_LOW, pointer));
      if (r.bdRateYBandLow() != null) {
        body.append(" … ").append(band(r, Metric.BAND_HIGH, pointer));
      }
      body.append("</td>");
      body.append(Html.figure(r, Metric.BD_RATE_U, pointer, "%+.2f %%"));
      body.append(Html.figure(r, Metric.BD_RATE_V, pointer, "%+.2f %%"));
      body.append(Html.figure(r, Metric.BD_RATE_YUV, pointer, "%+.2f %%"));
      body.append(Html.figure(r, Metric.BD_PSNR_Y, pointer, "%+.3f dB"));
      body.append(Html.figure(r, Metric.ENCODE_TIME_RATIO, pointer, "%.2f"));
    }
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
