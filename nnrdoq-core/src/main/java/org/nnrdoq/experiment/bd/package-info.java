/**
 * Bjontegaard deltas: average differences between two rate-distortion curves.
 *
 * <p>Imports nothing else of ours.
 */
package org.nnrdoq.experiment.bd;
