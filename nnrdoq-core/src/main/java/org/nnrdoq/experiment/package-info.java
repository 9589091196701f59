/**
 * From encode jobs to rate-distortion points, Bjontegaard deltas and result files.
 *
 * <p>May import everything in this module; imported by the command line only.
 *
 * <p>{@link org.nnrdoq.experiment.Comparison} runs what a {@link
 * org.nnrdoq.experiment.ComparisonPlan} asks for and keeps every finished {@link
 * org.nnrdoq.experiment.Point} in a {@link org.nnrdoq.experiment.PointStore}; {@link
 * org.nnrdoq.experiment.Results} computes all figures from points.
 */
package org.nnrdoq.experiment;
