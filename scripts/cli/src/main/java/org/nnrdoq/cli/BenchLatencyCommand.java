package org.nnrdoq.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.nnrdoq.encoder.EncoderException;
import org.nnrdoq.experiment.Machine;
import org.nnrdoq.experiment.Point;
import org.nnrdoq.experiment.bench.BenchResults;
import org.nnrdoq.experiment.bench.BlockSamples;
import org.nnrdoq.experiment.bench.LatencyBench;
import org.nnrdoq.quantizer.Quantizer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code nnrdoq bench latency}. */
@Command(
    name = "latency",
    description = {
      "Microseconds of a single call by block size and QP, for each quantizer on each backend that"
          + " is there: half of the calls, and 99 of 100, stay below. One thread, all in turns,"
          + " round by round; medians, and 10 and 90 % of the rounds.",
      "Blocks are those that do not round to zero, of a recording or of the embedded encoder at"
          + " work on a clip (default: a synthetic frame)."
    })
final class BenchLatencyCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = "IN",
      description = "Clip (.y4m, .yuv), or recording (.nnbr, .rec), to take blocks from.")
  private Path input;

  @Option(
      names = "--qp",
      split = ",",
      paramLabel = "QP",
      defaultValue = "22,37",
      description = "Slice QPs of the encodes, not for recordings (default: ${DEFAULT-VALUE}).")
  private List<Integer> qps;

  @Option(
      names = "--quantizers",
      split = ",",
      paramLabel = "Q",
      defaultValue = "sq,rdoq,fcn,ar",
      description = "What to measure, KIND or KIND=MODEL (default: ${DEFAULT-VALUE}).")
  private List<String> quantizers;

  @Option(
      names = "--blocks",
      paramLabel = "N",
      defaultValue = "400",
      description = "Blocks of a size at most, 1..1500 (default: ${DEFAULT-VALUE}).")
  private int blocks;

  @Mixin private BenchOptions options;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, EncoderException {
    options.check();
    if (blocks < 1 || blocks > BlockSamples.MAX_BLOCKS) {
      throw new CommandFailure(ExitCode.USAGE, "--blocks " + blocks + ": expected 1..1500");
    }
    Map<String, Quantizer> candidates = options.open(quantizers, spec);
    Map<String, BlockSamples> samples = options.samples(input, qps);
    Point.Host host = Machine.now(1);
    BenchResults results = new LatencyBench(candidates).run(samples, blocks, options.rounds);
    options.report(results, host, "latency", spec);
    return ExitCode.OK.code();
  }
}
