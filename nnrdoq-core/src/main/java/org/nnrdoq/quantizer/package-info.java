/**
 * The contract between hosts and quantizers of transform blocks: {@link
 * org.nnrdoq.quantizer.Quantizer}, what it is told of a block, and how quantizers are named.
 *
 * <p>May import {@code network}, {@code hevc} and {@code io}. The quantizers themselves live in the
 * packages below, and {@code org.nnrdoq.quantizer.shipped} makes them.
 */
package org.nnrdoq.quantizer;
