package org.nnrdoq.experiment.report;

import java.util.List;
import java.util.Map;
import org.nnrdoq.experiment.bd.Figure;
import org.nnrdoq.experiment.plan.ComparisonPlan;
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

  private final ComparisonPlan plan;
  private final Results results;
  private final Map<Object, String> pointers;
  private final StringBuilder body = new StringBuilder();

  /**
   * @param pointers for each {@link Results.SequenceRows} and {@link Results.GroupRows} where its
   *     rows lie in results.json, the row's number to be added
   */
  FigureTable(Results results, Map<Object, String> pointers) {
    this.results = results;
    this.plan = results.plan();
    this.pointers = pointers;
  }

  FigureTable add(Results.SequenceRows s) {
    for (int i = 0; i < s.rows().size(); i++) {
      row(results.label(s), s.rows().get(i), pointers.get(s), i);
    }
    return this;
  }

  FigureTable add(Results.GroupRows g) {
    for (int i = 0; i < g.rows().size(); i++) {
      Row row = g.rows().get(i);
      row(results.label(g, row), row, pointers.get(g), i);
    }
    return this;
  }

  String html() {
    return Html.table(Html.row("th", HEAD, 2), body);
  }

  /** Rows of one group stand together: only the first names it. */
  private void row(String name, Row r, String base, int index) {
    String pointer = Pointers.row(base, index);
    body.append(index == 0 ? "<tr class=\"first\">" : "<tr>");
    body.append("<td class=\"text\">").append(index == 0 ? Html.text(name) : "");
    body.append("</td><td class=\"text\">").append(Html.text(r.candidate())).append("</td>");
    if (r.candidate().equals(plan.anchor())) {
      body.append("<td class=\"anchor\">anchor</td>").append("<td></td>".repeat(HEAD.size() - 3));
    } else {
      body.append(
          Html.figure(r.bdRateY(), pointer + "/bdRateY", "%+.2f %%")
              .replace("<td ", "<td class=\"main\" "));
      body.append(
          Html.figure(r.rdoqGainShare().map(v -> 100 * v), pointer + "/rdoqGainShare", "%.0f %%"));
      body.append("<td>").append(band(r.bandLow(), pointer + "/bdRateYBandLow"));
      if (r.bandLow().number().isPresent()) {
        body.append(" … ").append(band(r.bandHigh(), pointer + "/bdRateYBandHigh"));
      }
      body.append("</td>");
      body.append(Html.figure(r.bdRateU(), pointer + "/bdRateU", "%+.2f %%"));
      body.append(Html.figure(r.bdRateV(), pointer + "/bdRateV", "%+.2f %%"));
      body.append(Html.figure(r.bdRateYuv(), pointer + "/bdRateYuv", "%+.2f %%"));
      body.append(Html.figure(r.bdPsnrY(), pointer + "/bdPsnrY", "%+.3f dB"));
      body.append(Html.figure(r.encodeTimeRatio(), pointer + "/encodeTimeRatio", "%.2f"));
    }
    body.append("</tr>\n");
  }

  private static String band(Figure f, String pointer) {
    return "<span data-json=\"" + pointer + "\">" + Html.value(f, "%+.2f") + "</span>";
  }
}
