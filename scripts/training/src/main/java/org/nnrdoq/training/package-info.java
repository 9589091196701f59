/**
 * The commands that train networks with DJL on PyTorch and judge them: recordings in, models with
 * cards out.
 *
 * <p>May import everything of the core and the command line; nothing imports it.
 */
package org.nnrdoq.training;
