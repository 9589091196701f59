/**
 * From encode jobs to rate-distortion points, Bjontegaard deltas and result files.
 *
 * <p>May import everything in this module; imported by the command line only.
 */
package org.nnrdoq.experiment;
