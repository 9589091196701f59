/**
 * Video files, y4m and raw 4:2:0, and block recordings.
 *
 * <p>Lowest layer: imports nothing else of ours but {@code io.file}.
 */
package org.nnrdoq.io;
