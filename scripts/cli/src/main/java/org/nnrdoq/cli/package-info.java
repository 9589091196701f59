/** The {@code nnrdoq} command. */
package org.nnrdoq.cli;
