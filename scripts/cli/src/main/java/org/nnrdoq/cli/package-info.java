/**
 * The {@code nnrdoq} command: its entry, and how further modules add commands.
 *
 * <p>Top layer: may import everything.
 */
package org.nnrdoq.cli;
