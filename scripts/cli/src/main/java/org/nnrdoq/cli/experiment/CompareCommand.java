package org.nnrdoq.cli.experiment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.nnrdoq.cli.exit.CommandFailure;
import org.nnrdoq.cli.exit.ExitCode;
import org.nnrdoq.cli.options.Candidates;
import org.nnrdoq.cli.options.EncoderOptions;
import org.nnrdoq.cli.options.InputOptions;
import org.nnrdoq.cli.options.JobOptions;
import org.nnrdoq.cli.options.QpOptions;
import org.nnrdoq.cli.options.QuantizerNames;
import org.nnrdoq.cli.options.ReportOptions;
import org.nnrdoq.cli.options.ToolOptions;
import org.nnrdoq.encoder.EncoderException;
import org.nnrdoq.experiment.bd.Interpolation;
import org.nnrdoq.experiment.plan.Clip;
import org.nnrdoq.experiment.plan.ComparisonPlan;
import org.nnrdoq.experiment.plan.Setup;
import org.nnrdoq.experiment.report.BenchReport;
import org.nnrdoq.experiment.run.Failure;
import org.nnrdoq.experiment.run.Outcome;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code nnrdoq compare}: Bjontegaard deltas between quantizers. */
@Command(
    name = "compare",
    description = {
      "Encodes clips with several quantizers and QPs and reports what each quantizer gains.",
      "Finished encodes are kept in DIR/points and used again; a run that was interrupted goes on"
          + " where it was."
    },
    footer = {
      "",
      "DIR gets results.json, results.csv, results.md, summary.svg and report.html.",
      "Example:",
      "  nnrdoq compare a.y4m b.y4m --quantizers sq,rdoq,fcn --frames 4 --out out"
    })
public final class CompareCommand implements Callable<Integer> {
  @Parameters(
      arity = "1..*",
      paramLabel = "IN",
      description = "Clips: .y4m, or raw 4:2:0 .yuv; 8 or 10 bit.")
  private List<Path> inputs;

  @Option(
      names = "--quantizers",
      split = ",",
      paramLabel = "Q",
      defaultValue = "sq,rdoq,fcn",
      completionCandidates = QuantizerNames.class,
      description =
          "What to compare, of ${COMPLETION-CANDIDATES}; Q=F.onnx names a network"
              + " (default: ${DEFAULT-VALUE}).")
  private List<String> quantizers;

  @Option(
      names = "--anchor",
      paramLabel = "Q",
      defaultValue = "sq",
      description = "What to compare against (default: ${DEFAULT-VALUE}).")
  private String anchor;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Folder for results; made if it is not there.")
  private Path out;

  @Option(
      names = "--model",
      paramLabel = "F.onnx",
      description = "Network for quantizers that name none (default: the shipped one).")
  private Path model;

  @Mixin private InputOptions inputOptions;
  @Mixin private ToolOptions toolOptions;
  @Mixin private EncoderOptions encoderOptions;
  @Mixin private QpOptions qpOptions;
  @Mixin private JobOptions jobs;
  @Mixin private ReportOptions reportOptions;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "1",
      description = "Frames encoded side by side (default: ${DEFAULT-VALUE}).")
  private int threads;

  @Option(
      names = "--verify",
      description = "Decode every stream with FFmpeg and compare it to the reconstruction.")
  private boolean verify;

  @Option(names = "--ssim", description = "Measure SSIM too.")
  private boolean ssim;

  @Option(
      names = "--interpolation",
      paramLabel = "METHOD",
      defaultValue = "pchip",
      description = "Curve through the points: ${COMPLETION-CANDIDATES} (default: pchip).")
  private Interpolation interpolation;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, EncoderException {
    inputOptions.check();
    jobs.check();
    List<BenchReport> benches = reportOptions.benches();
    ComparisonPlan plan = plan();
    ComparisonSession session =
        new ComparisonSession(out, plan, verify, ssim, spec.commandLine().getOut());
    Outcome outcome = session.run(jobs.local(session.store(), true)::run);
    if (!outcome.failures().isEmpty()) {
      Failure first = outcome.failures().get(0);
      throw new CommandFailure(
          ExitCode.of(first.exitCode()), first.job() + ": " + first.message(), first.cause());
    }
    session.report(
        outcome.points(),
        "nnrdoq " + String.join(" ", spec.commandLine().getParseResult().originalArgs()),
        ComparisonSession.Origin.COMMAND,
        benches);
    return ExitCode.OK.code();
  }

  private ComparisonPlan plan() throws IOException {
    List<Clip> clips = new ArrayList<>();
    for (Path input : inputs) {
      clips.add(
          Clip.open(input, inputOptions.rawFormat, inputOptions.firstFrame, inputOptions.frames));
    }
    try {
      return new ComparisonPlan(
          Setup.of(encoderOptions.name, encoderOptions.settings()),
          Clip.distinct(clips),
          Candidates.parse(quantizers, model),
          anchor,
          qpOptions.qps,
          threads,
          toolOptions.tools(),
          interpolation);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(ExitCode.USAGE, e.getMessage(), e);
    }
  }
}
