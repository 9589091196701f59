/**
 * Two quantizers on the same blocks: levels side by side, costs, and where in a picture they
 * differ.
 *
 * <p>May import everything below {@code experiment}; imported by the command line only. Pictures
 * are drawn with {@code java.awt} without a display.
 */
package org.nnrdoq.experiment.inspect;
