package org.nnrdoq.experiment.bench;

import java.util.List;
import java.util.Map;

/**
 * A table of measured times, whatever was measured.
 *
 * @param schema name of its JSON form
 * @param title what was measured
 * @param keys what tells the cases apart, for example {@code clip} and {@code qp}
 * @param figures names of the figures of a line, in order; the first one is drawn
 * @param rounds how often everything was measured
 * @param lines by case, then by candidate
 */
public record BenchResults(
    String schema,
    String title,
    List<String> keys,
    List<String> figures,
    int rounds,
    List<Line> lines) {

  public BenchResults {
    keys = List.copyOf(keys);
    figures = List.copyOf(figures);
    lines = List.copyOf(lines);
  }

  /**
   * One candidate in one case.
   *
   * @param keys of the case, as many as the table has
   * @param candidate what was measured
   * @param figures by name
   */
  public record Line(List<String> keys, String candidate, Map<String, Spread> figures) {}
}
