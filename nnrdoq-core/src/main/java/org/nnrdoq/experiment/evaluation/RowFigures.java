package org.nnrdoq.experiment.evaluation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nnrdoq.experiment.bd.Figure;
import org.nnrdoq.experiment.bd.Interpolation;
import org.nnrdoq.experiment.result.Delta;
import org.nnrdoq.experiment.result.Metric;
import org.nnrdoq.experiment.result.QpRange;
import org.nnrdoq.experiment.result.RatePoint;
import org.nnrdoq.experiment.result.Row;
import org.nnrdoq.experiment.result.Saving;

/**
 * The figures of one candidate against the anchor while they are computed, each with its note or
 * the reason why there is none; {@link Row} is what becomes of them.
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
record RowFigures(
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
  RowFigures {
    deltas = List.copyOf(deltas);
  }

  /**
   * What a row is of.
   *
   * @param setup of a mean; {@code null} on a sequence
   * @param sequenceClass of a mean; {@code null} on a sequence and for all sequences
   * @param points on a sequence; {@code null} for a mean
   * @param counted whether the row tells how many sequences it covers
   */
  record Frame(String setup, String sequenceClass, List<RatePoint> points, boolean counted) {}

  /** The same row with the share filled in. */
  RowFigures withShare(Figure share) {
    return new RowFigures(
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

  /** The row of results.json. */
  Row row(Frame frame, List<Savings.Range> ranges, List<Saving> savings) {
    Remarks remarks = new Remarks();
    Double rateY = remarks.value(Metric.BD_RATE_Y.id(), bdRateY);
    Double rateU = remarks.value(Metric.BD_RATE_U.id(), bdRateU);
    Double rateV = remarks.value(Metric.BD_RATE_V.id(), bdRateV);
    Double rateYuv = remarks.value(Metric.BD_RATE_YUV.id(), bdRateYuv);
    Double psnrY = remarks.value(Metric.BD_PSNR_Y.id(), bdPsnrY);
    Double low = remarks.value(Metric.BAND_LOW.id(), bandLow);
    Double high = remarks.value(Metric.BAND_HIGH.id(), bandHigh);
    Double time = remarks.value(Metric.ENCODE_TIME_RATIO.id(), encodeTimeRatio);
    Double share = remarks.value(Metric.RDOQ_GAIN_SHARE.id(), rdoqGainShare);
    Map<String, Map<String, Row.Pair>> bd = new LinkedHashMap<>();
    for (Interpolation method : Interpolation.values()) {
      Map<String, Row.Pair> byQuality = new LinkedHashMap<>();
      for (Delta d : deltas) {
        if (d.method() == method) {
          String path = Row.path(method, d.quality());
          Double rate = remarks.value(path + ".rate", d.rate());
          byQuality.put(
              d.quality().id(), new Row.Pair(rate, remarks.value(path + ".psnr", d.gain())));
        }
      }
      bd.put(method.id(), byQuality);
    }
    List<QpRange> byQp = ranges.stream().map(remarks::range).toList();
    return new Row(
        frame.setup,
        frame.sequenceClass,
        candidate,
        frame.points,
        rateY,
        rateU,
        rateV,
        rateYuv,
        psnrY,
        low,
        high,
        time,
        share,
        bd,
        remarks.reasons,
        remarks.notes,
        byQp,
        savings,
        frame.counted ? used : null,
        frame.counted ? total : null);
  }

  /** Reasons and notes of one row by the paths of their figures. */
  private static final class Remarks {
    private final Map<String, String> reasons = new LinkedHashMap<>();
    private final Map<String, String> notes = new LinkedHashMap<>();

    Double value(String path, Figure figure) {
      if (figure instanceof Figure.Value v) {
        if (v.note() != null) {
          notes.put(path, v.note());
        }
        return v.value();
      }
      reasons.put(path, figure.why().orElseThrow());
      return null;
    }

    QpRange range(Savings.Range range) {
      QpRange bare = new QpRange(range.from(), range.to(), null);
      return new QpRange(range.from(), range.to(), value(Row.path(bare), range.rate()));
    }
  }
}
