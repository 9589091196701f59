/**
 * HM's encoder program behind the {@link org.nnrdoq.encoder.Encoder} interface.
 *
 * <p>May import {@code encoder}, {@code quantizer} and {@code io}.
 */
package org.nnrdoq.hm.encoder;
