/**
 * Checks streams with a foreign decoder, FFmpeg's; alone imports {@code org.bytedeco}.
 *
 * <p>May import the library.
 */
package org.nnrdoq.cli.verify;
