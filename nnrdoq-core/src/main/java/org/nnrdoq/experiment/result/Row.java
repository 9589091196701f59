package org.nnrdoq.experiment.result;

import java.util.List;
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
 * @param deltas BD-rate and BD-PSNR by every quality and every way to draw the curve
 * @param used number of sequences that the luma BD-rate covers
 * @param total number of sequences, missing ones included
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
    List<Delta> deltas,
    int used,
    int total) {
  public Row {
    deltas = List.copyOf(deltas);
  }

  /** The same row with the share filled in. */
  Row withShare(Figure share) {
    return new Row(
        candidate,
        bdRateY,
        bdRateU,
        bdRateV,
        bdRateYuv,
        bdPsnrY,
        bandLow,
        bandHigh,
        encodeTimeRatio,
        share,
        deltas,
        used,
        total);
  }
}
