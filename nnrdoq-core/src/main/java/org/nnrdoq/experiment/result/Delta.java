package org.nnrdoq.experiment.result;

import org.nnrdoq.experiment.bd.Figure;
import org.nnrdoq.experiment.bd.Interpolation;

/**
 * Bjontegaard deltas by one quality and one way to draw the curve.
 *
 * @param method curve through the points
 * @param quality what is measured
 * @param rate BD-rate in percent; negative = saves bits
 * @param gain BD-PSNR (or BD-SSIM) in dB; positive = better
 * @since 1.0
 */
public record Delta(Interpolation method, Quality quality, Figure rate, Figure gain) {}
