/**
 * Networks over the list of a block's levels in coding order, in integer arithmetic: 7-bit weights
 * and activations, 16-bit sums that cannot overflow, so that every decision is the same on every
 * machine and in every backend. The loop of an auto-regressive one is that of {@code
 * network.integer}, in 32 bits.
 *
 * <p>May import {@code network} and the packages below it, and {@code hevc}.
 */
package org.nnrdoq.network.list;
