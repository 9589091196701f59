package org.nnrdoq.experiment.report;

import java.util.Locale;
import org.nnrdoq.experiment.result.Point;
import org.nnrdoq.experiment.result.RatePoint;
import org.nnrdoq.experiment.result.Results;
import org.nnrdoq.experiment.result.Row;
import org.nnrdoq.experiment.result.SequenceResult;

/** Results as CSV: one line for each point. */
final class ResultsCsv {
  private static final String HEAD =
      "setup,sequence,quantizer,qp,frames,bits,kbps,psnrY,psnrU,psnrV,psnrYuv,ssimY,encodeSeconds,"
          + "cpuSeconds,threads,streamMd5,verified,cpu,cores,load,jobs";

  private ResultsCsv() {}

  public static String of(Results results) {
    StringBuilder out = new StringBuilder(HEAD).append('\n');
    for (SequenceResult s : results.sequences()) {
      for (int qp : results.settings().qps()) {
        for (Row row : s.quantizers()) {
          row.points().stream()
              .filter(p -> p.qp() == qp)
              .forEach(p -> out.append(line(results, s, row.quantizer(), p)));
        }
      }
    }
    return out.toString();
  }

  private static String line(Results results, SequenceResult s, String quantizer, RatePoint p) {
    return String.format(
        Locale.ROOT,
        "%s,%s,%s,%d,%d,%d,%.4f,%s,%s,%s,%s,%s,%.3f,%.3f,%d,%s,%s,%s%n",
        Escapes.csv(s.setup()),
        Escapes.csv(s.name()),
        Escapes.csv(quantizer),
        p.qp(),
        s.frames(),
        p.bits(),
        p.kbps(),
        psnr(p.psnrY()),
        psnr(p.psnrU()),
        psnr(p.psnrV()),
        psnr(p.psnrYuv()),
        p.ssimY() == null ? "" : String.format(Locale.ROOT, "%.6f", p.ssimY()),
        p.encodeSeconds(),
        p.cpuSeconds(),
        results.settings().threads(),
        p.streamMd5(),
        p.verified() == null ? "" : String.valueOf(p.verified()),
        host(p.host()));
  }

  private static String host(Point.Host host) {
    return host == null
        ? ",,,"
        : String.format(
            Locale.ROOT,
            "%s,%d,%s,%d",
            Escapes.csv(host.cpu()),
            host.cores(),
            host.load() == null ? "" : String.format(Locale.ROOT, "%.2f", host.load()),
            host.jobs());
  }

  private static String psnr(Double value) {
    return value == null ? "" : String.format(Locale.ROOT, "%.4f", value);
  }
}
