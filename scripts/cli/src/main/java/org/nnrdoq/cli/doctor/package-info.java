/**
 * {@code nnrdoq doctor}: what works on this machine.
 *
 * <p>May import {@code cli.options}, {@code cli.exit}, {@code cli.verify} and the library.
 */
package org.nnrdoq.cli.doctor;
