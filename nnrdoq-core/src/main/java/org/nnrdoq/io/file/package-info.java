/**
 * What any file needs: output that is whole or not there, strict reading of what people write,
 * digests.
 *
 * <p>Lowest layer: imports nothing else of ours.
 */
package org.nnrdoq.io.file;
