/**
 * Commands that make and describe clips: {@code synth}, {@code sequence}.
 *
 * <p>May import {@code cli.options}, {@code cli.exit} and the library.
 */
package org.nnrdoq.cli.sequences;
