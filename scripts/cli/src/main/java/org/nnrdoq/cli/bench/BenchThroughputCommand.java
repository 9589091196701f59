package org.nnrdoq.cli.bench;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.nnrdoq.cli.exit.CommandFailure;
import org.nnrdoq.cli.exit.ExitCode;
import org.nnrdoq.cli.options.Candidates;
import org.nnrdoq.cli.options.ThreadOptions;
import org.nnrdoq.encoder.EncoderException;
import org.nnrdoq.experiment.bench.BlockSamples;
import org.nnrdoq.experiment.bench.ThroughputBench;
import org.nnrdoq.experiment.result.BenchResults;
import org.nnrdoq.quantizer.Quantizer;
import org.nnrdoq.quantizer.QuantizerScope;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code nnrdoq bench throughput}. */
@Command(
    name = "throughput",
    description = {
      "Blocks a second over the blocks of a call and the threads that call, for each quantizer on"
          + " each backend that is there; rdoq takes the blocks of a call one by one.",
      "Blocks are as for 'bench latency', all of one size."
    })
final class BenchThroughputCommand implements Callable<Integer> {
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
      names = "--quantizers",
      split = ",",
      paramLabel = "Q",
      defaultValue = "rdoq,fcn",
      description = "What to measure, KIND or KIND=MODEL (default: ${DEFAULT-VALUE}).")
  private List<String> quantizers;

  @Mixin private ThreadOptions threads;
  @Mixin private BenchCallOptions calls;

  @Override
  public Integer call() throws IOException, EncoderException, InterruptedException {
    check();
    try (QuantizerScope scope = new QuantizerScope()) {
      Map<String, Quantizer> candidates = new LinkedHashMap<>();
      calls
          .open(Candidates.parse(quantizers, null), scope)
          .forEach(c -> candidates.put(c.name(), c.quantizer()));
      calls.bench.report(measure(candidates), "throughput", "embedded", "");
    }
    return ExitCode.OK.code();
  }

  private BenchResults measure(Map<String, Quantizer> candidates)
      throws IOException, EncoderException, InterruptedException {
    BlockSamples samples = calls.samples(List.of(qp)).values().iterator().next();
    List<BlockSamples.Sample> blocks = samples.ofSize(size);
    if (blocks.isEmpty()) {
      throw new CommandFailure(
          ExitCode.INPUT, "no block of " + size + "x" + size + " that does not round to zero");
    }
    return new ThroughputBench(candidates, blocks, calls.milliseconds)
        .run(batches, threads.all(), calls.bench.rounds, calls.bench::tell);
  }

  private void check() {
    calls.check(List.of(qp));
    threads.all();
    if (size < 4 || size > 32 || Integer.bitCount(size) != 1) {
      throw new CommandFailure(ExitCode.USAGE, "--size " + size + ": expected 4, 8, 16 or 32");
    }
    for (int n : batches) {
      if (n < 1 || n > 1024) {
        throw new CommandFailure(ExitCode.USAGE, "--batches " + n + ": expected 1..1024");
      }
    }
  }
}
