package org.nnrdoq.experiment;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.nnrdoq.encoder.EncodeJob;
import org.nnrdoq.experiment.bd.Interpolation;

/**
 * What to encode and how to compare it.
 *
 * @param clips one or more, with distinct names
 * @param candidates one or more, with distinct names
 * @param anchor name of the candidate that the others are measured against
 * @param qps distinct values 0..51, ascending
 * @param threads worker threads of each encode
 * @param tools coding tools
 * @param interpolation curve drawn through the points
 */
public record ComparisonPlan(
    List<Clip> clips,
    List<Candidate> candidates,
    String anchor,
    List<Integer> qps,
    int threads,
    EncodeJob.Tools tools,
    Interpolation interpolation) {

  public ComparisonPlan {
    clips = List.copyOf(clips);
    candidates = List.copyOf(candidates);
    qps = qps.stream().sorted().toList();
    requireDistinct("sequence", clips.stream().map(Clip::name).toList());
    requireDistinct("quantizer", candidates.stream().map(Candidate::name).toList());
    requireDistinct("QP", qps.stream().map(String::valueOf).toList());
    for (int qp : qps) {
      if (qp < 0 || qp > 51) {
        throw new IllegalArgumentException("qp=" + qp + ": expected 0..51");
      }
    }
    List<String> names = candidates.stream().map(Candidate::name).toList();
    if (!names.contains(anchor)) {
      throw new IllegalArgumentException(
          "anchor '" + anchor + "' is not among the quantizers " + String.join(", ", names));
    }
    if (threads < 1) {
      throw new IllegalArgumentException("threads=" + threads + ": expected 1 or more");
    }
  }

  /** Number of encodes. */
  public int size() {
    return clips.size() * candidates.size() * qps.size();
  }

  private static void requireDistinct(String what, List<String> names) {
    if (names.isEmpty()) {
      throw new IllegalArgumentException("no " + what + " given: expected one or more");
    }
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (!seen.add(name)) {
        throw new IllegalArgumentException(what + " '" + name + "' is given twice");
      }
    }
  }
}
