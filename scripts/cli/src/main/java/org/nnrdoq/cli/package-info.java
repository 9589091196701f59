/**
 * The {@code nnrdoq} command.
 *
 * <p>Top layer: may import everything. Only {@link org.nnrdoq.cli.StreamVerifier} imports FFmpeg
 * (through {@code org.bytedeco}), because only the command line checks streams with a foreign
 * decoder.
 */
package org.nnrdoq.cli;
