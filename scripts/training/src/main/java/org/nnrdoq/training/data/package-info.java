/**
 * Blocks for training: read from recordings, put into batches, alternatives priced.
 *
 * <p>May import the core.
 */
package org.nnrdoq.training.data;
