package org.nnrdoq.experiment.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.nnrdoq.encoder.EncodeJob;
import org.nnrdoq.encoder.EncodeResult;
import org.nnrdoq.encoder.EncoderException;
import org.nnrdoq.experiment.Candidate;
import org.nnrdoq.experiment.bench.EncodeBench.Case;

/**
 * How long a call takes inside an encoder that measures its own, such as HM with {@code
 * NNRDOQTimes}: lines for the table of {@link LatencyBench}. Blocks are those that do not round to
 * zero, as there, but all that the encoder meets.
 */
public final class HostLatencyBench {
  /** Says what the lines hold. */
  public static final String NOTE =
      "in HM every block of the encode that does not round to zero; a network's time includes HM's"
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
    // by case and size, then by candidate: p50 and p99 of each round
    Map<Integer, Map<Integer, double[][][]>> all = new TreeMap<>();
    encodes.encode(
        cases,
        rounds,
        listener,
        (c, q, r, result) -> {
          if (result.blockTimes().isEmpty()) {
            throw new EncoderException(
                "HM tells no times of blocks: patch its tree again with this nnrdoq and build it");
          }
          for (EncodeResult.BlockTimes t : result.blockTimes()) {
            if (t.blocks() == EncodeResult.Blocks.NONZERO) {
              double[][][] at =
                  all.computeIfAbsent(c, k -> new TreeMap<>())
                      .computeIfAbsent(t.size(), k -> new double[2][candidates.size()][rounds]);
              at[0][q][r] = t.p50Nanos() * 1e-3;
              at[1][q][r] = t.p99Nanos() * 1e-3;
            }
          }
        });
    List<BenchResults.Line> lines = new ArrayList<>();
    all.forEach(
        (c, sizes) ->
            sizes.forEach(
                (size, times) ->
                    addLines(
                        lines, List.of(cases.get(c).keys().get(0), size + "x" + size), times)));
    return lines;
  }

  private void addLines(List<BenchResults.Line> lines, List<String> keys, double[][][] times) {
    double[] rdoq = null;
    for (int q = 0; q < candidates.size(); q++) {
      rdoq = candidates.get(q).name().equals("rdoq") ? times[0][q] : rdoq;
    }
    for (int q = 0; q < candidates.size(); q++) {
      Map<String, Spread> figures = new LinkedHashMap<>();
      figures.put(LatencyBench.P50, Spread.of(times[0][q]));
      figures.put(LatencyBench.P99, Spread.of(times[1][q]));
      LatencyBench.putRatio(figures, LatencyBench.TO_RDOQ, times[0][q], rdoq);
      lines.add(new BenchResults.Line(keys, prefix + candidates.get(q).name(), figures));
    }
  }
}
