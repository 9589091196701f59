package org.nnrdoq.experiment.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nnrdoq.io.RecordedBlock;
import org.nnrdoq.quantizer.Quantizer;

/**
 * How long a single call takes: one process, one thread, every block timed by itself. The clock's
 * own time, some 30 nanoseconds, is part of it.
 *
 * <p>A round takes all blocks of a case through one candidate after the other; which one goes first
 * changes from round to round.
 */
public final class LatencyBench {
  /** Schema of the results. */
  public static final String SCHEMA = "nnrdoq-bench-latency-1";

  /** Microseconds that half of the calls stay below. */
  public static final String P50 = "p50";

  /** Microseconds that 99 of 100 calls stay below. */
  public static final String P99 = "p99";

  /** Passes over the blocks before the first one that counts. */
  private static final int WARM_UP = 3;

  private final Map<String, Quantizer> candidates;
  private final int[] levels = new int[RecordedBlock.MAX_COEFFICIENTS];
  private long sink;

  /**
   * @param candidates by name, in the order of the lines
   */
  public LatencyBench(Map<String, Quantizer> candidates) {
    this.candidates = new LinkedHashMap<>(candidates);
  }

  /**
   * Measures.
   *
   * @param samples by QP, or by the name of their origin
   * @param blocks of a size at most
   * @param rounds 1 or more
   */
  public BenchResults run(Map<String, BlockSamples> samples, int blocks, int rounds) {
    List<BenchResults.Line> lines = new ArrayList<>();
    samples.forEach(
        (origin, all) -> {
          for (int size = 4; size <= 32; size *= 2) {
            List<BlockSamples.Sample> list = all.ofSize(size);
            if (!list.isEmpty()) {
              List<String> keys = List.of(origin, size + "x" + size);
              measure(keys, list.subList(0, Math.min(blocks, list.size())), rounds, lines);
            }
          }
        });
    return new BenchResults(
        SCHEMA, "Microseconds of a call", List.of("qp", "size"), List.of(P50, P99), rounds, lines);
  }

  private void measure(
      List<String> keys,
      List<BlockSamples.Sample> blocks,
      int rounds,
      List<BenchResults.Line> lines) {
    List<String> names = List.copyOf(candidates.keySet());
    int n = names.size();
    double[][] half = new double[n][rounds];
    double[][] most = new double[n][rounds];
    double[] times = new double[blocks.size()];
    for (int r = -WARM_UP; r < rounds; r++) {
      for (int i = 0; i < n; i++) {
        int q = Math.floorMod(i + r, n);
        pass(candidates.get(names.get(q)), blocks, times);
        if (r >= 0) {
          Arrays.sort(times);
          half[q][r] = Spread.quantile(times, 0.5);
          most[q][r] = Spread.quantile(times, 0.99);
        }
      }
    }
    for (int q = 0; q < n; q++) {
      Map<String, Spread> figures = Map.of(P50, Spread.of(half[q]), P99, Spread.of(most[q]));
      lines.add(new BenchResults.Line(keys, names.get(q), figures));
    }
  }

  private void pass(Quantizer quantizer, List<BlockSamples.Sample> blocks, double[] times) {
    try (Quantizer.Workspace workspace = quantizer.newWorkspace()) {
      for (int b = 0; b < times.length; b++) {
        BlockSamples.Sample s = blocks.get(b);
        long start = System.nanoTime();
        sink += quantizer.quantize(s.parameters(), s.coefficients(), s.costs(), levels, workspace);
        times[b] = (System.nanoTime() - start) * 1e-3;
      }
    }
  }

  /** Sum of all levels that were made; keeps the compiler from dropping the work. */
  public long sink() {
    return sink;
  }
}
