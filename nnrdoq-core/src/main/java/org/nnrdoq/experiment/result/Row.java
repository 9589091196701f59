package org.nnrdoq.experiment.result;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.nnrdoq.experiment.bd.Figure;
import org.nnrdoq.experiment.bd.Interpolation;

/**
 * How one quantizer does against the anchor, on one sequence or as a mean, as results.json holds
 * it. A figure that could not be computed is {@code null}, and {@link #reasons} says why; {@link
 * #figure} has both in one.
 *
 * @param setup name of the setup of a mean; {@code null} on a sequence
 * @param sequenceClass class that a mean is over; {@code null} on a sequence and for all sequences
 * @param quantizer its name
 * @param points of the curve, by ascending QP; {@code null} for a mean
 * @param bdRateY BD-rate in percent by luma PSNR; negative = saves bits
 * @param bdRateU by Cb PSNR
 * @param bdRateV by Cr PSNR
 * @param bdRateYuv by (6 Y + U + V) / 8
 * @param bdPsnrY BD-PSNR of luma in dB; positive = better
 * @param bdRateYBandLow smallest luma BD-rate when one QP is left out
 * @param bdRateYBandHigh largest luma BD-rate when one QP is left out
 * @param encodeTimeRatio geometric mean over QPs (and sequences) of the ratio of processor times
 * @param rdoqGainShare luma BD-rate as a share of that of rdoq, 1 = all of it
 * @param bd BD-rate and BD-PSNR by name of the interpolation and of the quality
 * @param reasons why a figure is {@code null}, by its path within the row
 * @param notes caveats of figures, by their path within the row
 * @param bdRateYByQp luma BD-rates between neighbouring QPs
 * @param savings where a change of rate comes from; empty if the encoder does not tell
 * @param sequencesUsed number of sequences that a mean of the luma BD-rate covers
 * @param sequencesTotal number of sequences, missing ones included
 * @since 1.0
 */
public record Row(
    @JsonInclude(JsonInclude.Include.NON_NULL) String setup,
    @JsonInclude(JsonInclude.Include.NON_NULL) @JsonProperty("class") String sequenceClass,
    String quantizer,
    @JsonInclude(JsonInclude.Include.NON_NULL) List<RatePoint> points,
    Double bdRateY,
    Double bdRateU,
    Double bdRateV,
    Double bdRateYuv,
    Double bdPsnrY,
    Double bdRateYBandLow,
    Double bdRateYBandHigh,
    Double encodeTimeRatio,
    Double rdoqGainShare,
    Map<String, Map<String, Pair>> bd,
    Map<String, String> reasons,
    Map<String, String> notes,
    List<QpRange> bdRateYByQp,
    List<Saving> savings,
    @JsonInclude(JsonInclude.Include.NON_NULL) Integer sequencesUsed,
    @JsonInclude(JsonInclude.Include.NON_NULL) Integer sequencesTotal) {

  /**
   * Deltas by one quality and one way to draw the curve.
   *
   * @param rate BD-rate in percent, or {@code null}
   * @param psnr BD-PSNR (or BD-SSIM) in dB, or {@code null}
   */
  public record Pair(Double rate, Double psnr) {}

  /**
   * What a file leaves out is empty.
   *
   * @param setup name of the setup of a mean; {@code null} on a sequence
   * @param sequenceClass class that a mean is over; {@code null} on a sequence and for all
   *     sequences
   * @param quantizer its name
   * @param points of the curve, by ascending QP; {@code null} for a mean
   * @param bdRateY BD-rate in percent by luma PSNR; negative = saves bits
   * @param bdRateU by Cb PSNR
   * @param bdRateV by Cr PSNR
   * @param bdRateYuv by (6 Y + U + V) / 8
   * @param bdPsnrY BD-PSNR of luma in dB; positive = better
   * @param bdRateYBandLow smallest luma BD-rate when one QP is left out
   * @param bdRateYBandHigh largest luma BD-rate when one QP is left out
   * @param encodeTimeRatio geometric mean over QPs (and sequences) of the ratio of processor times
   * @param rdoqGainShare luma BD-rate as a share of that of rdoq, 1 = all of it
   * @param bd BD-rate and BD-PSNR by name of the interpolation and of the quality
   * @param reasons why a figure is {@code null}, by its path within the row
   * @param notes caveats of figures, by their path within the row
   * @param bdRateYByQp luma BD-rates between neighbouring QPs
   * @param savings where a change of rate comes from; empty if the encoder does not tell
   * @param sequencesUsed number of sequences that a mean of the luma BD-rate covers
   * @param sequencesTotal number of sequences, missing ones included
   */
  public Row {
    points = points == null && setup == null ? List.of() : points;
    bd = bd == null ? Map.of() : bd;
    reasons = reasons == null ? Map.of() : reasons;
    notes = notes == null ? Map.of() : notes;
    bdRateYByQp = bdRateYByQp == null ? List.of() : List.copyOf(bdRateYByQp);
    savings = savings == null ? List.of() : List.copyOf(savings);
  }

  /** The same row with other points. */
  Row withPoints(List<RatePoint> other) {
    return new Row(
        setup,
        sequenceClass,
        quantizer,
        other,
        bdRateY,
        bdRateU,
        bdRateV,
        bdRateYuv,
        bdPsnrY,
        bdRateYBandLow,
        bdRateYBandHigh,
        encodeTimeRatio,
        rdoqGainShare,
        bd,
        reasons,
        notes,
        bdRateYByQp,
        savings,
        sequencesUsed,
        sequencesTotal);
  }

  /**
   * {@return a figure with its note, or the reason why there is none}
   *
   * @param metric which figure
   */
  public Figure figure(Metric metric) {
    return figure(metric.id(), metric.value(this));
  }

  /**
   * {@return BD-rate over one of the ranges of {@link #bdRateYByQp}}
   *
   * @param range one of {@link #bdRateYByQp}
   */
  public Figure bdRate(QpRange range) {
    return figure(path(range), range.rate());
  }

  private Figure figure(String path, Double value) {
    return value == null
        ? Figure.missing(reasons.getOrDefault(path, "not in the file"))
        : new Figure.Value(value, notes.get(path));
  }

  /**
   * Where {@link #reasons} and {@link #notes} have what belongs to a delta.
   *
   * @param method how curves are drawn
   * @param quality what the delta is measured in
   * @return the key, less its last part: {@code .rate} or {@code .psnr}
   */
  public static String path(Interpolation method, Quality quality) {
    return "bd." + method.id() + "." + quality.id();
  }

  /**
   * Where {@link #reasons} and {@link #notes} have what belongs to a range of QPs.
   *
   * @param range one of {@link #bdRateYByQp}
   * @return the key
   */
  public static String path(QpRange range) {
    return "bdRateYByQp." + range.from() + ".rate";
  }
}
