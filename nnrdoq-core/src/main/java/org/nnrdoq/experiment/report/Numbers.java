package org.nnrdoq.experiment.report;

import java.util.Locale;
import org.nnrdoq.experiment.bd.Figure;

/** Figures as people read them. */
final class Numbers {
  /** What stands where there is no number. */
  static final String NONE = "n/a";

  private Numbers() {}

  static String percent(Figure f) {
    return format(f, "%+.2f %%");
  }

  static String decibel(Figure f) {
    return format(f, "%+.3f dB");
  }

  static String ratio(Figure f) {
    return format(f, "%.2f");
  }

  static String share(Figure f) {
    return format(f.map(v -> 100 * v), "%.0f %%");
  }

  static String format(Figure f, String format) {
    if (f.number().isEmpty()) {
      return NONE;
    }
    String text = String.format(Locale.ROOT, format, f.number().getAsDouble());
    // a rounded zero has no sign
    return text.matches("[+-]0\\.0+( .*)?") ? text.substring(1) : text;
  }
}
