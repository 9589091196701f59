package org.nnrdoq.experiment.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Round numbers along an axis. */
final class Ticks {
  private Ticks() {}

  /** Five to ten multiples of 1, 2 or 5 times a power of ten. */
  static List<Double> linear(double min, double max) {
    double rough = (max - min) / 8;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double step = power;
    for (double factor : new double[] {2, 5, 10}) {
      if (step < rough) {
        step = factor * power;
      }
    }
    List<Double> ticks = new ArrayList<>();
    for (long i = (long) Math.ceil(min / step); i * step <= max; i++) {
      ticks.add(i * step);
    }
    return ticks;
  }

  /** Powers of ten with 2 and 5 between, as logarithms; range given as logarithms. */
  static List<Double> logarithmic(double min, double max) {
    List<Double> ticks = new ArrayList<>();
    boolean wide = max - min > 1.5;
    double[] factors = wide ? new double[] {1, 3} : new double[] {1, 1.5, 2, 3, 5, 7};
    for (int decade = (int) Math.floor(min); decade <= max; decade++) {
      for (double factor : factors) {
        double tick = decade + Math.log10(factor);
        if (tick >= min && tick <= max) {
          ticks.add(tick);
        }
      }
    }
    return ticks;
  }

  static String label(double value) {
    double magnitude = Math.abs(value);
    if (magnitude >= 10_000) {
      return String.format(Locale.ROOT, "%.0fk", value / 1000);
    }
    if (magnitude < 1e-9) {
      return "0";
    }
    String text = String.format(Locale.ROOT, magnitude >= 100 ? "%.0f" : "%.2f", value);
    return text.contains(".") ? text.replaceAll("0+$", "").replaceAll("\\.$", "") : text;
  }
}
