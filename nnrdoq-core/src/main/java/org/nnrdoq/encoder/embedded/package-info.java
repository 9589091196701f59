/**
 * Internals of the embedded all-intra encoder: picture data, mode decision, syntax.
 *
 * <p>May use {@code quantizer}, {@code hevc} and {@code io}. Not exported; users enter through
 * {@code org.nnrdoq.encoder.embedded.EmbeddedEncoder}.
 */
package org.nnrdoq.encoder.embedded;
