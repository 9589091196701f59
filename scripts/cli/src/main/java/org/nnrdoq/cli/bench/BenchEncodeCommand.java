package org.nnrdoq.cli.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.nnrdoq.cli.exit.ExitCode;
import org.nnrdoq.cli.options.Candidates;
import org.nnrdoq.cli.options.EncoderOptions;
import org.nnrdoq.cli.options.Encoders;
import org.nnrdoq.cli.options.ThreadOptions;
import org.nnrdoq.encoder.Encoder;
import org.nnrdoq.encoder.EncoderException;
import org.nnrdoq.experiment.bench.EncodeBench.Case;
import org.nnrdoq.experiment.bench.EncodeTable;
import org.nnrdoq.experiment.plan.Candidate;
import org.nnrdoq.experiment.plan.Clip;
import org.nnrdoq.experiment.plan.Setup;
import org.nnrdoq.experiment.run.Jobs;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code nnrdoq bench encode}. */
@Command(
    name = "encode",
    description = {
      "Frames a second of an encoder by quantizer and threads. All in turns, round by round, the"
          + " embedded encoder after a warm-up until times agree; medians, and 10 and 90 %% of the"
          + " rounds; ratios are taken within a round."
    },
    footer = {
      "",
      "Example:",
      "  nnrdoq bench encode clip.y4m --frames 4 --threads 1,2 --out bench",
      "  nnrdoq bench encode clip.y4m --encoder kvazaar --kvazaar-bin kvazaar/src/kvazaar"
    })
final class BenchEncodeCommand implements Callable<Integer> {
  @Option(
      names = "--quantizers",
      split = ",",
      paramLabel = "Q",
      defaultValue = "sq,rdoq,fcn,ar",
      description = "What to measure, KIND or KIND=MODEL (default: ${DEFAULT-VALUE}).")
  private List<String> quantizers;

  @Mixin private EncoderOptions encoders;
  @Mixin private ThreadOptions threads;
  @Mixin private BenchClipOptions clips;

  @Override
  public Integer call() throws IOException, EncoderException {
    clips.check(BenchOptions.TWO_QPS);
    List<Candidate> candidates = Candidates.parse(quantizers, null);
    Encoder encoder = encoders.create();
    Setup setup = Setup.of(encoders.name, encoders.settings());
    String fingerprint = new Jobs(Encoders::named).fingerprint(setup, candidates);
    List<Case> cases = new ArrayList<>();
    for (Clip clip : clips.clips()) {
      for (int qp : clips.qps) {
        for (int n : threads.all()) {
          List<String> keys = List.of(clip.name(), String.valueOf(qp), String.valueOf(n));
          cases.add(new Case(keys, encoder, fingerprint, clip, qp, n));
        }
      }
    }
    List<String> keys = List.of("clip", "qp", "threads");
    clips.run(EncodeTable.rates(candidates), encoders.name, keys, cases, candidates, "encode");
    return ExitCode.OK.code();
  }
}
