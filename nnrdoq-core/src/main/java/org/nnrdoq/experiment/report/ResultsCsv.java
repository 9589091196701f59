package org.nnrdoq.experiment.report;

import java.util.Locale;
import org.nnrdoq.experiment.result.Point;
import org.nnrdoq.experiment.result.Results;

/** Results as CSV: one line for each point. */
public final class ResultsCsv {
  private static final String HEAD =
      "setup,sequence,quantizer,qp,frames,bits,kbps,psnrY,psnrU,psnrV,psnrYuv,ssimY,encodeSeconds,"
          + "cpuSeconds,threads,streamMd5,verified,cpu,cores,load,jobs";

  private ResultsCsv() {}

  public static String of(Results results) {
    StringBuilder out = new StringBuilder(HEAD).append('\n');
    for (Point p : results.points()) {
      out.append(
          String.format(
              Locale.ROOT,
              "%s,%s,%s,%d,%d,%d,%.4f,%s,%s,%s,%s,%s,%.3f,%.3f,%d,%s,%s,%s%n",
              quote(p.setup()),
              quote(p.sequence()),
              quote(p.quantizer()),
              p.qp(),
              p.frames(),
              p.bits(),
              p.kbps(),
              psnr(p.psnrY()),
              psnr(p.psnrU()),
              psnr(p.psnrV()),
              psnr(p.psnrYuv611()),
              p.ssimY() == null ? "" : String.format(Locale.ROOT, "%.6f", p.ssimY()),
              p.encodeSeconds(),
              p.cpuSeconds(),
              p.threads(),
              p.streamMd5(),
              p.verified(),
              host(p.host())));
    }
    return out.toString();
  }

  private static String host(Point.Host host) {
    return host == null
        ? ",,,"
        : String.format(
            Locale.ROOT,
            "%s,%d,%s,%d",
            quote(host.cpu()),
            host.cores(),
            host.load() == null ? "" : String.format(Locale.ROOT, "%.2f", host.load()),
            host.jobs());
  }

  private static String psnr(Double value) {
    return value == null ? "" : String.format(Locale.ROOT, "%.4f", value);
  }

  private static String quote(String cell) {
    return cell.matches("[\\w.:+-]*") ? cell : '"' + cell.replace("\"", "\"\"") + '"';
  }
}
