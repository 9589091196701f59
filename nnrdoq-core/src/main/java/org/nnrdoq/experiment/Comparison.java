package org.nnrdoq.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.nnrdoq.encoder.EncodeJob;
import org.nnrdoq.encoder.EncodeResult;
import org.nnrdoq.encoder.Encoder;
import org.nnrdoq.encoder.EncoderException;

/**
 * Runs the encodes of a plan, one after the other so that their times can be compared.
 *
 * <p>Finished points are taken from the store, so a run that was stopped goes on where it was.
 */
public final class Comparison {
  /** Follows a run; all methods are called from the running thread except {@link #frameDone}. */
  public interface Listener {
    /** A point was found in the store. */
    default void pointReused(Point point) {}

    /** An encode starts. */
    default void pointStarted(Clip clip, Candidate candidate, int qp) {}

    /** A frame of the running encode is done; possibly called from several threads. */
    default void frameDone(Clip clip) {}

    /** An encode is finished and kept. */
    default void pointDone(Point point) {}

    /** A point could not be made; only from {@link Comparison#runAll}. */
    default void pointFailed(String job, Exception cause) {}
  }

  private final Encoder encoder;
  private final String encoderFingerprint;
  private final PointStore store;
  private final Path work;
  private final StreamCheck check;

  /**
   * Prepares a run.
   *
   * @param encoder the encoder under test
   * @param encoderFingerprint changes whenever the encoder's code or binary changes
   * @param store of finished points
   * @param work existing folder for streams and reconstructions while they are needed
   * @param check independent decoder, or {@code null} to trust the encoder
   */
  public Comparison(
      Encoder encoder, String encoderFingerprint, PointStore store, Path work, StreamCheck check) {
    this.encoder = encoder;
    this.encoderFingerprint = encoderFingerprint;
    this.store = store;
    this.work = work;
    this.check = check;
  }

  /** One line for each encode of a plan: clip, QP, candidate, and whether it is there already. */
  public List<String> describe(ComparisonPlan plan) throws IOException {
    List<String> lines = new ArrayList<>();
    for (Job job : jobs(plan)) {
      lines.add(
          String.format(
              "%s %s QP %d %s%s",
              job.key.substring(0, 16),
              job.clip().name(),
              job.qp,
              job.candidate.name(),
              kept(job).isPresent() ? " (there already)" : ""));
    }
    return lines;
  }

  /** The points of a plan that the store does not hold yet, in units of luma samples. */
  public long missingWork(ComparisonPlan plan) throws IOException {
    long samples = 0;
    for (Job job : jobs(plan)) {
      if (kept(job).isEmpty()) {
        samples += job.clip().lumaSamples();
      }
    }
    return samples;
  }

  /**
   * What a run brought.
   *
   * @param points one for each clip, candidate and QP that could be encoded
   * @param failures what went wrong with the others
   */
  public record Outcome(List<Point> points, List<Failure> failures) {}

  /**
   * A point that could not be made.
   *
   * @param job clip, QP and candidate
   * @param cause why
   */
  public record Failure(String job, Exception cause) {}

  /**
   * Runs all encodes and stops at the first that fails.
   *
   * @return one point for each clip, candidate and QP
   * @throws VerificationException if a stream does not decode to its reconstruction; the stream and
   *     the reconstruction stay in the work folder
   */
  public List<Point> run(ComparisonPlan plan, Listener listener)
      throws IOException, EncoderException, VerificationException {
    List<Point> points = new ArrayList<>();
    Set<String> warm = new HashSet<>();
    for (Job job : jobs(plan)) {
      points.add(point(plan, job, warm, listener));
    }
    return points;
  }

  /** Runs all encodes; one that fails is reported, and the others go on. */
  public Outcome runAll(ComparisonPlan plan, Listener listener) {
    List<Point> points = new ArrayList<>();
    List<Failure> failures = new ArrayList<>();
    Set<String> warm = new HashSet<>();
    for (Job job : jobs(plan)) {
      try {
        points.add(point(plan, job, warm, listener));
      } catch (IOException | EncoderException | VerificationException | RuntimeException e) {
        String name = job.clip().name() + " QP " + job.qp + " " + job.candidate.name();
        failures.add(new Failure(name, e));
        listener.pointFailed(name, e);
      }
    }
    return new Outcome(points, failures);
  }

  private Point point(ComparisonPlan plan, Job job, Set<String> warm, Listener listener)
      throws IOException, EncoderException, VerificationException {
    Optional<Point> kept = kept(job);
    if (kept.isPresent()) {
      listener.pointReused(kept.get());
      return kept.get();
    }
    if (warm.add(job.candidate.name())) {
      warmUp(plan, job);
    }
    listener.pointStarted(job.clip(), job.candidate, job.qp);
    Point point = encode(plan, job, listener);
    store.put(point);
    listener.pointDone(point);
    return point;
  }

  /** Encodes one frame untimed, so that compilation of our own code does not count as encoding. */
  private void warmUp(ComparisonPlan plan, Job job) throws IOException, EncoderException {
    Path stream = work.resolve(job.key.substring(0, 16) + "-warm-up.hevc");
    try {
      encoder.encode(
          encodeJob(plan, job, stream, null, Math.min(1, job.clip().frames())),
          Encoder.Progress.NONE);
    } finally {
      Files.deleteIfExists(stream);
    }
  }

  private Point encode(ComparisonPlan plan, Job job, Listener listener)
      throws IOException, EncoderException, VerificationException {
    Path stream = work.resolve(job.key.substring(0, 16) + ".hevc");
    Path recon = check == null ? null : work.resolve(job.key.substring(0, 16) + ".y4m");
    EncodeResult result =
        encoder.encode(
            encodeJob(plan, job, stream, recon, job.clip().frames()),
            frame -> listener.frameDone(job.clip()));
    if (result.frames().size() != job.clip().frames()) {
      throw new EncoderException(
          String.format(
              "%s: encoder %s returned %d of %d frames",
              job.clip().file(), encoder.name(), result.frames().size(), job.clip().frames()));
    }
    if (Files.size(stream) != result.streamBytes()) {
      throw new EncoderException(
          String.format(
              "%s: stream has %d bytes but encoder %s reports %d",
              job.clip().file(), Files.size(stream), encoder.name(), result.streamBytes()));
    }
    boolean verified = false;
    if (check != null) {
      int frames = check.check(stream, recon);
      if (frames != job.clip().frames()) {
        throw new VerificationException(
            stream + ": decodes to " + frames + " of " + job.clip().frames() + " frames");
      }
      verified = true;
    }
    String md5 = Digests.md5(stream);
    Files.delete(stream);
    if (recon != null) {
      Files.delete(recon);
    }
    return Point.of(
        job.key,
        job.trial,
        job.candidate,
        job.qp,
        plan.threads(),
        result,
        null,
        md5,
        verified,
        null);
  }

  private static EncodeJob encodeJob(
      ComparisonPlan plan, Job job, Path stream, Path recon, int frames) {
    return new EncodeJob(
        job.clip().file(),
        job.clip().rawFormat(),
        stream,
        recon,
        job.qp,
        job.clip().firstFrame(),
        frames,
        plan.threads(),
        job.candidate.spec(),
        plan.tools());
  }

  /** A kept point counts only if it was verified where verification is asked for. */
  private Optional<Point> kept(Job job) throws IOException {
    return store
        .get(job.key)
        .filter(p -> p.verified() || check == null)
        .map(p -> p.named(job.trial.setup().name(), job.clip().name(), job.candidate.name()));
  }

  /** Candidates innermost: points that are compared are measured close in time. */
  private List<Job> jobs(ComparisonPlan plan) {
    List<Job> jobs = new ArrayList<>();
    for (Trial trial : plan.trials()) {
      for (int qp : plan.qps()) {
        for (Candidate candidate : plan.candidates()) {
          jobs.add(new Job(trial, candidate, qp, key(plan, trial.clip(), candidate, qp)));
        }
      }
    }
    return jobs;
  }

  /** Names are left out: they do not change the stream. */
  private String key(ComparisonPlan plan, Clip clip, Candidate candidate, int qp) {
    return Digests.sha256(
        String.join(
            "\n",
            "point-2",
            encoder.name(),
            encoderFingerprint,
            clip.sha256(),
            clip.format().toString(),
            clip.firstFrame() + "+" + clip.frames(),
            candidate.spec().kind().id(),
            String.valueOf(candidate.modelSha256()),
            String.valueOf(qp),
            plan.tools().toString(),
            "threads=" + plan.threads(), // not the stream, but the time
            System.getProperty("os.arch")));
  }

  private record Job(Trial trial, Candidate candidate, int qp, String key) {
    Clip clip() {
      return trial.clip();
    }
  }
}
