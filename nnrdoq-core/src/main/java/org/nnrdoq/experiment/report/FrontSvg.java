package org.nnrdoq.experiment.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.nnrdoq.experiment.result.Front;

/**
 * Choices as dots over processor time, a line for each quantizer through the setups, and the two
 * fronts as steps: thin without networks, thick with them.
 */
final class FrontSvg {
  private static final int WIDTH = 620;
  private static final int HEIGHT = 470;
  private static final int LEFT = 66;
  private static final int RIGHT = 20;
  private static final int TOP = 66;
  private static final int BOTTOM = 52;
  private static final int COLOURS = 10;
  private static final int CHARACTER = 8;
  private static final int LINE = 16;

  /** What the page's style sheet says too, for the picture that stands alone. */
  private static final String STYLE =
      """
      .front { font: 14px system-ui, sans-serif; }
      .front .name { fill: #1c2024; }
      .front .tick, .front .label { fill: #5b6570; font-size: 12px; }
      .front .grid { stroke: #d8dee4; }
      .front .step { fill: none; stroke: #5b6570; stroke-dasharray: 4 3; }
      .front .best { fill: none; stroke: #1c2024; stroke-width: 2; }
      .front .line { fill: none; stroke-width: 1.4; stroke: var(--mine); opacity: .6; }
      .front .mark { fill: var(--mine); }
      .q0 { --mine: #6e7781; } .q1 { --mine: #0969da; } .q2 { --mine: #bc4c00; }
      .q3 { --mine: #1a7f37; } .q4 { --mine: #8250df; } .q5 { --mine: #bf3989; }
      .q6 { --mine: #8a6d00; } .q7 { --mine: #0a7d8c; } .q8 { --mine: #a0522d; }
      .q9 { --mine: #4d5bbd; }
      @media (prefers-color-scheme: dark) {
        .front .name { fill: #e4e8ec; }
        .front .tick, .front .label { fill: #9aa4ae; }
        .front .grid { stroke: #30373f; }
        .front .step { stroke: #9aa4ae; }
        .front .best { stroke: #e4e8ec; }
      }
      """;

  private final List<Front.Entry> entries;
  private final List<String> candidates;
  private final double[] times;
  private final double[] rates;

  private FrontSvg(Front front) {
    this.entries =
        front.choices().stream().filter(e -> e.measured().bdRateY().number().isPresent()).toList();
    this.candidates =
        entries.stream()
            .sorted(Comparator.comparing(e -> !e.isReference()))
            .map(e -> e.measured().choice().candidate())
            .distinct()
            .toList();
    this.times = range(entries.stream().mapToDouble(FrontSvg::time).toArray());
    this.rates = range(entries.stream().mapToDouble(FrontSvg::rate).toArray());
  }

  /** A picture that stands alone. */
  static String file(Front front, String footer) {
    String attributes =
        " xmlns=\"http://www.w3.org/2000/svg\" style=\"max-width: " + WIDTH + "px\"";
    String more =
        "<style>\n" + STYLE + "</style>\n" + text("tick", 12, HEIGHT + 16, "start", footer);
    return new FrontSvg(front).picture(attributes, more, HEIGHT + 26);
  }

  /** For a page. */
  static String inline(Front front) {
    return new FrontSvg(front).picture("", "", HEIGHT);
  }

  private static double time(Front.Entry e) {
    return Math.log10(e.measured().time().median());
  }

  private static double rate(Front.Entry e) {
    return e.measured().bdRateY().number().orElseThrow();
  }

  private static double[] range(double[] values) {
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    for (double v : values) {
      min = Math.min(min, v);
      max = Math.max(max, v);
    }
    double pad = Math.max(0.05 * (max - min), 0.01);
    return new double[] {min - pad, max + pad};
  }

  private String picture(String attributes, String more, int height) {
    if (entries.isEmpty()) {
      return "<p class=\"none\">no choice has a BD-rate</p>\n";
    }
    StringBuilder out = new StringBuilder();
    out.append(
        String.format(
            Locale.ROOT,
            "<svg class=\"front\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"Luma BD-rate over"
                + " processor time\"%s>%n",
            WIDTH,
            height,
            attributes));
    axes(out);
    steps(out, "step", entries.stream().filter(Front.Entry::isOnReferenceFront).toList());
    steps(out, "best", entries.stream().filter(Front.Entry::isOnFront).toList());
    candidates.forEach(c -> line(out, c));
    names(out);
    legend(out);
    return out.append(more).append("</svg>\n").toString();
  }

  private void axes(StringBuilder out) {
    List<Double> ticks = Ticks.linear(rates[0], rates[1]);
    for (double tick : ticks) {
      double y = y(tick);
      out.append(grid(LEFT, y, WIDTH - RIGHT, y));
      out.append(text("tick", LEFT - 6, y + 4, "end", Ticks.label(tick, ticks)));
    }
    for (double tick : Ticks.logarithmic(times[0], times[1])) {
      double x = x(tick);
      out.append(grid(x, TOP, x, HEIGHT - BOTTOM));
      out.append(text("tick", x, HEIGHT - BOTTOM + 18, "middle", Ticks.label(Math.pow(10, tick))));
    }
    double middle = (LEFT + WIDTH - RIGHT) / 2.0;
    out.append(
        text(
            "label", middle, HEIGHT - 12, "middle", "processor time to the anchor's, logarithmic"));
    out.append(
        String.format(
            Locale.ROOT,
            "<text class=\"label\" transform=\"translate(16 %d) rotate(-90)\""
                + " text-anchor=\"middle\">luma BD-rate in %%, lower is better</text>%n",
            (TOP + HEIGHT - BOTTOM) / 2));
  }

  /** From each choice of a front to the right, then down to the next. */
  private void steps(StringBuilder out, String style, List<Front.Entry> front) {
    if (front.isEmpty()) {
      return;
    }
    StringBuilder path = new StringBuilder();
    for (Front.Entry e : front) {
      String place = path.isEmpty() ? "M%.1f %.1f" : "H%.1fV%.1f";
      path.append(String.format(Locale.ROOT, place, x(time(e)), y(rate(e))));
    }
    out.append(
        String.format(
            Locale.ROOT, "<path class=\"%s\" d=\"%sH%d\"/>%n", style, path, WIDTH - RIGHT));
  }

  private void line(StringBuilder out, String candidate) {
    List<Front.Entry> own = new ArrayList<>(entries);
    own.removeIf(e -> !e.measured().choice().candidate().equals(candidate));
    int colour = candidates.indexOf(candidate) % COLOURS;
    StringBuilder path = new StringBuilder();
    for (Front.Entry e : own) {
      path.append(
          String.format(
              Locale.ROOT, "%s%.1f %.1f", path.isEmpty() ? "M" : "L", x(time(e)), y(rate(e))));
    }
    out.append(String.format(Locale.ROOT, "<path class=\"line q%d\" d=\"%s\"/>%n", colour, path));
    for (Front.Entry e : own) {
      Front.Measured m = e.measured();
      out.append(
          String.format(
              Locale.ROOT,
              "<circle class=\"mark q%d\" cx=\"%.1f\" cy=\"%.1f\" r=\"%s\"><title>%s: %.2f of the time,"
                  + " %+.2f %%</title></circle>%n",
              colour,
              x(time(e)),
              y(rate(e)),
              e.isOnFront() ? "5" : "3.2",
              Html.text(m.choice().text()),
              m.time().median(),
              rate(e)));
    }
  }

  /** Setups on the front, each where there is room for its name. */
  private void names(StringBuilder out) {
    double lastX = Double.NEGATIVE_INFINITY;
    double lastY = 0;
    for (Front.Entry e : entries) {
      double x = x(time(e));
      double y = y(rate(e));
      String name = e.measured().choice().setup();
      boolean isFree = x - lastX > CHARACTER * name.length() || Math.abs(y - lastY) > LINE;
      if (e.isOnFront() && isFree) {
        boolean isRight = x + CHARACTER * name.length() + 10 > WIDTH;
        out.append(text("name", isRight ? x - 4 : x + 6, y - 8, isRight ? "end" : "start", name));
        lastX = x;
        lastY = y;
      }
    }
  }

  private void legend(StringBuilder out) {
    double at = LEFT;
    for (int i = 0; i < candidates.size(); i++) {
      out.append(
          String.format(
              Locale.ROOT,
              "<circle class=\"mark q%d\" cx=\"%.1f\" cy=\"18\" r=\"5\"/>%n",
              i % COLOURS,
              at + 6));
      out.append(text("name", at + 16, 23, "start", candidates.get(i)));
      at += 44 + 9 * candidates.get(i).length();
    }
    out.append(
        String.format(
            Locale.ROOT,
            "<path class=\"best\" d=\"M%d 42h26\"/>%n<path class=\"step\" d=\"M%d 42h26\"/>%n",
            LEFT,
            LEFT + 110));
    out.append(text("name", LEFT + 32, 47, "start", "front"));
    out.append(text("name", LEFT + 142, 47, "start", "front without networks"));
  }

  private double x(double logTime) {
    return LEFT + (logTime - times[0]) / (times[1] - times[0]) * (WIDTH - LEFT - RIGHT);
  }

  private double y(double rate) {
    return HEIGHT - BOTTOM - (rate - rates[0]) / (rates[1] - rates[0]) * (HEIGHT - TOP - BOTTOM);
  }

  private static String grid(double x1, double y1, double x2, double y2) {
    return String.format(
        Locale.ROOT,
        "<line class=\"grid\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>%n",
        x1,
        y1,
        x2,
        y2);
  }

  private static String text(String style, double x, double y, String anchor, String text) {
    return String.format(
            Locale.ROOT,
            "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">",
            style,
            x,
            y,
            anchor)
        + Html.text(text)
        + "</text>\n";
  }
}
