package org.nnrdoq.experiment.run;

import java.util.List;
import org.nnrdoq.experiment.result.Point;

/**
 * What a run brought.
 *
 * @param points of the jobs that are done, in their order
 * @param failures what went wrong with the others
 */
public record Outcome(List<Point> points, List<Failure> failures) {}
