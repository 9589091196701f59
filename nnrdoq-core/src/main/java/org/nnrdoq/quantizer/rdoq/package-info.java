/**
 * HM 16.20's rate-distortion optimized quantization, decision for decision.
 *
 * <p>May import {@code quantizer}, {@code quantizer.shared} and what those may import.
 */
package org.nnrdoq.quantizer.rdoq;
