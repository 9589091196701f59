package org.nnrdoq.experiment;

import org.nnrdoq.experiment.bd.Figure;

/**
 * How one candidate does against the anchor, on one sequence or averaged.
 *
 * @param candidate its name
 * @param bdRateY BD-rate in percent by luma PSNR; negative = saves bits
 * @param bdRateU by Cb PSNR
 * @param bdRateV by Cr PSNR
 * @param bdRateYuv by (6 Y + U + V) / 8
 * @param bdPsnrY BD-PSNR of luma in dB; positive = better
 * @param bandLow smallest luma BD-rate when one QP is left out
 * @param bandHigh largest luma BD-rate when one QP is left out
 * @param encodeTimeRatio geometric mean over QPs (and sequences) of the ratio of processor times
 * @param rdoqGainShare luma BD-rate as a share of that of rdoq, 1 = all of it
 * @param used number of sequences that the luma BD-rate covers
 * @param total number of sequences
 */
public record Row(
    String candidate,
    Figure bdRateY,
    Figure bdRateU,
    Figure bdRateV,
    Figure bdRateYuv,
    Figure bdPsnrY,
    Figure bandLow,
    Figure bandHigh,
    Figure encodeTimeRatio,
    Figure rdoqGainShare,
    int used,
    int total) {}
