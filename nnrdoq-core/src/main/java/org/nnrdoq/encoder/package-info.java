/**
 * Encoders behind one interface: the embedded all-intra encoder here, HM in the bridge module.
 *
 * <p>May import {@code quantizer}, {@code network}, {@code hevc} and {@code io}.
 */
package org.nnrdoq.encoder;
