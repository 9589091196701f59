package org.nnrdoq.experiment.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Round numbers along an axis. */
final class Ticks {
  private Ticks() {}

  /** About eight multiples of 1, 2 or 5 times a power of ten. */
  static List<Double> linear(double min, double max) {
    return linear(min, max, 8);
  }

  /** About so many multiples of 1, 2 or 5 times a power of ten. */
  static List<Double> linear(double min, double max, int about) {
    double rough = (max - min) / about;
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

  /** A tick with as many decimals as tell it from its neighbours. */
  static String label(double value, List<Double> ticks) {
    double step = Double.POSITIVE_INFINITY;
    for (int i = 1; i < ticks.size(); i++) {
      step = Math.min(step, ticks.get(i) - ticks.get(i - 1));
    }
    if (!(step > 0) || Double.isInfinite(step)) {
      return label(value);
    }
    if (Math.abs(value) < step / 1000) {
      return "0"; // never -0
    }
    if (Math.abs(value) >= 10_000 && step >= 1000) {
      return String.format(Locale.ROOT, "%.0fk", value / 1000);
    }
    int decimals = Math.max(0, (int) Math.ceil(-Math.log10(step) - 1e-9));
    return String.format(Locale.ROOT, "%." + Math.min(decimals, 9) + "f", value);
  }

  /** A value by itself. */
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
