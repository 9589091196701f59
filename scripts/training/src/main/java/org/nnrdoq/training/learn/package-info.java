/**
 * The learners: networks in PyTorch, their loss, a run with its checkpoints and curves.
 *
 * <p>May import {@code training.data} and the core; alone imports {@code ai.djl}.
 */
package org.nnrdoq.training.learn;
