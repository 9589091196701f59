/**
 * What things cost in time: figures with their spread, measured in interleaved rounds.
 *
 * <p>May import {@code experiment}, {@code encoder}, {@code quantizer} and {@code io}.
 */
package org.nnrdoq.experiment.bench;
