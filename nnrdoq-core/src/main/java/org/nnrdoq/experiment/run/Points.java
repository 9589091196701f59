package org.nnrdoq.experiment.run;

import java.util.ArrayList;
import java.util.List;
import org.nnrdoq.encoder.EncodeResult;
import org.nnrdoq.experiment.result.Point;
import org.nnrdoq.quantizer.QuantizerStats;

/** From finished encodes to points. */
final class Points {
  private Points() {}

  /** The figures of a finished encode. */
  static Point of(Job job, EncodeResult result, Double ssimY, String streamMd5, Point.Host host) {
    List<EncodeResult.Frame> frames = result.frames();
    long bits = 8 * result.streamBytes();
    return new Point(
        job.key(),
        job.trial().setup().name(),
        job.trial().clip().name(),
        job.candidate().name(),
        job.qp(),
        frames.size(),
        bits,
        bits * job.trial().clip().format().fps() / frames.size() / 1000,
        mean(frames.stream().mapToDouble(EncodeResult.Frame::psnrY).toArray()),
        mean(frames.stream().mapToDouble(EncodeResult.Frame::psnrU).toArray()),
        mean(frames.stream().mapToDouble(EncodeResult.Frame::psnrV).toArray()),
        ssimY,
        result.wallNanos() / 1e9,
        result.cpuNanos() / 1e9,
        job.threads(),
        streamMd5,
        job.verify() ? Boolean.TRUE : null,
        host,
        blocks(result.quantizer()),
        result.ran());
  }

  private static Double mean(double[] values) {
    double sum = 0;
    for (double v : values) {
      sum += v;
    }
    return Double.isFinite(sum) ? Double.valueOf(sum / values.length) : null;
  }

  private static List<Point.Blocks> blocks(QuantizerStats stats) {
    if (stats == null) {
      return List.of();
    }
    List<Point.Blocks> all = new ArrayList<>();
    for (int log2 = 2; log2 <= 5; log2++) {
      for (int channel = 0; channel < 2; channel++) {
        all.add(
            new Point.Blocks(
                1 << log2,
                channel == 0 ? "luma" : "chroma",
                stats.get(log2, channel, QuantizerStats.Outcome.ZERO),
                stats.get(log2, channel, QuantizerStats.Outcome.QUANTIZED),
                stats.get(log2, channel, QuantizerStats.Outcome.UNSUPPORTED),
                stats.hasRates() ? stats.rateQ15(log2, channel) / 32768.0 : null));
      }
    }
    return List.copyOf(all);
  }
}
