package org.nnrdoq.experiment.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.nnrdoq.experiment.result.BenchResults;
import org.nnrdoq.experiment.result.Spread;
import org.nnrdoq.io.RecordedBlock;
import org.nnrdoq.quantizer.Quantizer;

/**
 * How long a single call takes: one process, one thread, one block in a call, every call timed by
 * itself. A reading of the clock is part of each time; a note says what it costs.
 *
 * <p>A round takes all blocks of a case through one candidate after the other, pass by pass until
 * the time of a measurement is over; which one goes first changes from round to round. Before the
 * rounds each candidate runs until its passes agree.
 */
public final class LatencyBench {
  /** Schema of the results. */
  public static final String SCHEMA = "nnrdoq-bench-latency-2";

  /** Microseconds that half of the calls stay below. */
  public static final String P50 = "p50";

  /** Microseconds that 99 of 100 calls stay below. */
  public static final String P99 = "p99";

  /** Microseconds of a call in the mean. */
  public static final String MEAN = "mean";

  /** p50, or of {@link #ALL} the mean, against that of {@code rdoq} in the same round. */
  public static final String TO_RDOQ = "toRdoq";

  /** The same against the same network in the compiled kernel. */
  public static final String TO_KERNEL = "toKernel";

  /** Size of a case with blocks as the encoder meets them, zeros included. */
  public static final String ALL = "all";

  private static final int MOST_CALLS = 1 << 20;
  private static final int WARM_UP_MEASUREMENTS = 20;

  /**
   * What is measured.
   *
   * @param name of the lines
   * @param kernel name of the same network in the compiled kernel; {@code null} if there is none
   */
  public record Candidate(String name, Quantizer quantizer, String kernel) {}

  private final List<Candidate> candidates;
  private final long nanos;
  private final int[] levels = new int[RecordedBlock.MAX_COEFFICIENTS];
  private final double[] times = new double[MOST_CALLS];
  private final List<String> notes = new ArrayList<>();
  private int count;

  /** Sum of all levels that were made: a result that the compiler must not drop. */
  private long sink;

  /**
   * @param candidates in the order of the lines
   * @param milliseconds of one measurement; a pass over the blocks that has begun is finished
   */
  public LatencyBench(List<Candidate> candidates, int milliseconds) {
    this.candidates = List.copyOf(candidates);
    this.nanos = milliseconds * 1_000_000L;
  }

  /**
   * Measures.
   *
   * @param samples by QP, or by the name of their origin
   * @param blocks of a size at most
   * @param rounds 1 or more
   * @param listener told the name of each case that is begun
   */
  public BenchResults run(
      Map<String, BlockSamples> samples, int blocks, int rounds, Consumer<String> listener) {
    List<BenchResults.Line> lines = new ArrayList<>();
    notes.clear();
    notes.add(clockNote());
    samples.forEach(
        (origin, all) -> {
          Map<String, List<BlockSamples.Sample>> cases = new LinkedHashMap<>();
          for (int size = 4; size <= 32; size *= 2) {
            cases.put(size + "x" + size, all.ofSize(size));
          }
          cases.put(ALL, all.mix());
          cases.forEach(
              (size, list) -> {
                if (!list.isEmpty()) {
                  listener.accept(origin + ", " + size);
                  measure(
                      List.of(origin, size),
                      list.subList(0, Math.min(blocks, list.size())),
                      rounds,
                      lines);
                }
              });
        });
    return new BenchResults(
        SCHEMA,
        "Microseconds of a call",
        List.of("qp", "size"),
        List.of(
            new BenchResults.Figure(P50, "us", false),
            new BenchResults.Figure(P99, "us", false),
            new BenchResults.Figure(MEAN, "us", true),
            new BenchResults.Figure(TO_RDOQ, "", false),
            new BenchResults.Figure(TO_KERNEL, "", false)),
        List.of(),
        rounds,
        lines,
        notes);
  }

  private void measure(
      List<String> keys,
      List<BlockSamples.Sample> blocks,
      int rounds,
      List<BenchResults.Line> lines) {
    int n = candidates.size();
    List<Quantizer.Workspace> workspaces = new ArrayList<>();
    Map<String, CallTimes> measured = new LinkedHashMap<>();
    try {
      for (Candidate c : candidates) {
        Quantizer.Workspace workspace = c.quantizer.newWorkspace();
        workspaces.add(workspace);
        warmUp(keys, c, blocks, workspace);
        measured.put(c.name, new CallTimes(rounds));
      }
      for (int r = 0; r < rounds; r++) {
        for (int i = 0; i < n; i++) {
          int q = (i + r) % n;
          Candidate c = candidates.get(q);
          passes(c.quantizer, blocks, workspaces.get(q));
          CallTimes round = measured.get(c.name);
          round.p50[r] = Spread.quantile(times, count, 0.5);
          round.p99[r] = Spread.quantile(times, count, 0.99);
          round.mean[r] = Arrays.stream(times, 0, count).average().orElseThrow();
        }
      }
    } finally {
      workspaces.forEach(Quantizer.Workspace::close);
    }
    boolean byMean = keys.get(1).equals(ALL);
    for (Candidate c : candidates) {
      Map<String, Spread> figures =
          measured.get(c.name).figures(byMean, measured.get("rdoq"), measured.get(c.kernel));
      lines.add(new BenchResults.Line(keys, c.name, figures));
    }
  }

  private void warmUp(
      List<String> keys,
      Candidate c,
      List<BlockSamples.Sample> blocks,
      Quantizer.Workspace workspace) {
    boolean settled =
        Settling.settle(
            () -> {
              passes(c.quantizer, blocks, workspace);
              return Spread.quantile(times, count, 0.5);
            },
            WARM_UP_MEASUREMENTS * nanos);
    if (!settled) {
      notes.add(
          String.join(", ", keys) + ", " + c.name + ": measured although warm-up had not settled");
    }
  }

  /** Leaves sorted microseconds in the first {@code count} of {@code times}. */
  private void passes(
      Quantizer quantizer, List<BlockSamples.Sample> blocks, Quantizer.Workspace workspace) {
    count = 0;
    long begin = System.nanoTime();
    do {
      for (BlockSamples.Sample s : blocks) {
        long start = System.nanoTime();
        sink += quantizer.quantize(s.parameters(), s.coefficients(), s.costs(), levels, workspace);
        times[count++] = (System.nanoTime() - start) * 1e-3;
      }
    } while (System.nanoTime() - begin < nanos && count + blocks.size() <= MOST_CALLS);
    Arrays.sort(times, 0, count);
  }

  /** What two readings of the clock in a row are apart. */
  private static String clockNote() {
    double[] apart = new double[20_001];
    for (int i = 0; i < apart.length; i++) {
      long start = System.nanoTime();
      apart[i] = System.nanoTime() - start;
    }
    return String.format(
        Locale.ROOT,
        "a reading of the clock, %.0f ns, is part of each time",
        Spread.of(Arrays.copyOfRange(apart, 10_000, apart.length)).median());
  }
}
