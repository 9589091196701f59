package org.nnrdoq.experiment.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nnrdoq.encoder.EncodeJob;
import org.nnrdoq.encoder.EncodeResult;
import org.nnrdoq.encoder.Encoder;
import org.nnrdoq.encoder.EncoderException;
import org.nnrdoq.experiment.plan.Candidate;
import org.nnrdoq.experiment.plan.Clip;

/**
 * How long an encoder takes with each quantizer.
 *
 * <p>A round encodes every case once with every quantizer, those of a case right after each other;
 * the quantizer that goes first changes from round to round. Ratios are those within a round, so
 * that what the machine does meanwhile hits both sides alike. For the same reason a round of a case
 * is kept as a whole or not at all: an interrupted measurement goes on with the first round that is
 * not complete.
 */
public final class EncodeBench {
  /** When to stop warming up an encoder that profits from it. */
  private static final long WARM_UP_NANOS = 10_000_000_000L;

  /**
   * What is encoded.
   *
   * @param keys of its lines
   * @param encoder in its configuration
   * @param fingerprint of the encoder with all candidates
   */
  public record Case(
      List<String> keys, Encoder encoder, String fingerprint, Clip clip, int qp, int threads) {
    public Case {
      keys = List.copyOf(keys);
    }
  }

  /**
   * What one encode took.
   *
   * @param cpuSeconds of processor, start-up left out
   * @param wallSeconds elapsed, start-up left out
   * @param startSeconds elapsed in start-up
   * @param startCpuSeconds of processor in start-up
   * @param frames that were encoded
   */
  public record Sample(
      double cpuSeconds,
      double wallSeconds,
      double startSeconds,
      double startCpuSeconds,
      int frames) {
    static Sample of(EncodeResult r) {
      return new Sample(
          r.cpuNanos() / 1e9,
          r.wallNanos() / 1e9,
          r.startUp().wallNanos() / 1e9,
          r.startUp().cpuNanos() / 1e9,
          r.frames().size());
    }

    Sample plus(Sample other) {
      return new Sample(
          cpuSeconds + other.cpuSeconds,
          wallSeconds + other.wallSeconds,
          startSeconds + other.startSeconds,
          startCpuSeconds + other.startCpuSeconds,
          frames + other.frames);
    }
  }

  /**
   * One encode of many.
   *
   * @param done encodes so far, this one included
   * @param of encodes in all
   * @param round 0-based
   * @param sample what it took
   * @param reused whether an earlier run did it
   */
  public record Step(
      int done, int of, Case at, Candidate candidate, int round, Sample sample, boolean reused) {}

  /** Told after each encode. */
  @FunctionalInterface
  public interface Listener {
    void encoded(Step step);
  }

  /** Told all that an encode came to. */
  @FunctionalInterface
  interface Sink {
    /**
     * @param at index of the case
     * @param candidate index of the candidate
     */
    void take(int at, int candidate, int round, EncodeResult result) throws EncoderException;
  }

  private final List<Candidate> candidates;
  private final EncodeJob.Tools tools;
  private final RoundStore store;

  /**
   * @param candidates one or more
   * @param store keeps finished rounds
   */
  public EncodeBench(List<Candidate> candidates, EncodeJob.Tools tools, RoundStore store) {
    this.candidates = List.copyOf(candidates);
    this.tools = tools;
    this.store = store;
  }

  /**
   * Encodes all cases {@code rounds} times with every candidate.
   *
   * @return samples by case, candidate and round
   * @throws EncoderException if an encode fails
   */
  public Sample[][][] run(List<Case> cases, int rounds, Listener listener)
      throws IOException, EncoderException {
    return encode(cases, rounds, listener, (at, candidate, round, result) -> {});
  }

  Sample[][][] encode(List<Case> cases, int rounds, Listener listener, Sink sink)
      throws IOException, EncoderException {
    int n = candidates.size();
    Sample[][][] samples = new Sample[cases.size()][n][rounds];
    int done = 0;
    boolean warm = false;
    Path folder = Files.createTempDirectory("nnrdoq-bench");
    Path stream = folder.resolve("stream.hevc");
    try {
      for (int r = 0; r < rounds; r++) {
        for (int c = 0; c < cases.size(); c++) {
          Case at = cases.get(c);
          String key = store.key(at, candidates, tools, r);
          List<Sample> known = store.get(key, n);
          if (known == null && !warm) {
            warmUp(at, stream);
            warm = true;
          }
          for (int i = 0; i < n; i++) {
            int q = (i + r) % n;
            if (known != null) {
              samples[c][q][r] = known.get(q);
            } else {
              EncodeResult result = encode(at, candidates.get(q), stream);
              sink.take(c, q, r, result);
              samples[c][q][r] = Sample.of(result);
            }
            listener.encoded(
                new Step(
                    ++done,
                    cases.size() * n * rounds,
                    at,
                    candidates.get(q),
                    r,
                    samples[c][q][r],
                    known != null));
          }
          if (known == null) {
            store.put(key, round(samples[c], r));
          }
        }
      }
    } finally {
      Files.deleteIfExists(stream);
      Files.delete(folder);
    }
    return samples;
  }

  private static List<Sample> round(Sample[][] byCandidate, int round) {
    List<Sample> samples = new ArrayList<>();
    for (Sample[] rounds : byCandidate) {
      samples.add(rounds[round]);
    }
    return samples;
  }

  /** With every candidate, until its encodes take equally long. */
  private void warmUp(Case at, Path stream) throws EncoderException {
    if (!at.encoder.warmsUp()) {
      return;
    }
    for (Candidate candidate : candidates) {
      EncoderException[] failure = new EncoderException[1];
      Settling.settle(
          () -> {
            try {
              return failure[0] == null ? encode(at, candidate, stream).wallNanos() : 1;
            } catch (EncoderException e) {
              failure[0] = e;
              return 1;
            }
          },
          WARM_UP_NANOS);
      if (failure[0] != null) {
        throw failure[0];
      }
    }
  }

  private EncodeResult encode(Case at, Candidate candidate, Path stream) throws EncoderException {
    Clip clip = at.clip;
    EncodeJob job =
        new EncodeJob(
            clip.file(),
            clip.rawFormat(),
            stream,
            null,
            at.qp,
            clip.firstFrame(),
            clip.frames(),
            at.threads,
            candidate.spec(),
            tools);
    return at.encoder.encode(job, Encoder.Progress.NONE);
  }

  /**
   * Sums over all cases whose keys are the same but for {@code summed}, which are then {@link
   * EncodeTable#ALL}; groups of one case are left out.
   *
   * @return by key: candidate, round
   */
  static Map<List<String>, Sample[][]> sums(
      List<Case> cases, Sample[][][] samples, List<Integer> summed) {
    Map<List<String>, Sample[][]> sums = new LinkedHashMap<>();
    Map<List<String>, Integer> members = new LinkedHashMap<>();
    for (int c = 0; c < cases.size(); c++) {
      List<String> keys = new ArrayList<>(cases.get(c).keys);
      summed.forEach(k -> keys.set(k, EncodeTable.ALL));
      Sample[][] own = samples[c];
      members.merge(keys, 1, Integer::sum);
      sums.merge(keys, own, EncodeBench::plus);
    }
    members.forEach(
        (keys, n) -> {
          if (n == 1) {
            sums.remove(keys);
          }
        });
    return sums;
  }

  private static Sample[][] plus(Sample[][] a, Sample[][] b) {
    Sample[][] sum = new Sample[a.length][a[0].length];
    for (int q = 0; q < a.length; q++) {
      for (int r = 0; r < a[q].length; r++) {
        sum[q][r] = a[q][r].plus(b[q][r]);
      }
    }
    return sum;
  }
}
