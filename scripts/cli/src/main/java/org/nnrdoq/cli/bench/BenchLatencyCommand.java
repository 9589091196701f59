package org.nnrdoq.cli.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.nnrdoq.cli.exit.CommandFailure;
import org.nnrdoq.cli.exit.ExitCode;
import org.nnrdoq.cli.options.Candidates;
import org.nnrdoq.cli.options.HmOptions;
import org.nnrdoq.encoder.CodingConfiguration;
import org.nnrdoq.encoder.EncodeJob;
import org.nnrdoq.encoder.EncoderException;
import org.nnrdoq.experiment.bench.BlockSamples;
import org.nnrdoq.experiment.bench.EncodeBench.Case;
import org.nnrdoq.experiment.bench.HostLatencyBench;
import org.nnrdoq.experiment.bench.LatencyBench;
import org.nnrdoq.experiment.plan.Candidate;
import org.nnrdoq.experiment.result.BenchResults;
import org.nnrdoq.quantizer.QuantizerScope;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code nnrdoq bench latency}. */
@Command(
    name = "latency",
    description = {
      "Microseconds of a single call by block size and QP, for each quantizer on each backend that"
          + " is there: half of the calls, and 99 of 100, stay below. One thread, one block in a"
          + " call, all in turns, round by round after a warm-up until times agree; medians, and 10"
          + " and 90 %% of the rounds. toRdoq and toKernel are ratios of p50 within a round.",
      "Blocks are those that do not round to zero, of a recording or of the embedded encoder at"
          + " work on the first frame of a clip; size 'all' has them as the encoder meets them, zeros"
          + " included, and ratios of means. With --hm, lines hm-sq, hm-rdoq and so on tell"
          + " what a call takes inside HM, intra, on the same frame; 'nnrdoq hm patch' must be of"
          + " this version."
    },
    footer = {
      "",
      "Example:",
      "  nnrdoq bench latency clip.y4m --hm HM-16.20/bin/TAppEncoderStatic --out bench"
    })
final class BenchLatencyCommand implements Callable<Integer> {
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
      defaultValue = "300",
      description = "Blocks of a size at most, 1..1500 (default: ${DEFAULT-VALUE}).")
  private int blocks;

  @Mixin private BenchCallOptions calls;
  @Mixin private HmOptions hm;

  @Override
  public Integer call() throws IOException, EncoderException {
    calls.check(qps);
    if (blocks < 1 || blocks > BlockSamples.MAX_BLOCKS) {
      throw new CommandFailure(ExitCode.USAGE, "--blocks " + blocks + ": expected 1..1500");
    }
    List<Candidate> candidates = Candidates.parse(quantizers, null);
    BenchResults results;
    List<BenchResults.Line> inHm;
    try (QuantizerScope scope = new QuantizerScope()) {
      List<LatencyBench.Candidate> opened = calls.open(candidates, scope);
      inHm = hm.bin == null ? List.of() : inHm(candidates);
      Map<String, BlockSamples> samples = calls.samples(qps);
      results =
          new LatencyBench(opened, calls.milliseconds)
              .run(samples, blocks, calls.bench.rounds, calls.bench::tell);
    }
    if (!inHm.isEmpty()) {
      results = results.with(inHm, List.of(HostLatencyBench.NOTE));
    }
    calls.bench.report(results, "latency", "embedded", "");
    return ExitCode.OK.code();
  }

  private List<BenchResults.Line> inHm(List<Candidate> candidates)
      throws IOException, EncoderException {
    return calls.withClip(
        clip -> {
          List<Case> cases = new ArrayList<>();
          CodingConfiguration intra = hm.cfg == null ? CodingConfiguration.AI : null;
          for (int qp : qps) {
            cases.add(
                hm.encode(
                    List.of(String.valueOf(qp)), intra, "--NNRDOQTimes=1", clip, qp, candidates));
          }
          return new HostLatencyBench("hm-", candidates, EncodeJob.Tools.DEFAULT)
              .run(cases, calls.bench.rounds, new EncodeProgress(calls.bench::tell));
        });
  }
}
