package org.nnrdoq.experiment.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.nnrdoq.encoder.embedded.Workers;
import org.nnrdoq.experiment.result.BenchResults;
import org.nnrdoq.experiment.result.Spread;
import org.nnrdoq.io.RecordedBlock;
import org.nnrdoq.quantizer.BlockBatch;
import org.nnrdoq.quantizer.Quantizer;

/**
 * Blocks a second over the blocks of a call and the threads that call.
 *
 * <p>Each thread has its own workspace and goes through the blocks batch by batch until the time of
 * the measurement is over. A round takes all cases through one candidate after the other.
 */
public final class ThroughputBench {
  /** Schema of the results. */
  public static final String SCHEMA = "nnrdoq-bench-throughput-2";

  /** Blocks a second of all threads together. */
  public static final String RATE = "blocksPerSecond";

  private static final int WARM_UP_MEASUREMENTS = 10;

  private final Map<String, Quantizer> candidates;
  private final List<BlockSamples.Sample> blocks;
  private final long nanos;

  private record Case(int batch, int threads) {}

  /**
   * @param candidates by name, in the order of the lines
   * @param blocks one or more
   * @param milliseconds of one measurement; before its first one a case runs until two in a row
   *     agree
   */
  public ThroughputBench(
      Map<String, Quantizer> candidates, List<BlockSamples.Sample> blocks, int milliseconds) {
    this.candidates = new LinkedHashMap<>(candidates);
    this.blocks = List.copyOf(blocks);
    this.nanos = milliseconds * 1_000_000L;
  }

  /**
   * Measures all batch sizes with all numbers of threads, {@code rounds} times.
   *
   * @param listener told the name of each case that is begun
   * @throws InterruptedException if this thread was; nothing is measured then
   */
  public BenchResults run(
      List<Integer> batches, List<Integer> threads, int rounds, Consumer<String> listener)
      throws InterruptedException {
    List<Case> cases = new ArrayList<>();
    batches.forEach(b -> threads.forEach(t -> cases.add(new Case(b, t))));
    List<String> names = List.copyOf(candidates.keySet());
    double[][][] rates = new double[cases.size()][names.size()][rounds];
    for (int r = 0; r < rounds; r++) {
      for (int c = 0; c < cases.size(); c++) {
        Case at = cases.get(c);
        listener.accept("batch " + at.batch + ", threads " + at.threads + ", round " + (r + 1));
        for (int i = 0; i < names.size(); i++) {
          int q = (i + r) % names.size();
          Quantizer quantizer = candidates.get(names.get(q));
          if (r == 0) {
            Settling.settle(() -> rate(quantizer, at), WARM_UP_MEASUREMENTS * nanos);
          }
          rates[c][q][r] = rate(quantizer, at);
        }
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
      }
    }
    List<BenchResults.Line> lines = new ArrayList<>();
    for (int c = 0; c < cases.size(); c++) {
      Case at = cases.get(c);
      List<String> keys = List.of(String.valueOf(at.batch), String.valueOf(at.threads));
      for (int q = 0; q < names.size(); q++) {
        Map<String, Spread> figures = Map.of(RATE, Spread.of(rates[c][q]));
        lines.add(new BenchResults.Line(keys, names.get(q), figures));
      }
    }
    return new BenchResults(
        SCHEMA,
        "Blocks a second over batch and threads",
        List.of("batch", "threads"),
        List.of(new BenchResults.Figure(RATE, "blocks/s", false)),
        List.of("batch", "threads"),
        rounds,
        lines,
        List.of());
  }

  private double rate(Quantizer quantizer, Case at) {
    ExecutorService pool = Executors.newFixedThreadPool(at.threads);
    try {
      Callable<Double> worker = () -> work(quantizer, at.batch);
      double sum = 0;
      for (Future<Double> rate :
          pool.invokeAll(java.util.Collections.nCopies(at.threads, worker))) {
        sum += rate.get();
      }
      return sum;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1; // looked at by the caller
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException r ? r : new IllegalStateException(e);
    } finally {
      Workers.end(pool);
    }
  }

  /** Blocks a second of one thread. */
  private double work(Quantizer quantizer, int size) {
    BlockBatch batch = new BlockBatch();
    int[][] levels = new int[size][RecordedBlock.MAX_COEFFICIENTS];
    long count = 0;
    int next = 0;
    try (Quantizer.Workspace workspace = quantizer.newWorkspace()) {
      long start = System.nanoTime();
      long spent;
      do {
        batch.clear();
        for (int i = 0; i < size; i++) {
          BlockSamples.Sample s = blocks.get(next);
          next = next + 1 == blocks.size() ? 0 : next + 1;
          batch.add(s.parameters(), s.coefficients(), s.costs(), levels[i]);
        }
        quantizer.quantizeAll(batch, workspace);
        count += size;
        spent = System.nanoTime() - start;
      } while (spent < nanos);
      return count * 1e9 / spent;
    }
  }
}
