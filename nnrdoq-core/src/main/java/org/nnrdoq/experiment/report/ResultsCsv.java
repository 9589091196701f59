package org.nnrdoq.experiment.report;

import java.util.Locale;
import org.nnrdoq.experiment.Point;
import org.nnrdoq.experiment.Results;

/** Results as CSV: one line for each point. */
public final class ResultsCsv {
  private static final String HEAD =
      "sequence,quantizer,qp,frames,bits,kbps,psnrY,psnrU,psnrV,encodeSeconds,cpuSeconds,threads,"
          + "streamMd5,verified";

  private ResultsCsv() {}

  public static String of(Results results) {
    StringBuilder out = new StringBuilder(HEAD).append('\n');
    for (Point p : results.points()) {
      out.append(
          String.format(
              Locale.ROOT,
              "%s,%s,%d,%d,%d,%.4f,%s,%s,%s,%.3f,%.3f,%d,%s,%s%n",
              quote(p.sequence()),
              quote(p.quantizer()),
              p.qp(),
              p.frames(),
              p.bits(),
              p.kbps(),
              psnr(p.psnrY()),
              psnr(p.psnrU()),
              psnr(p.psnrV()),
              p.encodeSeconds(),
              p.cpuSeconds(),
              p.threads(),
              p.streamMd5(),
              p.verified()));
    }
    return out.toString();
  }

  private static String psnr(Double value) {
    return value == null ? "" : String.format(Locale.ROOT, "%.4f", value);
  }

  private static String quote(String cell) {
    return cell.matches("[\\w.:+-]*") ? cell : '"' + cell.replace("\"", "\"\"") + '"';
  }
}
