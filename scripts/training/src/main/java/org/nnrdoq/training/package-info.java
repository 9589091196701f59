/**
 * Training of refinement networks with DJL on PyTorch: recordings in, models with cards out.
 *
 * <p>May import everything of the core and the command line; nothing imports it.
 */
package org.nnrdoq.training;
