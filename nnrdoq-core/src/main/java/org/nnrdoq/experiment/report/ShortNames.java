package org.nnrdoq.experiment.report;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nnrdoq.experiment.result.Results;

/**
 * Names of quantizers that fit into a column: a long one, of a model's file, becomes its kind with
 * a number. The page's legend has the full ones.
 */
final class ShortNames {
  private static final int LONGEST = 14;

  private final Map<String, String> names = new HashMap<>();
  private final List<Results.Quantizer> quantizers;

  ShortNames(Results results) {
    quantizers = results.quantizers();
    Set<String> taken = new HashSet<>();
    for (Results.Quantizer q : quantizers) {
      if (q.name().length() <= LONGEST) {
        names.put(q.name(), q.name());
        taken.add(q.name());
      }
    }
    for (Results.Quantizer q : quantizers) {
      if (q.name().length() > LONGEST) {
        int number = 1;
        while (!taken.add(q.kind() + " " + number)) {
          number++;
        }
        names.put(q.name(), q.kind() + " " + number);
      }
    }
  }

  /** The short name. */
  String plain(String quantizer) {
    return names.getOrDefault(quantizer, quantizer);
  }

  /** The short name, as HTML. */
  String html(String quantizer) {
    return Html.text(names.getOrDefault(quantizer, quantizer));
  }

  /** Number of the quantizer's colour. */
  int colour(String quantizer) {
    for (int i = 0; i < quantizers.size(); i++) {
      if (quantizers.get(i).name().equals(quantizer)) {
        return i % Html.COLOURS;
      }
    }
    return 0;
  }

  /** A list of all, in their colours, each with its full name and network. */
  String legend(String anchor) {
    StringBuilder out = new StringBuilder("<ul class=\"legend\">");
    for (Results.Quantizer q : quantizers) {
      out.append("<li class=\"q").append(colour(q.name())).append("\"><b>");
      out.append(html(q.name())).append("</b>");
      if (!names.get(q.name()).equals(q.name())) {
        out.append(" <span>").append(Html.text(q.name())).append("</span>");
      }
      if (q.name().equals(anchor)) {
        out.append(" <span>anchor</span>");
      }
      out.append("</li>");
    }
    return out.append("</ul>\n").toString();
  }
}
