package org.nnrdoq.experiment.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.nnrdoq.encoder.EncodeJob;
import org.nnrdoq.encoder.EncodeResult;
import org.nnrdoq.encoder.EncoderException;
import org.nnrdoq.experiment.bench.EncodeBench.Case;
import org.nnrdoq.experiment.plan.Candidate;
import org.nnrdoq.experiment.result.BenchResults;
import org.nnrdoq.experiment.result.Spread;

/**
 * How long a call takes inside an encoder that measures its own, such as HM with {@code
 * NNRDOQTimes}: lines for the table of {@link LatencyBench}. Blocks are those that do not round to
 * zero, as there, but all that the encoder meets; and the mean over all of them, zeros included.
 */
public final class HostLatencyBench {
  private static final int ALL_SIZES = Integer.MAX_VALUE; // after all others

  /** Says what the lines hold. */
  public static final String NOTE =
      "in HM every block of the encode counts, by size those that do not round to zero; a network's"
          + " time includes HM's"
          + " rate tables where it asks for them, that of HM's own RDOQ does not";

  private final String prefix;
  private final List<Candidate> candidates;
  private final EncodeBench encodes;

  /**
   * @param prefix of the candidates' names in the lines, for example {@code hm-}
   */
  public HostLatencyBench(String prefix, List<Candidate> candidates, EncodeJob.Tools tools) {
    this.prefix = prefix;
    this.candidates = List.copyOf(candidates);
    this.encodes = new EncodeBench(candidates, tools, RoundStore.NONE);
  }

  /**
   * Encodes each case with every candidate, {@code rounds} times.
   *
   * @param cases whose first key is the QP
   * @throws EncoderException if an encode fails or tells no times
   */
  public List<BenchResults.Line> run(List<Case> cases, int rounds, EncodeBench.Listener listener)
      throws IOException, EncoderException {
    Map<Integer, Map<Integer, CallTimes[]>> all = new TreeMap<>(); // by case and size
    encodes.encode(
        cases,
        rounds,
        listener,
        (c, q, r, result) -> {
          if (result.blockTimes().isEmpty()) {
            throw new EncoderException(
                "HM tells no times of blocks: patch its tree again with this nnrdoq and build it");
          }
          Map<Integer, CallTimes[]> sizes = all.computeIfAbsent(c, k -> new TreeMap<>());
          double nanos = 0;
          long calls = 0;
          for (EncodeResult.BlockTimes t : result.blockTimes()) {
            if (t.blocks() == EncodeResult.Blocks.NONZERO) {
              CallTimes at = at(sizes, t.size(), rounds)[q];
              at.p50[r] = t.p50Nanos() * 1e-3;
              at.p99[r] = t.p99Nanos() * 1e-3;
              at.mean[r] = t.meanNanos() * 1e-3;
            } else {
              nanos += t.meanNanos() * t.calls();
              calls += t.calls();
            }
          }
          at(sizes, ALL_SIZES, rounds)[q].mean[r] = nanos * 1e-3 / calls;
        });
    List<BenchResults.Line> lines = new ArrayList<>();
    all.forEach(
        (c, sizes) ->
            sizes.forEach(
                (size, times) -> addLines(lines, cases.get(c).keys().get(0), size, times)));
    return lines;
  }

  private CallTimes[] at(Map<Integer, CallTimes[]> sizes, int size, int rounds) {
    return sizes.computeIfAbsent(
        size,
        k ->
            Stream.generate(() -> new CallTimes(rounds))
                .limit(candidates.size())
                .toArray(CallTimes[]::new));
  }

  private void addLines(List<BenchResults.Line> lines, String qp, int size, CallTimes[] times) {
    CallTimes rdoq = null;
    for (int q = 0; q < times.length; q++) {
      rdoq = candidates.get(q).name().equals("rdoq") ? times[q] : rdoq;
    }
    boolean mix = size == ALL_SIZES;
    List<String> keys = List.of(qp, mix ? LatencyBench.ALL : size + "x" + size);
    for (int q = 0; q < times.length; q++) {
      Map<String, Spread> figures = times[q].figures(mix, rdoq, null);
      if (!figures.isEmpty()) {
        lines.add(new BenchResults.Line(keys, prefix + candidates.get(q).name(), figures));
      }
    }
  }
}
