/**
 * The factory of the quantizers that ship.
 *
 * <p>May import every package of {@code quantizer}, and {@code network} with its backends.
 */
package org.nnrdoq.quantizer.shipped;
