package org.nnrdoq.experiment.plan;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.nnrdoq.encoder.EncodeJob;
import org.nnrdoq.experiment.bd.Interpolation;

/**
 * What to encode and how to compare it.
 *
 * @param trials clips under setups; one or more, no clip's name twice under a setup
 * @param candidates one or more, with distinct names
 * @param anchor name of the candidate that the others are measured against
 * @param qps distinct values 0..51, ascending
 * @param threads worker threads of each encode
 * @param tools coding tools
 * @param interpolation curve drawn through the points
 * @param absences what belongs here but cannot be run
 */
public record ComparisonPlan(
    List<Trial> trials,
    List<Candidate> candidates,
    String anchor,
    List<Integer> qps,
    int threads,
    EncodeJob.Tools tools,
    Interpolation interpolation,
    List<Absence> absences) {

  public ComparisonPlan {
    trials = List.copyOf(trials);
    absences = List.copyOf(absences);
    candidates = List.copyOf(candidates);
    qps = qps.stream().sorted().toList();
    if (trials.isEmpty()) {
      throw new IllegalArgumentException(
          "no sequence given: expected one or more"
              + (absences.isEmpty() ? "" : "; " + absences.get(0).reason()));
    }
    for (Setup setup : trials.stream().map(Trial::setup).distinct().toList()) {
      requireDistinct(
          "sequence",
          trials.stream().filter(t -> t.setup().equals(setup)).map(t -> t.clip().name()).toList());
    }
    requireDistinct(
        "setup",
        Stream.concat(trials.stream().map(Trial::setup), absences.stream().map(Absence::setup))
            .distinct()
            .map(Setup::name)
            .toList());
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

  /** All clips under one setup. */
  public ComparisonPlan(
      Setup setup,
      List<Clip> clips,
      List<Candidate> candidates,
      String anchor,
      List<Integer> qps,
      int threads,
      EncodeJob.Tools tools,
      Interpolation interpolation) {
    this(
        clips.stream().map(c -> new Trial(setup, c)).toList(),
        candidates,
        anchor,
        qps,
        threads,
        tools,
        interpolation,
        List.of());
  }

  /** Setups in the order of their first trial; those without any come last. */
  public List<Setup> setups() {
    return Stream.concat(trials.stream().map(Trial::setup), absences.stream().map(Absence::setup))
        .distinct()
        .toList();
  }

  /** What is missing, in lines {@code setups: reason: sequences}. */
  public List<String> missing() {
    return Absence.lines(
        absences.stream().map(a -> List.of(a.setup().name(), a.reason(), a.sequence())).toList());
  }

  /** Number of encodes. */
  public int size() {
    return trials.size() * candidates.size() * qps.size();
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
