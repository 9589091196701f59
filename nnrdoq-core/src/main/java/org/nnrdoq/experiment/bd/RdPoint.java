package org.nnrdoq.experiment.bd;

/**
 * One point of a rate-distortion curve.
 *
 * @param rate bits, or bits per second; above 0 (any unit, the same in both curves)
 * @param quality PSNR in dB or another quality that grows with the rate
 * @since 1.0
 */
public record RdPoint(double rate, double quality) {}
