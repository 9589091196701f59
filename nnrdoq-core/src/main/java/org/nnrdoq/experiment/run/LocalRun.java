package org.nnrdoq.experiment.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nnrdoq.experiment.result.Point;
import org.nnrdoq.experiment.result.StreamCheck;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works jobs off in threads of this process.
 *
 * <p>Jobs that another process has claimed are left to it; at the end the run waits for them, and
 * takes over those whose process has died.
 */
public final class LocalRun {
  private static final Logger LOG = LoggerFactory.getLogger(LocalRun.class);

  private static final long POLL_MILLIS = 300;
  private static final String DISK_FULL = "No space left on device";

  private final JobStore store;
  private final JobRunner runner;
  private final Failure.Diagnosis diagnosis;
  private final int threads;
  private final boolean stopAtFirst;

  private RunListener listener;
  private Map<String, Job> pending;
  private Map<String, Point> points;
  private Map<String, Failure> failures;
  private int running;

  /**
   * @param check independent decoder, for jobs that ask for it
   * @param diagnosis how failures are told
   * @param threads jobs side by side, 1 or more
   * @param stopAtFirst start nothing more after a failure
   */
  public LocalRun(
      Jobs.Providers providers,
      JobStore store,
      StreamCheck check,
      Failure.Diagnosis diagnosis,
      int threads,
      boolean stopAtFirst) {
    if (threads < 1) {
      throw new IllegalArgumentException("jobs=" + threads + ": expected 1 or more");
    }
    this.store = store;
    this.runner = new JobRunner(providers, store, check, threads);
    this.diagnosis = diagnosis;
    this.threads = threads;
    this.stopAtFirst = stopAtFirst;
  }

  /**
   * Does all jobs that are not done; failures are kept in the store and reported.
   *
   * @throws InterruptedException if this thread is interrupted; running jobs are interrupted too
   */
  public Outcome run(List<Job> jobs, RunListener follower) throws InterruptedException {
    listener = follower;
    pending = new LinkedHashMap<>();
    jobs.forEach(j -> pending.put(j.key(), j));
    points = new HashMap<>();
    failures = new LinkedHashMap<>();
    running = 0;
    List<Thread> workers = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      Thread worker = new Thread(this::work, "job-" + i);
      worker.start();
      workers.add(worker);
    }
    try {
      for (Thread worker : workers) {
        worker.join();
      }
    } finally {
      workers.forEach(Thread::interrupt);
    }
    return Outcome.collect(jobs, points, failures.values());
  }

  private record Taken(Job job, JobStore.Claim claim) {}

  private void work() {
    try {
      for (Taken t = next(); t != null; t = next()) {
        if (t.claim != null) {
          perform(t.job, t.claim);
        } else {
          Thread.sleep(POLL_MILLIS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A job to do; without a claim if only others' are left; {@code null} at the end. */
  private synchronized Taken next() {
    if (stopAtFirst && !failures.isEmpty()) {
      return null;
    }
    for (Iterator<Job> i = pending.values().iterator(); i.hasNext(); ) {
      Job job = i.next();
      try {
        Optional<Point> kept = store.point(job);
        if (kept.isPresent()) {
          i.remove();
          store.done(job); // it may have been queued while it was being finished
          points.put(job.key(), kept.get());
          LOG.debug("{}: is there already", job.name());
          listener.reused(job, kept.get());
          continue;
        }
        Optional<JobStore.Claim> claim = store.claim(job);
        if (claim.isPresent()) {
          i.remove();
          running++;
          return new Taken(job, claim.get());
        }
      } catch (IOException e) {
        i.remove();
        failed(job, e);
        if (stopAtFirst) {
          return null;
        }
      }
    }
    if (pending.isEmpty()) {
      return null;
    }
    if (running == 0) {
      listener.waiting(pending.size());
    }
    return new Taken(null, null);
  }

  // an encoder that dies of an Error must not take the other jobs with it
  @SuppressWarnings("PMD.AvoidCatchingThrowable")
  private void perform(Job job, JobStore.Claim claim) {
    try (claim) {
      Optional<Point> kept = store.point(job); // finished just before the claim?
      Point point;
      if (kept.isPresent()) {
        point = kept.get();
        listener.reused(job, point);
      } else {
        store.clearFailure(job);
        LOG.info("{}: claimed", job.name());
        point = runner.run(job, listener);
        store.put(job, point);
        listener.done(job, point);
      }
      claim.finished();
      synchronized (this) {
        points.put(job.key(), point);
      }
    } catch (Throwable e) {
      failed(job, e);
    } finally {
      synchronized (this) {
        running--;
      }
    }
  }

  private void failed(Job job, Throwable cause) {
    String message = diagnosis.message(cause);
    if (message.contains(DISK_FULL)) {
      String place = message.startsWith(DISK_FULL) ? store.folder() + ": " : "";
      message = place + message + "; make room and run the same command again";
    }
    Failure failure = new Failure(job.key(), job.name(), message, diagnosis.exitCode(cause), cause);
    synchronized (this) {
      failures.put(job.key(), failure);
    }
    LOG.info("{}: failed: {}", job.name(), message);
    listener.failed(job, failure);
    try {
      store.fail(failure);
    } catch (IOException e) {
      cause.addSuppressed(e); // a full disk, most likely: the failure is reported anyway
    }
  }
}
