package org.nnrdoq.experiment.report;

import java.util.IdentityHashMap;
import java.util.Map;
import org.nnrdoq.experiment.result.Results;

/** Where results.json holds what: JSON pointers (RFC 6901), in the order of {@link ResultsJson}. */
final class Pointers {
  private Pointers() {}

  /**
   * Of every {@link Results.SequenceRows}, and of every {@link Results.GroupRows} with the number
   * of its first row after a {@code #}.
   */
  static Map<Object, String> of(Results results) {
    Map<Object, String> pointers = new IdentityHashMap<>();
    for (int i = 0; i < results.sequences().size(); i++) {
      pointers.put(results.sequences().get(i), "/sequences/" + i + "/quantizers#0");
    }
    int overall = 0;
    int classes = 0;
    for (Results.GroupRows g : results.groups()) {
      if (g.sequenceClass() == null) {
        pointers.put(g, "/overall#" + overall);
        overall += g.rows().size();
      } else {
        pointers.put(g, "/classes#" + classes);
        classes += g.rows().size();
      }
    }
    return pointers;
  }

  /** Of the row with this number. */
  static String row(String base, int index) {
    int at = base.indexOf('#');
    return base.substring(0, at) + "/" + (Integer.parseInt(base.substring(at + 1)) + index);
  }
}
