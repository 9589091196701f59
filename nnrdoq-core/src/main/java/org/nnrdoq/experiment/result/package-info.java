/**
 * From encoded points to Bjontegaard deltas, savings and tables of figures, and the file that keeps
 * them.
 *
 * <p>May import {@code experiment.plan}, {@code experiment.bd} and what lies below.
 */
package org.nnrdoq.experiment.result;
