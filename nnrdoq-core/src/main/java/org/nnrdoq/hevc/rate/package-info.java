/**
 * What the bins of residual_coding() cost: prices in 1/32768 bit, with context states frozen before
 * a block or carried along inside it.
 *
 * <p>May import {@code hevc.residual} and {@code hevc.cabac}. Everything that asks for the rate of
 * a level, of a last position or of a flag asks here: quantizers, the oracle, networks and
 * training.
 */
package org.nnrdoq.hevc.rate;
