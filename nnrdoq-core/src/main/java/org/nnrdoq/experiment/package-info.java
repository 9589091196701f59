/**
 * From encode jobs to rate-distortion points, Bjontegaard deltas and result files.
 *
 * <p>May import everything in this module; imported by the command line only.
 *
 * <p>{@link org.nnrdoq.experiment.ExperimentFile} and {@link org.nnrdoq.experiment.Sequences} make
 * a {@link org.nnrdoq.experiment.ComparisonPlan}; {@link org.nnrdoq.experiment.run} turns it into
 * {@link org.nnrdoq.experiment.Point}s; {@link org.nnrdoq.experiment.Results} computes all figures
 * from points.
 */
package org.nnrdoq.experiment;
