package org.nnrdoq.cli.encode;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.TreeMap;
import org.nnrdoq.encoder.EncodeResult;

/** Prints one line for each frame, in output order however the frames finish; thread-safe. */
final class FramePrinter {
  private final PrintWriter out;
  private final TreeMap<Integer, EncodeResult.Frame> waiting = new TreeMap<>();
  private int next;

  FramePrinter(PrintWriter out) {
    this.out = out;
  }

  synchronized void add(EncodeResult.Frame frame) {
    waiting.put(frame.poc(), frame);
    while (!waiting.isEmpty() && waiting.firstKey() == next) {
      out.println(line(waiting.pollFirstEntry().getValue()));
      next++;
    }
  }

  static String line(EncodeResult.Frame f) {
    return String.format(
        Locale.ROOT,
        "POC %4d ( %c-SLICE, QP %2d ) %10d bits [Y %6.4f dB    U %6.4f dB    V %6.4f dB]",
        f.poc(),
        f.sliceType(),
        f.qp(),
        f.bits(),
        f.psnrY(),
        f.psnrU(),
        f.psnrV());
  }
}
