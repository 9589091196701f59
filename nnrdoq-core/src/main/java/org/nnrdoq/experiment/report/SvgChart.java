package org.nnrdoq.experiment.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A line chart as inline SVG, coloured by the page's style sheet so that it follows light and dark.
 */
final class SvgChart {
  static final int WIDTH = 560;
  static final int HEIGHT = 340;
  private static final int LEFT = 62;
  private static final int RIGHT = 14;
  private static final int TOP = 12;
  private static final int BOTTOM = 48;

  private final String title;
  private final String xLabel;
  private final String yLabel;
  private final String xUnit;
  private final String yUnit;
  private final boolean logX;
  private final List<Line> lines = new ArrayList<>();
  private boolean zeroLine;
  private List<Double> ticksX;

  private record Line(String name, int colour, boolean marks, List<double[]> points) {}

  /**
   * An empty chart.
   *
   * @param xLabel of the horizontal axis, with its unit
   * @param yLabel of the vertical axis, with its unit
   * @param xUnit unit of values, for tooltips
   * @param yUnit unit of values, for tooltips
   * @param logX whether the horizontal axis is logarithmic
   */
  SvgChart(String title, String xLabel, String yLabel, String xUnit, String yUnit, boolean logX) {
    this.xUnit = xUnit.isEmpty() ? "" : " " + xUnit;
    this.yUnit = yUnit.isEmpty() ? "" : " " + yUnit;
    this.title = title;
    this.xLabel = xLabel;
    this.yLabel = yLabel;
    this.logX = logX;
  }

  /** Adds a curve; {@code colour} is the number of a class q0, q1, ... of the style sheet. */
  SvgChart line(String name, int colour, boolean marks, List<double[]> points) {
    if (!points.isEmpty()) {
      lines.add(new Line(name, colour, marks, points));
    }
    return this;
  }

  /** Draws the horizontal at 0 and makes sure that it is in view. */
  SvgChart withZero() {
    zeroLine = true;
    return this;
  }

  /** Marks these values of the horizontal axis and no others; ascending. */
  SvgChart withTicksAt(List<Double> values) {
    ticksX = values;
    return this;
  }

  String svg() {
    if (lines.isEmpty()) {
      return "<p class=\"none\">" + Html.text(title) + ": no curve to draw</p>\n";
    }
    return String.format(
            Locale.ROOT,
            "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">%n",
            WIDTH,
            HEIGHT,
            Html.text(title))
        + body()
        + "</svg>\n";
  }

  /** What is drawn, without the element around it; needs a curve. */
  String body() {
    double[] x = range(0);
    double[] y = range(1);
    StringBuilder out = new StringBuilder();
    axes(out, x, y);
    for (Line line : lines) {
      draw(out, line, x, y);
    }
    return out.toString();
  }

  private double[] range(int axis) {
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    for (Line line : lines) {
      for (double[] p : line.points) {
        double v = axis == 0 && logX ? Math.log10(p[0]) : p[axis];
        min = Math.min(min, v);
        max = Math.max(max, v);
      }
    }
    if (axis == 1 && zeroLine) {
      min = Math.min(min, 0);
      max = Math.max(max, 0);
    }
    double pad = Math.max(0.05 * (max - min), 1e-6);
    return new double[] {min - pad, max + pad};
  }

  private void axes(StringBuilder out, double[] x, double[] y) {
    List<Double> vertical = Ticks.linear(y[0], y[1]);
    for (double tick : vertical) {
      double py = py(tick, y);
      out.append(
          String.format(
              Locale.ROOT,
              "<line class=\"grid\" x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\"/>"
                  + "<text class=\"tick\" x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>%n",
              LEFT,
              py,
              WIDTH - RIGHT,
              py,
              LEFT - 6,
              py + 4,
              Ticks.label(tick, vertical)));
    }
    List<Double> ticks =
        ticksX != null
            ? ticksX.stream().map(v -> logX ? Math.log10(v) : v).toList()
            : logX ? Ticks.logarithmic(x[0], x[1]) : Ticks.linear(x[0], x[1]);
    for (double tick : ticks) {
      double px = px(tick, x);
      out.append(
          String.format(
              Locale.ROOT,
              "<line class=\"grid\" x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\"/>"
                  + "<text class=\"tick\" x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>%n",
              px,
              TOP,
              px,
              HEIGHT - BOTTOM,
              px,
              HEIGHT - BOTTOM + 18,
              logX ? Ticks.label(Math.pow(10, tick)) : Ticks.label(tick, ticks)));
    }
    if (zeroLine) {
      out.append(
          String.format(
              Locale.ROOT,
              "<line class=\"axis\" x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\"/>%n",
              LEFT,
              py(0, y),
              WIDTH - RIGHT,
              py(0, y)));
    }
    out.append(
        String.format(
            Locale.ROOT,
            "<text class=\"label\" x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>"
                + "<text class=\"label\" transform=\"translate(14 %d) rotate(-90)\""
                + " text-anchor=\"middle\">%s</text>%n",
            (LEFT + WIDTH - RIGHT) / 2,
            HEIGHT - 8,
            Html.text(xLabel),
            (TOP + HEIGHT - BOTTOM) / 2,
            Html.text(yLabel)));
  }

  private void draw(StringBuilder out, Line line, double[] x, double[] y) {
    StringBuilder path = new StringBuilder();
    for (double[] p : line.points) {
      double px = px(logX ? Math.log10(p[0]) : p[0], x);
      path.append(
          String.format(
              Locale.ROOT, "%s%.1f %.1f", path.length() == 0 ? "M" : "L", px, py(p[1], y)));
    }
    out.append(
        String.format(Locale.ROOT, "<path class=\"line q%d\" d=\"%s\"/>%n", line.colour, path));
    if (line.marks) {
      for (double[] p : line.points) {
        double px = px(logX ? Math.log10(p[0]) : p[0], x);
        out.append(
            String.format(
                Locale.ROOT,
                "<circle class=\"mark q%d\" cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\">"
                    + "<title>%s: %.2f%s, %.3f%s</title></circle>%n",
                line.colour,
                px,
                py(p[1], y),
                Html.text(line.name),
                p[0],
                Html.text(xUnit),
                p[1],
                Html.text(yUnit)));
      }
    }
  }

  private static double px(double v, double[] range) {
    return LEFT + (v - range[0]) / (range[1] - range[0]) * (WIDTH - LEFT - RIGHT);
  }

  private static double py(double v, double[] range) {
    return HEIGHT - BOTTOM - (v - range[0]) / (range[1] - range[0]) * (HEIGHT - TOP - BOTTOM);
  }
}
