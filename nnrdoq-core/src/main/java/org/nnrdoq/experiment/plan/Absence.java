package org.nnrdoq.experiment.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A sequence that belongs to a comparison but cannot be part of it, so that means say "n of N".
 *
 * @param setup where it is missing
 * @param sequence its name
 * @param sequenceClass its class, or {@code null}
 * @param reason why, in one line
 */
public record Absence(Setup setup, String sequence, String sequenceClass, String reason) {
  /**
   * Says what is missing, in lines {@code setups: reason: sequences}.
   *
   * @param absences a setup's name, a reason and a sequence's name each
   */
  public static List<String> lines(List<List<String>> absences) {
    Map<List<String>, Set<String>> sequences = new LinkedHashMap<>();
    for (List<String> a : absences) {
      sequences.computeIfAbsent(a.subList(0, 2), k -> new LinkedHashSet<>()).add(a.get(2));
    }
    Map<String, List<String>> setups = new LinkedHashMap<>();
    sequences.forEach(
        (key, names) ->
            setups
                .computeIfAbsent(
                    key.get(1) + ": " + String.join(", ", names), k -> new ArrayList<>())
                .add(key.get(0)));
    List<String> lines = new ArrayList<>();
    setups.forEach((what, where) -> lines.add(String.join(", ", where) + ": " + what));
    return lines;
  }
}
