package org.nnrdoq.experiment.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.nnrdoq.experiment.bd.Figure;
import org.nnrdoq.experiment.result.Metric;
import org.nnrdoq.experiment.result.Results;
import org.nnrdoq.experiment.result.Row;
import org.nnrdoq.experiment.result.Saving;
import org.nnrdoq.experiment.result.SequenceResult;

/** Of what luma BD-rates consist: which range of QPs, which kind of block. */
final class PartsSection {
  private final Results results;
  private final ShortNames names;
  private final StringBuilder out = new StringBuilder();

  PartsSection(Results results, ShortNames names) {
    this.results = results;
    this.names = names;
  }

  String html() {
    ranges();
    savings();
    return out.toString();
  }

  private void ranges() {
    List<Integer> qps = results.settings().qps();
    if (qps.size() < 4) {
      return; // no BD-rate at all
    }
    List<String> head = new ArrayList<>(List.of("quantizer"));
    for (int i = 0; i + 1 < qps.size(); i++) {
      head.add("QP " + qps.get(i) + "–" + qps.get(i + 1));
    }
    head.add("all");
    StringBuilder rows = new StringBuilder();
    if (results.sequences().size() > 1) {
      for (Results.Group g : covered()) {
        group(rows, results.label(g.rows().get(g.rows().size() - 1)), head.size());
        for (int i = 0; i < g.rows().size(); i++) {
          range(rows, g.rows().get(i), g.pointers().get(i));
        }
      }
    } else {
      for (SequenceResult s : results.sequences()) {
        group(rows, s.label(), head.size());
        for (int i = 0; i < s.quantizers().size(); i++) {
          range(rows, s.quantizers().get(i), "/sequences/0/quantizers/" + i);
        }
      }
    }
    out.append("<h2 id=\"ranges\">BD-rate against QP range</h2>\n")
        .append(Html.table(Html.row("th", head, 1), rows));
    out.append(
        "<p class=\"fine\">Luma BD-rate between the anchor's PSNRs at neighbouring QPs.</p>\n");
  }

  /** Means that cover at least one sequence. */
  private List<Results.Group> covered() {
    return results.groups().stream()
        .filter(g -> g.rows().stream().anyMatch(r -> r.bdRateY() != null))
        .toList();
  }

  private static void group(StringBuilder rows, String name, int columns) {
    rows.append("<tr class=\"group\"><th colspan=\"").append(columns).append("\"><span>");
    rows.append(Html.text(name)).append("</span></th></tr>\n");
  }

  private void range(StringBuilder rows, Row row, String pointer) {
    if (row.quantizer().equals(results.anchor())) {
      return;
    }
    rows.append("<tr>").append(Html.quantizer(names, row.quantizer()));
    for (int i = 0; i < row.bdRateYByQp().size(); i++) {
      rows.append(
          Html.figure(
              row.bdRate(row.bdRateYByQp().get(i)),
              pointer + "/bdRateYByQp/" + i + "/rate",
              "%+.2f %%"));
    }
    rows.append(Html.figure(row, Metric.BD_RATE_Y, pointer, "%+.2f %%")).append("</tr>\n");
  }

  /** One table for each setup whose encoder tells; all bars of the page have one scale. */
  private void savings() {
    List<Results.Group> told = new ArrayList<>();
    List<String> silent = new ArrayList<>();
    double largest = 0.01;
    for (Results.Group g : covered()) {
      if (g.sequenceClass() != null) {
        continue;
      }
      if (g.rows().stream().allMatch(r -> r.savings().isEmpty())) {
        silent.add(g.setup());
        continue;
      }
      told.add(g);
      for (Row r : g.rows()) {
        for (Saving s : r.savings()) {
          largest = Math.max(largest, Math.abs(s.change()));
        }
      }
    }
    out.append("<h2 id=\"savings\">Where bits were saved</h2>\n");
    if (told.isEmpty()) {
      out.append(
          "<p class=\"none\">Not known: the encoder does not tell which blocks its bits went"
              + " to, or there is no BD-rate.</p>\n");
      return;
    }
    for (Results.Group g : told) {
      if (results.hasSeveralSetups()) {
        out.append("<h3>").append(Html.text(g.setup())).append("</h3>\n");
      }
      savings(g, largest);
    }
    if (!silent.isEmpty()) {
      out.append("<p class=\"none\">Not known for ");
      out.append(Html.text(String.join(", ", silent)));
      out.append(": the encoder does not tell.</p>\n");
    }
    out.append(
        "<p class=\"fine\">Change of rate at equal luma PSNR, in percent of the anchor's whole rate;"
            + " mean over sequences. Bars to the left save bits, bars to the right cost bits; all"
            + " have one scale. Other syntax: modes, splits, flags, filters, headers. The sum is the"
            + " mean difference of the rates, close to the BD-rate.</p>\n");
  }

  /** One column for each quantizer, one row for each kind of syntax. */
  private void savings(Results.Group g, double largest) {
    List<Integer> columns = new ArrayList<>();
    for (int i = 0; i < g.rows().size(); i++) {
      Row r = g.rows().get(i);
      if (!r.savings().isEmpty() && !r.quantizer().equals(results.anchor())) {
        columns.add(i);
      }
    }
    List<List<Saving>> all = columns.stream().map(c -> g.rows().get(c).savings()).toList();
    List<String> head = new ArrayList<>(List.of("bits of", "of " + names.html(results.anchor())));
    for (int column : columns) {
      String name = g.rows().get(column).quantizer();
      head.add("<span class=\"key q" + names.colour(name) + "\">" + names.html(name) + "</span>");
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
        int colour = names.colour(g.rows().get(columns.get(c)).quantizer());
        rows.append(bar(all.get(c).get(k).change(), largest, colour, pointer));
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
  }

  private static boolean isNothing(Saving s) {
    return Math.abs(s.change()) < 0.005;
  }

  private static String kind(Saving s) {
    return s.size() == 0 ? "other syntax" : s.size() + "x" + s.size() + " " + s.component();
  }

  /** A bar from the middle of its track: to the left for bits saved, to the right for a loss. */
  private static String bar(double change, double largest, int colour, String pointer) {
    double width = 50 * Math.abs(change) / largest;
    return String.format(
        Locale.ROOT,
        "<td data-json=\"%s\" class=\"bar q%d\"><span>%s</span>"
            + "<i><b style=\"left:%.1f%%;width:%.1f%%\"></b></i></td>",
        pointer,
        colour,
        Numbers.format(Figure.of(change), "%+.2f %%"),
        change < 0 ? 50 - width : 50,
        width);
  }
}
