/**
 * Quantizers that decide every level by itself: {@code sq} as HM without RDOQ, and {@code adz},
 * which lowers a level that misses a fitted threshold.
 *
 * <p>May import {@code quantizer}, {@code quantizer.shared} and what those may import.
 */
package org.nnrdoq.quantizer.scalar;
