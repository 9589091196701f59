/**
 * Encoders that take nnrdoq in: {@code nnrdoq hm}, and what its like have in common.
 *
 * <p>May import {@code cli.options}, {@code cli.exit} and the library.
 */
package org.nnrdoq.cli.hosts;
