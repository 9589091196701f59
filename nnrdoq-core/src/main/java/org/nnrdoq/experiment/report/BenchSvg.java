package org.nnrdoq.experiment.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.nnrdoq.experiment.result.BenchResults;
import org.nnrdoq.experiment.result.Spread;

/**
 * Measured times as one picture, by itself or inside a page; follows light and dark. Bars by case
 * with the spread as a line, or curves where the table has axes.
 */
final class BenchSvg {
  private static final int WIDTH = 720;
  private static final int CHARACTER = 8;
  private static final int RIGHT = 150;
  private static final int BAR = 18;
  private static final int GAP = 5;
  private static final int GROUP_GAP = 16;
  private static final int TOP = 46;
  private static final int BOTTOM = 30;
  private static final int COLOURS = 6;
  private static final double LOGARITHMIC_FROM = 50;
  private static final int LEGEND = 24;

  /** Every rule starts with the class of the picture: in a page it must not reach further. */
  private static final String STYLE =
      """
      .bench text { font: 14px system-ui, "DejaVu Sans", sans-serif; fill: #1c2024; }
      .bench .soft, .bench .tick { fill: #5b6570; font-size: 12px; }
      .bench .label { fill: #5b6570; font-size: 13px; }
      .bench .head { font-weight: 600; }
      .bench .spread { stroke: #5b6570; } .bench .grid { stroke: #d8dee4; }
      .bench .q0 { fill: #6e7781; stroke: #6e7781; } .bench .q1 { fill: #0969da; stroke: #0969da; }
      .bench .q2 { fill: #bc4c00; stroke: #bc4c00; } .bench .q3 { fill: #1a7f37; stroke: #1a7f37; }
      .bench .q4 { fill: #8250df; stroke: #8250df; } .bench .q5 { fill: #bf3989; stroke: #bf3989; }
      .bench .mark, .bench rect { stroke: none; }
      .bench .line { fill: none; stroke-width: 2.2; stroke-linejoin: round; }
      @media (prefers-color-scheme: dark) {
        .bench text { fill: #e4e8ec; }
        .bench .soft, .bench .tick, .bench .label { fill: #9aa4ae; }
        .bench .spread { stroke: #9aa4ae; } .bench .grid { stroke: #30373f; }
        .bench .q0 { fill: #9aa4ae; stroke: #9aa4ae; } .bench .q1 { fill: #58a6ff; stroke: #58a6ff; }
        .bench .q2 { fill: #f0883e; stroke: #f0883e; } .bench .q3 { fill: #56d364; stroke: #56d364; }
        .bench .q4 { fill: #bc8cff; stroke: #bc8cff; } .bench .q5 { fill: #f778ba; stroke: #f778ba; }
        .bench .mark, .bench rect { stroke: none; }
        .bench .line { fill: none; }
      }
      """;

  private final BenchResults results;
  private final BenchResults.Figure figure;
  private final String footer;
  private final List<String> names;

  private BenchSvg(BenchResults results, String footer) {
    this.results = results;
    this.figure = results.figures().get(0);
    this.footer = footer;
    this.names = results.lines().stream().map(BenchResults.Line::candidate).distinct().toList();
  }

  /**
   * Draws the first figure of the table.
   *
   * @param footer plain text below it
   */
  static String of(BenchResults results, String footer) {
    BenchSvg svg = new BenchSvg(results, footer);
    return results.axes().isEmpty() ? svg.bars() : svg.curves();
  }

  private String picture(int width, int height, CharSequence body) {
    String what = results.title() + ": " + figure.name();
    String unit = figure.unit().isEmpty() ? "" : " (" + figure.unit() + ")";
    if (results.axes().isEmpty() && scale().logarithmic) {
      unit += ", logarithmic";
    }
    return String.format(
            Locale.ROOT,
            "<svg class=\"bench\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\""
                + " style=\"max-width: %dpx\" role=\"img\">%n<title>%s</title>%n<style>%n%s</style>%n",
            width,
            height,
            width,
            Html.text(results.title()),
            STYLE)
        + text("head", 12, 24, what + unit)
        + body
        + text("soft", 12, height - 12, footer)
        + "</svg>\n";
  }

  private String bars() {
    Scale scale = scale();
    StringBuilder bars = new StringBuilder();
    int y = TOP;
    List<String> previous = null;
    for (BenchResults.Line line : results.lines()) {
      Spread s = line.figures().get(figure.name());
      if (s == null) {
        continue;
      }
      if (!line.keys().equals(previous)) {
        y += previous == null ? 0 : GROUP_GAP;
        bars.append(text("", 12, y + BAR - 4, String.join(", ", line.keys())));
        previous = line.keys();
      }
      bar(bars, line.candidate(), y, scale, s);
      y += BAR + GAP;
    }
    return picture(WIDTH, y + GROUP_GAP + BOTTOM, bars);
  }

  /** From values to places; by powers of ten where small values would vanish beside large ones. */
  private record Scale(int left, double least, double most, boolean logarithmic) {
    double x(double value) {
      double share = value / most;
      if (logarithmic) {
        share = Math.log(Math.max(value, least) / least) / Math.log(most / least);
      }
      return left + share * (WIDTH - left - RIGHT);
    }
  }

  private Scale scale() {
    int longest = 0;
    double least = Double.POSITIVE_INFINITY;
    double most = 1e-9;
    for (BenchResults.Line line : results.lines()) {
      Spread s = line.figures().get(figure.name());
      longest = Math.max(longest, String.join(", ", line.keys()).length());
      if (s != null) {
        least = Math.min(least, s.low());
        most = Math.max(most, s.high());
      }
    }
    boolean logarithmic = least > 0 && most / least > LOGARITHMIC_FROM;
    return new Scale(
        12 + CHARACTER * (longest + 1),
        logarithmic ? Math.pow(10, Math.floor(Math.log10(least))) : 0,
        most,
        logarithmic);
  }

  private void bar(StringBuilder out, String name, int y, Scale scale, Spread s) {
    out.append(
        String.format(
            Locale.ROOT,
            "<rect class=\"q%d\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"3\"/>%n"
                + "<line class=\"spread\" x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\"/>%n",
            colour(name),
            scale.left,
            y,
            Math.max(1, scale.x(s.median()) - scale.left),
            BAR,
            scale.x(s.low()),
            y + BAR / 2,
            scale.x(s.high()),
            y + BAR / 2));
    int right = (int) scale.x(s.high()) + 8;
    out.append(text("", right, y + BAR - 4, name + "  " + BenchReport.number(s.median())));
  }

  private int colour(String candidate) {
    return names.indexOf(candidate) % COLOURS;
  }

  /**
   * A panel for each axis and each value of the keys that are no axes; along one axis the others
   * are at their largest value.
   */
  private String curves() {
    List<String> titles = new ArrayList<>();
    List<SvgChart> charts = new ArrayList<>();
    for (String axis : results.axes()) {
      int x = results.keys().indexOf(axis);
      panels(axis, x)
          .forEach(
              (title, lines) -> {
                SvgChart chart =
                    new SvgChart(title, axis, figure.unit(), axis, figure.unit(), true)
                        .withZero()
                        .withTicksAt(
                            lines.stream().map(l -> number(l, x)).distinct().sorted().toList());
                for (String name : names) {
                  chart.line(name, colour(name), true, points(lines, name, x));
                }
                titles.add(title);
                charts.add(chart);
              });
    }
    StringBuilder body = new StringBuilder();
    int columns = Math.min(2, charts.size());
    int at = 12;
    for (String name : names) {
      body.append(
          String.format(
              Locale.ROOT,
              "<rect class=\"q%d\" x=\"%d\" y=\"%d\" width=\"12\" height=\"12\" rx=\"2\"/>%n",
              colour(name),
              at,
              TOP - 4));
      body.append(text("", at + 18, TOP + 7, name));
      at += 40 + CHARACTER * name.length();
    }
    int panelHeight = SvgChart.HEIGHT + LEGEND;
    for (int i = 0; i < charts.size(); i++) {
      int left = i % columns * SvgChart.WIDTH;
      int top = TOP + LEGEND + i / columns * panelHeight;
      body.append(text("soft", left + 62, top + 12, titles.get(i)));
      body.append(
          String.format(Locale.ROOT, "<g transform=\"translate(%d %d)\">%n", left, top + 14));
      body.append(charts.get(i).body()).append("</g>\n");
    }
    int rows = (charts.size() + columns - 1) / columns;
    return picture(
        Math.max(WIDTH, columns * SvgChart.WIDTH),
        TOP + LEGEND + rows * panelHeight + BOTTOM,
        body);
  }

  private Map<String, List<BenchResults.Line>> panels(String axis, int x) {
    Map<String, List<BenchResults.Line>> panels = new LinkedHashMap<>();
    for (BenchResults.Line line : results.lines()) {
      List<String> fixed = new ArrayList<>();
      boolean shown = line.figures().containsKey(figure.name());
      for (int k = 0; k < results.keys().size(); k++) {
        String key = results.keys().get(k);
        boolean other = k != x && results.axes().contains(key);
        shown &= !other || number(line, k) == largest(k);
        if (k != x) {
          fixed.add(key + " " + line.keys().get(k));
        }
      }
      if (shown) {
        panels
            .computeIfAbsent(
                "over " + axis + "; " + String.join(", ", fixed), t -> new ArrayList<>())
            .add(line);
      }
    }
    return panels;
  }

  private double largest(int key) {
    return results.lines().stream().mapToDouble(l -> number(l, key)).max().orElse(0);
  }

  private static double number(BenchResults.Line line, int key) {
    return Double.parseDouble(line.keys().get(key));
  }

  private List<double[]> points(List<BenchResults.Line> lines, String name, int x) {
    List<double[]> points = new ArrayList<>();
    for (BenchResults.Line line : lines) {
      if (line.candidate().equals(name)) {
        points.add(new double[] {number(line, x), line.figures().get(figure.name()).median()});
      }
    }
    return points;
  }

  private static String text(String style, int x, int y, String text) {
    return String.format(Locale.ROOT, "<text class=\"%s\" x=\"%d\" y=\"%d\">", style, x, y)
        + Html.text(text)
        + "</text>\n";
  }
}
