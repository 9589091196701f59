package org.nnrdoq.experiment.run;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.nnrdoq.experiment.result.Point;

/**
 * What a run brought.
 *
 * @param points of the jobs that are done, in their order
 * @param failures what went wrong with the others
 */
public record Outcome(List<Point> points, List<Failure> failures) {
  /**
   * Gives every job its point. Two jobs of one key (the same file under two names, say) share a
   * point, but each has it under its own names.
   *
   * @param jobs all jobs of the run
   * @param points those that are there, by key
   */
  static Outcome collect(List<Job> jobs, Map<String, Point> points, Collection<Failure> failures) {
    return new Outcome(
        jobs.stream()
            .filter(j -> points.containsKey(j.key()))
            .map(j -> j.named(points.get(j.key())))
            .toList(),
        List.copyOf(failures));
  }
}
