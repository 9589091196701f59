package org.nnrdoq.experiment.result;

import java.util.function.Function;

/**
 * The figures that every row of results has; the names are those in results.json.
 *
 * @since 1.0
 */
public enum Metric {
  /** BD-rate in percent by luma PSNR; negative = saves bits. */
  BD_RATE_Y("bdRateY", Row::bdRateY),
  /** BD-rate in percent by Cb PSNR. */
  BD_RATE_U("bdRateU", Row::bdRateU),
  /** BD-rate in percent by Cr PSNR. */
  BD_RATE_V("bdRateV", Row::bdRateV),
  /** BD-rate in percent by (6 Y + U + V) / 8 of the PSNRs. */
  BD_RATE_YUV("bdRateYuv", Row::bdRateYuv),
  /** BD-PSNR of luma in dB; positive = better. */
  BD_PSNR_Y("bdPsnrY", Row::bdPsnrY),
  /** Smallest luma BD-rate when one QP is left out. */
  BAND_LOW("bdRateYBandLow", Row::bdRateYBandLow),
  /** Largest luma BD-rate when one QP is left out. */
  BAND_HIGH("bdRateYBandHigh", Row::bdRateYBandHigh),
  /** Geometric mean over QPs (and sequences) of the ratio of processor times to the anchor's. */
  ENCODE_TIME_RATIO("encodeTimeRatio", Row::encodeTimeRatio),
  /** Luma BD-rate as a share of that of rdoq; 1 = all of it. */
  RDOQ_GAIN_SHARE("rdoqGainShare", Row::rdoqGainShare);

  private final String id;
  private final Function<Row, Double> value;

  Metric(String id, Function<Row, Double> value) {
    this.id = id;
    this.value = value;
  }

  /** {@return name of the field in results.json} */
  public String id() {
    return id;
  }

  /** The number in a row; {@code null} if it has none. */
  Double value(Row row) {
    return value.apply(row);
  }
}
