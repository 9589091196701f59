/**
 * Commands that encode one clip: {@code encode}, {@code record}, {@code inspect}.
 *
 * <p>May import {@code cli.options}, {@code cli.exit} and the library.
 */
package org.nnrdoq.cli.encode;
