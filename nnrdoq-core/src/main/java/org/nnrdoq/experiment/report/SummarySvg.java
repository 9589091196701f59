package org.nnrdoq.experiment.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.nnrdoq.experiment.result.Metric;
import org.nnrdoq.experiment.result.Results;
import org.nnrdoq.experiment.result.Row;
import org.nnrdoq.experiment.result.SequenceResult;

/** Luma BD-rates as bars, one picture for a README or a slide; follows light and dark. */
final class SummarySvg {
  private static final int WIDTH = 720;
  private static final int LEFT = 210;
  private static final int RIGHT = 180;
  private static final int BAR = 22;
  private static final int GAP = 6;
  private static final int GROUP_GAP = 20;
  private static final int TOP = 46;
  private static final int BOTTOM = 30;

  static final String STYLE =
      """
      text { font: 14px system-ui, "DejaVu Sans", sans-serif; fill: #1c2024; }
      .soft { fill: #5b6570; font-size: 12px; }
      .head { font-weight: 600; }
      .zero { stroke: #5b6570; }
      .q0 { fill: #6e7781; } .q1 { fill: #0969da; } .q2 { fill: #bc4c00; }
      .q3 { fill: #1a7f37; } .q4 { fill: #8250df; } .q5 { fill: #bf3989; }
      .q6 { fill: #8a6d00; } .q7 { fill: #0a7d8c; } .q8 { fill: #a0522d; } .q9 { fill: #4d5bbd; }
      @media (prefers-color-scheme: dark) {
        text { fill: #e4e8ec; } .soft { fill: #9aa4ae; } .zero { stroke: #9aa4ae; }
        .q0 { fill: #9aa4ae; } .q1 { fill: #58a6ff; } .q2 { fill: #f0883e; }
        .q3 { fill: #56d364; } .q4 { fill: #bc8cff; } .q5 { fill: #f778ba; }
        .q6 { fill: #d4b106; } .q7 { fill: #39c5cf; } .q8 { fill: #d08b5b; } .q9 { fill: #8ea0ff; }
      }
      """;

  private SummarySvg() {}

  public static String of(Results results) {
    List<Group> groups = groups(results);
    double most = 0.1;
    int bars = 0;
    for (Group g : groups) {
      for (Row r : g.rows) {
        most = Math.max(most, Math.abs((r.bdRateY() == null ? 0 : r.bdRateY())));
        bars++;
      }
    }
    int height = TOP + bars * (BAR + GAP) + groups.size() * GROUP_GAP + BOTTOM;
    StringBuilder out = new StringBuilder();
    out.append(
        String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\">%n"
                + "<title>Luma BD-rate against %s</title>%n<style>%n%s</style>%n",
            WIDTH,
            height,
            Html.text(results.anchor()),
            STYLE));
    out.append(
        String.format(
            Locale.ROOT,
            "<text class=\"head\" x=\"12\" y=\"24\">Luma BD-rate against %s: bits saved at equal"
                + " PSNR</text>%n",
            Html.text(results.anchor())));
    double losses = 0;
    for (Group g : groups) {
      for (Row r : g.rows) {
        losses = Math.max(losses, r.bdRateY() == null ? 0 : r.bdRateY());
      }
    }
    double scale = (WIDTH - LEFT - RIGHT) / (most + losses);
    double zero = LEFT + losses * scale;
    int y = TOP;
    for (Group g : groups) {
      out.append(
          String.format(
              Locale.ROOT, "<text x=\"12\" y=\"%d\">%s</text>%n", y + BAR - 6, Html.text(g.name)));
      for (Row r : g.rows) {
        bar(out, results, r, y, scale, zero);
        y += BAR + GAP;
      }
      y += GROUP_GAP;
    }
    out.append(
        String.format(
            Locale.ROOT,
            "<text class=\"soft\" x=\"12\" y=\"%d\">%s encoder, QP %s, %s interpolation, nnrdoq"
                + " %s</text>%n</svg>%n",
            height - 12,
            Html.text(results.run().encoder()),
            String.join(", ", results.settings().qps().stream().map(String::valueOf).toList()),
            results.settings().interpolation(),
            Html.text(results.run().version())));
    return out.toString();
  }

  private record Group(String name, List<Row> rows) {}

  /** Each sequence, then the mean if there are several; without the anchor. */
  private static List<Group> groups(Results results) {
    List<Group> groups = new ArrayList<>();
    for (SequenceResult s : results.sequences()) {
      groups.add(new Group(s.label(), others(results, s.quantizers())));
    }
    if (groups.size() > 1) {
      for (Results.Group g : results.groups()) {
        if (g.sequenceClass() == null) {
          String name = results.hasSeveralSetups() ? g.setup() + " mean" : "mean";
          groups.add(new Group(name, others(results, g.rows())));
        }
      }
    }
    return groups;
  }

  private static List<Row> others(Results results, List<Row> rows) {
    return rows.stream().filter(r -> !r.quantizer().equals(results.anchor())).toList();
  }

  private static void bar(
      StringBuilder out, Results results, Row r, int y, double scale, double zero) {
    List<String> names = results.quantizers().stream().map(Results.Quantizer::name).toList();
    double value = (r.bdRateY() == null ? 0 : r.bdRateY());
    double length = Math.max(1, Math.abs(value) * scale);
    String label = Html.text(r.quantizer()) + "  " + Numbers.percent(r.figure(Metric.BD_RATE_Y));
    if (r.rdoqGainShare() != null && !r.quantizer().equals("rdoq")) {
      label += " (" + Numbers.share(r.figure(Metric.RDOQ_GAIN_SHARE)) + ")";
    }
    out.append(
        String.format(
            Locale.ROOT,
            "<rect class=\"q%d\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"3\"/>%n"
                + "<text x=\"%.1f\" y=\"%d\">%s</text>%n",
            names.indexOf(r.quantizer()) % Html.COLOURS,
            value <= 0 ? zero : zero - length, // a loss goes to the other side
            y,
            length,
            BAR,
            (value <= 0 ? zero + length : zero) + 8,
            y + BAR - 6,
            label));
  }
}
