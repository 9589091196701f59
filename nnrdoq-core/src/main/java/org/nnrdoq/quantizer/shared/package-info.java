/**
 * What several quantizers and encoders need: the scale of a block, least-distortion sign hiding,
 * the cost of a block's levels, candidates that are quantized together.
 *
 * <p>May import {@code quantizer} and what that may import.
 */
package org.nnrdoq.quantizer.shared;
