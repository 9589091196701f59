/**
 * Synthetic video with the statistics of natural images: the "dead leaves" model.
 *
 * <p>May import {@code io} only. Deterministic: the same parameters give the same samples on every
 * machine, so arithmetic is limited to the operations that Java defines exactly.
 */
package org.nnrdoq.experiment.synth;
