package org.nnrdoq.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.nnrdoq.encoder.EncoderException;
import org.nnrdoq.experiment.Machine;
import org.nnrdoq.experiment.Point;
import org.nnrdoq.experiment.bench.BenchResults;
import org.nnrdoq.experiment.bench.BlockSamples;
import org.nnrdoq.experiment.bench.ThroughputBench;
import org.nnrdoq.quantizer.Quantizer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code nnrdoq bench throughput}. */
@Command(
    name = "throughput",
    description = {
      "Blocks a second over the blocks of a call and the threads that call, for each quantizer on"
          + " each backend that is there; rdoq takes the blocks of a call one by one.",
      "Blocks are as for 'bench latency', all of one size."
    })
final class BenchThroughputCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = "IN",
      description = "Clip (.y4m, .yuv), or recording (.nnbr, .rec), to take blocks from.")
  private Path input;

  @Option(
      names = "--qp",
      paramLabel = "QP",
      defaultValue = "32",
      description = "Slice QP of the encode, not for recordings (default: ${DEFAULT-VALUE}).")
  private int qp;

  @Option(
      names = "--size",
      paramLabel = "N",
      defaultValue = "4",
      description = "Side of the blocks: 4, 8, 16 or 32 (default: ${DEFAULT-VALUE}).")
  private int size;

  @Option(
      names = "--batches",
      split = ",",
      paramLabel = "N",
      defaultValue = "1,4,16,64",
      description = "Blocks of a call (default: ${DEFAULT-VALUE}).")
  private List<Integer> batches;

  @Option(
      names = "--threads",
      split = ",",
      paramLabel = "N",
      description = "Threads (default: 1, 2, 4 and so on to all cores).")
  private List<Integer> threads;

  @Option(
      names = "--milliseconds",
      paramLabel = "MS",
      defaultValue = "200",
      description = "Time of one measurement (default: ${DEFAULT-VALUE}).")
  private int milliseconds;

  @Mixin private BenchOptions options;

  @Option(
      names = "--quantizers",
      split = ",",
      paramLabel = "Q",
      defaultValue = "rdoq,fcn",
      description = "What to measure, KIND or KIND=MODEL (default: ${DEFAULT-VALUE}).")
  private List<String> quantizers;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, EncoderException, InterruptedException {
    check();
    Map<String, Quantizer> candidates = options.open(quantizers, spec);
    BlockSamples samples = options.samples(input, List.of(qp)).values().iterator().next();
    List<BlockSamples.Sample> blocks = samples.ofSize(size);
    if (blocks.isEmpty()) {
      throw new CommandFailure(
          ExitCode.INPUT, "no block of " + size + "x" + size + " that does not round to zero");
    }
    Point.Host host = Machine.now(1);
    BenchResults results =
        new ThroughputBench(candidates, blocks, milliseconds)
            .run(batches, threads != null ? threads : powersOfTwo(), options.rounds);
    options.report(results, host, "throughput", spec);
    return ExitCode.OK.code();
  }

  private void check() {
    options.check();
    if (size < 4 || size > 32 || Integer.bitCount(size) != 1) {
      throw new CommandFailure(ExitCode.USAGE, "--size " + size + ": expected 4, 8, 16 or 32");
    }
    if (milliseconds < 1) {
      throw new CommandFailure(
          ExitCode.USAGE, "--milliseconds " + milliseconds + ": expected 1 or more");
    }
    for (int n : batches) {
      if (n < 1 || n > 1024) {
        throw new CommandFailure(ExitCode.USAGE, "--batches " + n + ": expected 1..1024");
      }
    }
    for (int n : threads != null ? threads : List.<Integer>of()) {
      if (n < 1 || n > 1024) {
        throw new CommandFailure(ExitCode.USAGE, "--threads " + n + ": expected 1..1024");
      }
    }
  }

  private static List<Integer> powersOfTwo() {
    int cores = Runtime.getRuntime().availableProcessors();
    TreeSet<Integer> all = new TreeSet<>(List.of(cores));
    for (int n = 1; n < cores; n *= 2) {
      all.add(n);
    }
    return List.copyOf(all);
  }
}
