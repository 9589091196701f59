package org.nnrdoq.experiment.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.nnrdoq.experiment.bd.Figure;
import org.nnrdoq.experiment.result.Metric;
import org.nnrdoq.experiment.result.Results;
import org.nnrdoq.experiment.result.Row;
import org.nnrdoq.experiment.result.SequenceResult;

/**
 * Reasons and caveats of figures, each kind in one line: those that differ in numbers alone are
 * merged, and the numbers become ranges.
 */
final class Notes {
  private static final Pattern NUMBER = Pattern.compile("\\d+(?:\\.\\d+)?");
  private static final int NAMED = 3;

  /** Notes of one wording. */
  private static final class Kind {
    final List<List<String>> numbers = new ArrayList<>();
    final Set<String> sequences = new LinkedHashSet<>();
    final Set<String> quantizers = new LinkedHashSet<>();
    final Set<String> figures = new LinkedHashSet<>();
    String wording;
  }

  private final Results results;
  private final UnaryOperator<String> names;
  private final Map<String, Kind> kinds = new LinkedHashMap<>();

  private Notes(Results results, UnaryOperator<String> names) {
    this.results = results;
    this.names = names;
  }

  /** All notes of results, in whole lines. */
  static List<String> lines(Results results) {
    return lines(results, UnaryOperator.identity());
  }

  /**
   * All notes of results, in whole lines.
   *
   * @param names what quantizers are called
   */
  static List<String> lines(Results results, UnaryOperator<String> names) {
    Notes notes = new Notes(results, names);
    for (SequenceResult s : results.sequences()) {
      for (Row r : s.quantizers()) {
        notes.add(s, r, "BD-rate Y", r.figure(Metric.BD_RATE_Y));
        notes.add(s, r, "BD-rate U", r.figure(Metric.BD_RATE_U));
        notes.add(s, r, "BD-rate V", r.figure(Metric.BD_RATE_V));
        Figure time = r.figure(Metric.ENCODE_TIME_RATIO);
        if (time instanceof Figure.Value && !r.quantizer().equals(results.anchor())) {
          notes.add(s, r, "time ratio", time);
        }
      }
    }
    List<String> lines = new ArrayList<>();
    notes.kinds.values().forEach(k -> lines.add(notes.line(k)));
    lines.addAll(missing(results));
    return lines;
  }

  /** What could not be run; a setup that could not run anything is mentioned once. */
  private static List<String> missing(Results results) {
    Map<List<String>, Set<String>> byReason = new LinkedHashMap<>();
    for (Results.Missing m : results.missing()) {
      byReason
          .computeIfAbsent(List.of(m.setup(), m.reason()), k -> new LinkedHashSet<>())
          .add(m.sequence());
    }
    List<String> lines = new ArrayList<>();
    byReason.forEach(
        (key, sequences) -> {
          boolean none = results.sequences().stream().noneMatch(s -> s.setup().equals(key.get(0)));
          boolean alone =
              byReason.keySet().stream().filter(k -> k.get(0).equals(key.get(0))).count() == 1;
          lines.add(
              none && alone
                  ? key.get(0) + " could not be run: " + key.get(1)
                  : key.get(0) + ": " + key.get(1) + ": " + String.join(", ", sequences));
        });
    return lines;
  }

  private void add(SequenceResult s, Row row, String figure, Figure f) {
    String text = f instanceof Figure.Value v ? v.note() : f.why().orElseThrow();
    if (text == null) {
      return;
    }
    Matcher m = NUMBER.matcher(text);
    List<String> numbers = new ArrayList<>();
    while (m.find()) {
      numbers.add(m.group());
    }
    // one wording is one line, whatever figures it is about
    Kind kind = kinds.computeIfAbsent(m.replaceAll("#"), k -> new Kind());
    kind.wording = text;
    kind.numbers.add(numbers);
    kind.sequences.add(s.label());
    kind.quantizers.add(names.apply(row.quantizer()));
    kind.figures.add(figure);
  }

  private String line(Kind kind) {
    int others = results.quantizers().size() - 1;
    String where =
        some(kind.sequences, results.sequences().size(), "sequences")
            + " "
            + (kind.quantizers.size() >= Math.max(2, others)
                ? "all quantizers"
                : String.join(", ", kind.quantizers));
    return where + " " + String.join(", ", kind.figures) + ": " + ranges(kind);
  }

  private static String some(Set<String> names, int all, String what) {
    if (all > 1 && names.size() == all) {
      return "all " + what + ",";
    }
    List<String> list = List.copyOf(names);
    return list.size() <= NAMED
        ? String.join(", ", list)
        : String.join(", ", list.subList(0, NAMED)) + " and " + (list.size() - NAMED) + " more,";
  }

  private static String ranges(Kind kind) {
    StringBuilder out = new StringBuilder();
    Matcher m = NUMBER.matcher(kind.wording);
    int index = 0;
    while (m.find()) {
      int i = index++;
      List<String> values = kind.numbers.stream().map(n -> n.get(i)).distinct().toList();
      m.appendReplacement(out, Matcher.quoteReplacement(range(values)));
    }
    return m.appendTail(out).toString();
  }

  private static String range(List<String> values) {
    String least = values.get(0);
    String most = values.get(0);
    for (String v : values) {
      least = number(v) < number(least) ? v : least;
      most = number(v) > number(most) ? v : most;
    }
    return least.equals(most) ? least : String.format(Locale.ROOT, "%s to %s", least, most);
  }

  private static double number(String text) {
    return Double.parseDouble(text);
  }
}
