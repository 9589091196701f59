/**
 * A slow search for the levels of least cost, the upper bound for every other quantizer.
 *
 * <p>May import {@code quantizer}, {@code quantizer.shared}, {@code quantizer.rdoq} and what those
 * may import.
 */
package org.nnrdoq.quantizer.oracle;
