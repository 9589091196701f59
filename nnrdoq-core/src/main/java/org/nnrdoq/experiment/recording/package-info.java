/**
 * Block recordings made with the embedded encoder.
 *
 * <p>May import {@code experiment.plan} and what lies below.
 */
package org.nnrdoq.experiment.recording;
