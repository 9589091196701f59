/**
 * What several quantizers need: the scale of a block, least-distortion sign hiding, the cost of a
 * block's levels.
 *
 * <p>May import {@code quantizer} and what that may import.
 */
package org.nnrdoq.quantizer.shared;
