package org.nnrdoq.experiment.result;

/**
 * What one kind of syntax contributes to a change of rate.
 *
 * @param size side of the transform blocks in samples; 0 = all that is no residual: modes, splits,
 *     flags, filters, headers
 * @param component {@code luma}, {@code chroma}, or {@code other} where size is 0
 * @param anchorShare its part of the anchor's rate in percent, mean over the common range of PSNR
 * @param change by how much its rate differs from the anchor's at equal luma PSNR, in percent of
 *     the anchor's whole rate; negative = saves bits. Over all kinds they add up to the mean
 *     difference of the rates.
 * @since 1.0
 */
public record Saving(int size, String component, double anchorShare, double change) {}
