/**
 * The port through which quantizers run refinement networks: plain arrays in and out, whatever
 * computes them.
 *
 * <p>May import {@code network}, {@code hevc} and {@code io}; the packages beside it implement it.
 */
package org.nnrdoq.network.port;
