package org.nnrdoq.cli.experiment;

import java.io.PrintWriter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.nnrdoq.cli.options.TimeLeft;
import org.nnrdoq.experiment.plan.Clip;
import org.nnrdoq.experiment.result.Point;
import org.nnrdoq.experiment.run.Failure;
import org.nnrdoq.experiment.run.Job;
import org.nnrdoq.experiment.run.RunListener;

/**
 * Shows how far a run is: a bar with the time left on a terminal, one line for each finished point
 * given.
 */
final class CompareProgress implements RunListener, AutoCloseable {
  private static final long UNIT = 1000; // luma samples per step of the bar

  private final PrintWriter out;
  private final int total;
  private final ProgressBar bar;
  private final long work;
  private final TimeLeft left = new TimeLeft();
  private final Map<String, Long> codedOf = new HashMap<>();
  private long coded;
  private long givenUp;
  private int finished;
  private int reused;
  private boolean waiting;

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
  public synchronized void reused(Job job, Point point) {
    finished++;
    reused++;
  }

  @Override
  public synchronized void started(Job job) {
    waiting = false;
    if (bar != null) {
      bar.setExtraMessage(
          String.format(
              Locale.ROOT, "%d/%d %s, %s left", finished + 1, total, job.name(), timeLeft()));
    }
  }

  @Override
  public synchronized void frameDone(Job job) {
    Clip clip = job.trial().clip();
    count(job, (long) clip.format().width() * clip.format().height());
  }

  private void count(Job job, long samples) {
    coded += samples;
    codedOf.merge(job.key(), samples, Long::sum);
    step();
  }

  @Override
  public synchronized void done(Job job, Point p) {
    finished++;
    count(job, job.work() - codedOf.getOrDefault(job.key(), 0L)); // frames of other machines
    if (bar == null) {
      out.printf(
          Locale.ROOT,
          "[%d/%d] %s %9d bits  Y %s dB  %.1f s%s, %s left%n",
          finished,
          total,
          job.name(),
          p.bits(),
          p.psnrY() == null ? "inf" : String.format(Locale.ROOT, "%.3f", p.psnrY()),
          p.encodeSeconds(),
          Boolean.TRUE.equals(p.verified()) ? ", verified" : "",
          timeLeft());
      out.flush();
    }
  }

  @Override
  public synchronized void failed(Job job, Failure failure) {
    finished++;
    givenUp += job.work() - codedOf.getOrDefault(job.key(), 0L);
    step();
    if (bar == null) {
      out.printf(
          Locale.ROOT, "[%d/%d] %s failed: %s%n", finished, total, job.name(), failure.message());
      out.flush();
    }
  }

  @Override
  public synchronized void waiting(int jobs) {
    if (!waiting) {
      waiting = true;
      out.printf(Locale.ROOT, "waiting for %d encodes that other runs are at%n", jobs);
      out.flush();
    }
  }

  synchronized int reused() {
    return reused;
  }

  private void step() {
    if (bar != null) {
      bar.stepTo(Math.min(work, coded + givenUp) / UNIT);
    }
  }

  private String timeLeft() {
    return left.text(coded, Math.max(0, work - givenUp - coded));
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
