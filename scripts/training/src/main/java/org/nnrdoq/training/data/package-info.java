/**
 * What training takes: its configuration, and blocks that are read from recordings, put into
 * batches and have their alternatives priced.
 *
 * <p>May import the core.
 */
package org.nnrdoq.training.data;
