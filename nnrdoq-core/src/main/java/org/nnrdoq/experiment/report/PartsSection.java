package org.nnrdoq.experiment.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.nnrdoq.experiment.bd.Figure;
import org.nnrdoq.experiment.result.Metric;
import org.nnrdoq.experiment.result.Results;
import org.nnrdoq.experiment.result.Row;
import org.nnrdoq.experiment.result.Saving;

/** Of what luma BD-rates consist: which range of QPs, which kind of block. */
final class PartsSection {
  private final Results results;
  private final StringBuilder out = new StringBuilder();

  PartsSection(Results results) {
    this.results = results;
  }

  String html() {
    ranges();
    for (Results.Group g : results.groups()) {
      if (g.sequenceClass() == null) {
        savings(g);
      }
    }
    return out.toString();
  }

  private void ranges() {
    List<Integer> qps = results.settings().qps();
    if (qps.size() < 4) {
      return; // no BD-rate at all
    }
    List<String> head = new ArrayList<>(List.of("sequence", "quantizer"));
    for (int i = 0; i + 1 < qps.size(); i++) {
      head.add("QP " + qps.get(i) + "–" + qps.get(i + 1));
    }
    head.add("all");
    StringBuilder rows = new StringBuilder();
    if (results.sequences().size() > 1) {
      for (Results.Group g : results.groups()) {
        for (int i = 0; i < g.rows().size(); i++) {
          range(rows, results.label(g.rows().get(i)), g.rows().get(i), g.pointers().get(i));
        }
      }
    } else {
      for (Results.Sequence s : results.sequences()) {
        for (int i = 0; i < s.quantizers().size(); i++) {
          range(rows, s.label(), s.quantizers().get(i), "/sequences/0/quantizers/" + i);
        }
      }
    }
    out.append("<h2>BD-rate against QP range</h2>\n")
        .append(Html.table(Html.row("th", head, 2), rows));
    out.append(
        "<p class=\"fine\">Luma BD-rate between the anchor's PSNRs at neighbouring QPs.</p>\n");
  }

  private void range(StringBuilder rows, String name, Row row, String pointer) {
    if (row.quantizer().equals(results.anchor())) {
      return;
    }
    boolean first = rows.indexOf(">" + Html.text(name) + "<") < 0;
    rows.append(first ? "<tr class=\"first\">" : "<tr>").append("<td class=\"text\">");
    rows.append(first ? Html.text(name) : "");
    rows.append("</td><td class=\"text\">").append(Html.text(row.quantizer())).append("</td>");
    for (int i = 0; i < row.bdRateYByQp().size(); i++) {
      rows.append(
          Html.figure(
              row.bdRate(row.bdRateYByQp().get(i)),
              pointer + "/bdRateYByQp/" + i + "/rate",
              "%+.2f %%"));
    }
    rows.append(Html.figure(row, Metric.BD_RATE_Y, pointer, "%+.2f %%")).append("</tr>\n");
  }

  /** One column for each candidate, one row for each kind of syntax, with bars to scale. */
  private void savings(Results.Group g) {
    List<Integer> columns = new ArrayList<>();
    List<List<Saving>> all = new ArrayList<>();
    double largest = 0.01;
    for (int i = 0; i < g.rows().size(); i++) {
      List<Saving> savings = g.rows().get(i).savings();
      if (!savings.isEmpty() && !g.rows().get(i).quantizer().equals(results.anchor())) {
        columns.add(i);
        all.add(savings);
        for (Saving s : savings) {
          largest = Math.max(largest, Math.abs(s.change()));
        }
      }
    }
    out.append("<h2>Where bits were saved");
    if (results.hasSeveralSetups()) {
      out.append(": ").append(Html.text(g.setup()));
    }
    out.append("</h2>\n");
    if (columns.isEmpty()) {
      out.append(
          "<p class=\"none\">Not known: the encoder does not tell which blocks its bits went"
              + " to, or there is no BD-rate.</p>\n");
      return;
    }
    List<String> head = new ArrayList<>(List.of("bits of", "of " + results.anchor()));
    for (int column : columns) {
      String name = Html.text(g.rows().get(column).quantizer());
      head.add("<span class=\"key q" + column % 6 + "\">" + name + "</span>");
    }
    StringBuilder rows = new StringBuilder();
    for (int k = 0; k < all.get(0).size(); k++) {
      int kind = k;
      Saving first = all.get(0).get(k);
      if (first.anchorShare() < 0.05 && all.stream().allMatch(s -> isNothing(s.get(kind)))) {
        continue;
      }
      String at = g.pointers().get(columns.get(0)) + "/savings/" + k;
      rows.append("<tr><td class=\"text\">").append(kind(first)).append("</td>");
      rows.append(Html.figure(Figure.of(first.anchorShare()), at + "/anchorShare", "%.1f %%"));
      for (int c = 0; c < columns.size(); c++) {
        String pointer = g.pointers().get(columns.get(c)) + "/savings/" + k + "/change";
        rows.append(bar(all.get(c).get(k).change(), largest, columns.get(c) % 6, pointer));
      }
      rows.append("</tr>\n");
    }
    rows.append("<tr class=\"sum\"><td class=\"text\">all</td><td>100.0 %</td>");
    for (List<Saving> savings : all) {
      double sum = savings.stream().mapToDouble(Saving::change).sum();
      rows.append("<td>").append(Numbers.format(Figure.of(sum), "%+.2f %%")).append("</td>");
    }
    rows.append("</tr>\n");
    out.append(Html.table(Html.row("th", head, 1), rows));
    out.append(
        "<p class=\"fine\">Change of rate at equal luma PSNR, in percent of the anchor's whole rate;"
            + " mean over sequences. Other syntax: modes, splits, flags, filters, headers. The sum is"
            + " the mean difference of the rates, close to the BD-rate.</p>\n");
  }

  private static boolean isNothing(Saving s) {
    return Math.abs(s.change()) < 0.005;
  }

  private static String kind(Saving s) {
    return s.size() == 0 ? "other syntax" : s.size() + "x" + s.size() + " " + s.component();
  }

  private static String bar(double change, double largest, int colour, String pointer) {
    return String.format(
        Locale.ROOT,
        "<td data-json=\"%s\" class=\"bar q%d\"><span>%s</span><i style=\"width:%.1f%%\"%s></i></td>",
        pointer,
        colour,
        Numbers.format(Figure.of(change), "%+.2f %%"),
        100 * Math.abs(change) / largest,
        change > 0 ? " class=\"more\"" : "");
  }
}
