/**
 * Networks over the list of a block's levels in coding order, in integer arithmetic: 7-bit weights
 * and activations, 16-bit sums that cannot overflow, so that every decision is the same on every
 * machine and in every backend.
 *
 * <p>May import {@code network}, {@code network.onnx} and {@code hevc}.
 */
package org.nnrdoq.network.list;
