/**
 * From a plan and its encoded points to results: curves, Bjontegaard deltas, savings, means.
 *
 * <p>May import {@code experiment.plan}, {@code experiment.result}, {@code experiment.bd} and what
 * lies below.
 */
package org.nnrdoq.experiment.evaluation;
