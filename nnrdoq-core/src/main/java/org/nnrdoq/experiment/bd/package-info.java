/**
 * Bjontegaard deltas: average differences between two rate-distortion curves.
 *
 * <p>Imports nothing else of ours; Hipparchus for polynomials and least squares.
 */
package org.nnrdoq.experiment.bd;
