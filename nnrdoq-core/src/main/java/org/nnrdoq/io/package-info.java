/**
 * Files: y4m and raw 4:2:0 video, block recordings, atomic output.
 *
 * <p>Lowest layer: imports nothing else of ours.
 */
package org.nnrdoq.io;
