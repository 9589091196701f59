package org.nnrdoq.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.nnrdoq.experiment.Candidate;
import org.nnrdoq.experiment.Clip;
import org.nnrdoq.experiment.Comparison;
import org.nnrdoq.experiment.Point;

/**
 * Shows how far a comparison is: a bar with the time left on a terminal, one line for each finished
 * point elsewhere.
 */
final class CompareProgress implements Comparison.Listener, AutoCloseable {
  private static final long UNIT = 1000; // luma samples per step of the bar

  private final PrintWriter out;
  private final int total;
  private final ProgressBar bar;
  private final long work;
  private final long start = System.nanoTime();
  private final AtomicLong done = new AtomicLong();
  private int finished;
  private int reused;

  /**
   * Starts the clock.
   *
   * @param total number of points
   * @param work luma samples still to encode
   * @param terminal whether a bar can be drawn
   */
  CompareProgress(PrintWriter out, int total, long work, boolean terminal) {
    this.out = out;
    this.total = total;
    this.work = work;
    this.bar =
        terminal && work > 0
            ? new ProgressBarBuilder()
                .setTaskName("encoding")
                .setInitialMax(work / UNIT)
                .setStyle(ProgressBarStyle.ASCII)
                .hideEta()
                .setUpdateIntervalMillis(250)
                .build()
            : null;
    if (bar != null) {
      bar.setExtraMessage("");
    }
  }

  @Override
  public void pointReused(Point point) {
    finished++;
    reused++;
  }

  @Override
  public void pointStarted(Clip clip, Candidate candidate, int qp) {
    if (bar != null) {
      bar.setExtraMessage(
          String.format(
              "%d/%d %s QP %d %s, %s left",
              finished + 1, total, clip.name(), qp, candidate.name(), eta()));
    }
  }

  @Override
  public void frameDone(Clip clip) {
    long now = done.addAndGet((long) clip.format().width() * clip.format().height());
    if (bar != null) {
      bar.stepTo(now / UNIT);
    }
  }

  @Override
  public void pointDone(Point p) {
    finished++;
    if (bar == null) {
      out.printf(
          Locale.ROOT,
          "[%d/%d] %s QP %d %-5s %9d bits  Y %s dB  %.1f s%s, %s left%n",
          finished,
          total,
          p.sequence(),
          p.qp(),
          p.quantizer(),
          p.bits(),
          p.psnrY() == null ? "inf" : String.format(Locale.ROOT, "%.3f", p.psnrY()),
          p.encodeSeconds(),
          p.verified() ? ", verified" : "",
          eta());
      out.flush();
    }
  }

  int reused() {
    return reused;
  }

  /** Time left at the speed so far. */
  private String eta() {
    long d = done.get();
    if (d == 0) {
      return "?";
    }
    long seconds = (long) ((System.nanoTime() - start) * 1e-9 * (work - d) / d + 0.5);
    return String.format("%d:%02d", seconds / 60, seconds % 60);
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
