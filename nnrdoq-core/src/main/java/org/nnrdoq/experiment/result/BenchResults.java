package org.nnrdoq.experiment.result;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A table of measured times, whatever was measured.
 *
 * @param schema name of its JSON form
 * @param title what was measured
 * @param keys what tells the cases apart, for example {@code clip} and {@code qp}
 * @param figures of a line, in order; the first one is drawn
 * @param axes those keys that are numbers to draw curves over; empty: bars are drawn
 * @param rounds how often everything was measured
 * @param lines by case, then by candidate
 * @param notes sentences that a reader of the figures needs
 * @since 1.0
 */
public record BenchResults(
    String schema,
    String title,
    List<String> keys,
    List<Figure> figures,
    List<String> axes,
    int rounds,
    List<Line> lines,
    List<String> notes) {

  /**
   * Checks the values and copies the collections.
   *
   * @param schema name of its JSON form
   * @param title what was measured
   * @param keys what tells the cases apart, for example {@code clip} and {@code qp}
   * @param figures of a line, in order; the first one is drawn
   * @param axes those keys that are numbers to draw curves over; empty: bars are drawn
   * @param rounds how often everything was measured
   * @param lines by case, then by candidate
   * @param notes sentences that a reader of the figures needs
   * @throws IllegalArgumentException if one is out of its range
   */
  public BenchResults {
    keys = List.copyOf(keys);
    figures = List.copyOf(figures);
    axes = List.copyOf(axes);
    lines = List.copyOf(lines);
    notes = List.copyOf(notes);
    if (figures.isEmpty() || !keys.containsAll(axes)) {
      throw new IllegalArgumentException("expected a figure, and axes that are keys: " + axes);
    }
    for (Line line : lines) {
      if (line.keys.size() != keys.size()) {
        throw new IllegalArgumentException(line + ": expected a value for each of " + keys);
      }
    }
  }

  /**
   * A column.
   *
   * @param name unique in its table
   * @param unit of the values; empty for ratios
   * @param brief whether tables for people leave the spread out
   */
  public record Figure(String name, String unit, boolean brief) {}

  /**
   * One candidate in one case.
   *
   * @param keys of the case, as many as the table has
   * @param candidate what was measured
   * @param figures by name; those that make no sense for it are not there
   */
  public record Line(List<String> keys, String candidate, Map<String, Spread> figures) {
    /**
     * Copies the collections.
     *
     * @param keys of the case, as many as the table has
     * @param candidate what was measured
     * @param figures by name; those that make no sense for it are not there
     */
    public Line {
      keys = List.copyOf(keys);
      figures = Map.copyOf(figures);
    }
  }

  /**
   * {@return the same table with more lines, each after those of its case, and more notes}
   *
   * @param moreLines to add
   * @param moreNotes to add
   */
  public BenchResults with(List<Line> moreLines, List<String> moreNotes) {
    List<Line> all = new ArrayList<>(lines);
    Map<List<String>, Integer> last = new HashMap<>();
    for (Line line : moreLines) {
      last.clear();
      for (int i = 0; i < all.size(); i++) {
        last.put(all.get(i).keys, i);
      }
      all.add(last.getOrDefault(line.keys, all.size() - 1) + 1, line);
    }
    List<String> allNotes = new ArrayList<>(notes);
    allNotes.addAll(moreNotes);
    return new BenchResults(schema, title, keys, figures, axes, rounds, all, allNotes);
  }
}
