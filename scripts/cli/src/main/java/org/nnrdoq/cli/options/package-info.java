/**
 * Options that several commands take.
 *
 * <p>May import {@code cli.exit}, {@code cli.verify} and the library; knows no command.
 */
package org.nnrdoq.cli.options;
