/**
 * {@code nnrdoq hm} and its subcommands.
 *
 * <p>May import {@code cli.options}, {@code cli.exit} and the library.
 */
package org.nnrdoq.cli.hm;
