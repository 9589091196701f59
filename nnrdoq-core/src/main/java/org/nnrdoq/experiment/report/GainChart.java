package org.nnrdoq.experiment.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.nnrdoq.experiment.result.Metric;
import org.nnrdoq.experiment.result.Results;
import org.nnrdoq.experiment.result.Row;
import org.nnrdoq.experiment.result.SequenceResult;

/**
 * Luma BD-rates of all sequences and quantizers on one scale: a line of dots for each sequence, its
 * name above, so that the dots have the whole width on a narrow screen too.
 */
final class GainChart {
  private static final int WIDTH = 620;
  private static final int LEFT = 16;
  private static final int RIGHT = 16;
  private static final int TOP = 30;
  private static final int ROW = 42;
  private static final int DOTS = 30;
  private static final int BOTTOM = 36;
  private static final int LONGEST = 44;

  private final Results results;
  private final ShortNames names;

  private record Line(String label, boolean mean, List<Row> rows) {}

  GainChart(Results results, ShortNames names) {
    this.results = results;
    this.names = names;
  }

  /** SVG for the page's style sheet; empty if there is nothing to draw. */
  String svg() {
    List<Line> lines = new ArrayList<>();
    for (Results.Group g : results.groups()) {
      if (g.sequenceClass() != null) {
        continue;
      }
      for (SequenceResult s : results.sequences()) {
        if (s.setup().equals(g.setup())) {
          lines.add(new Line(s.label(), false, s.quantizers()));
        }
      }
      if (g.rows().stream().anyMatch(r -> r.bdRateY() != null) && results.hasMeans()) {
        String label = results.hasSeveralSetups() ? g.setup() + " mean" : "mean";
        lines.add(new Line(label, true, g.rows()));
      }
    }
    double least = 0;
    double most = 0;
    for (Line line : lines) {
      for (Row r : line.rows) {
        if (r.bdRateY() != null) {
          least = Math.min(least, r.bdRateY());
          most = Math.max(most, r.bdRateY());
        }
      }
    }
    if (least == 0 && most == 0) {
      return "";
    }
    double pad = 0.06 * (most - least);
    return draw(lines, least - pad, most + pad);
  }

  private String draw(List<Line> lines, double least, double most) {
    int bottom = TOP + ROW * lines.size();
    StringBuilder out = new StringBuilder();
    out.append(
        String.format(
            Locale.ROOT,
            "<svg class=\"gains\" viewBox=\"0 0 %d %d\" role=\"img\""
                + " aria-label=\"Luma BD-rate of every quantizer on every sequence\">%n",
            WIDTH,
            bottom + BOTTOM));
    List<Double> ticks = Ticks.linear(least, most, 6);
    for (double tick : ticks) {
      double x = x(tick, least, most);
      out.append(
          String.format(
              Locale.ROOT,
              "<line class=\"%s\" x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\"/>"
                  + "<text class=\"tick\" x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>%n",
              Math.abs(tick) < 1e-9 ? "axis" : "grid",
              x,
              TOP - 6,
              x,
              bottom,
              x,
              TOP - 11,
              Ticks.label(tick, ticks)));
    }
    for (int i = 0; i < lines.size(); i++) {
      line(out, lines.get(i), TOP + ROW * i, least, most);
    }
    out.append(
        String.format(
            Locale.ROOT,
            "<text class=\"label\" x=\"%d\" y=\"%d\" text-anchor=\"middle\">luma BD-rate in %%,"
                + " left of 0 saves bits</text>%n</svg>%n",
            (LEFT + WIDTH - RIGHT) / 2,
            bottom + 22));
    return out.toString();
  }

  private void line(StringBuilder out, Line line, int y, double least, double most) {
    String label = line.label.length() > LONGEST ? shortened(line.label) : line.label;
    out.append(
        String.format(
            Locale.ROOT,
            "<text class=\"%s\" x=\"%d\" y=\"%d\">%s<title>%s</title></text>"
                + "<line class=\"grid\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>%n",
            line.mean ? "name strong" : "name",
            LEFT,
            y + 17,
            Html.text(label),
            Html.text(line.label),
            LEFT,
            y + DOTS,
            WIDTH - RIGHT,
            y + DOTS));
    for (Row r : line.rows) {
      if (r.bdRateY() != null && !r.quantizer().equals(results.anchor())) {
        out.append(
            String.format(
                Locale.ROOT,
                "<circle class=\"mark q%d\" cx=\"%.1f\" cy=\"%d\" r=\"%d\"><title>%s, %s: BD-rate"
                    + " Y %s</title></circle>%n",
                names.colour(r.quantizer()),
                x(r.bdRateY(), least, most),
                y + DOTS,
                line.mean ? 7 : 6,
                Html.text(line.label),
                Html.text(r.quantizer()),
                Numbers.percent(r.figure(Metric.BD_RATE_Y))));
      }
    }
  }

  private static String shortened(String label) {
    return label.substring(0, LONGEST / 2) + "…" + label.substring(label.length() - LONGEST / 2);
  }

  private static double x(double value, double least, double most) {
    return LEFT + (value - least) / (most - least) * (WIDTH - LEFT - RIGHT);
  }
}
