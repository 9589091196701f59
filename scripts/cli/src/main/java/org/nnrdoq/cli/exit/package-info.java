/**
 * Exit codes, and which failure ends in which.
 *
 * <p>May import the library; knows no command.
 */
package org.nnrdoq.cli.exit;
