/**
 * Turns what was learned into a model with sidecar, card and manifest entry.
 *
 * <p>May import {@code training.learn}, {@code training.data} and the core.
 */
package org.nnrdoq.training.publish;
