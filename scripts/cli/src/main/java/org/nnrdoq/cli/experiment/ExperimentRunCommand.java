package org.nnrdoq.cli.experiment;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.nnrdoq.cli.exit.CommandFailure;
import org.nnrdoq.cli.exit.ExitCode;
import org.nnrdoq.cli.exit.Failures;
import org.nnrdoq.cli.options.Candidates;
import org.nnrdoq.cli.options.Encoders;
import org.nnrdoq.cli.options.JobOptions;
import org.nnrdoq.cli.options.ReportOptions;
import org.nnrdoq.encoder.EncoderException;
import org.nnrdoq.experiment.plan.ComparisonPlan;
import org.nnrdoq.experiment.plan.Environment;
import org.nnrdoq.experiment.plan.ExperimentFile;
import org.nnrdoq.experiment.plan.Sequences;
import org.nnrdoq.experiment.report.BenchReport;
import org.nnrdoq.experiment.run.Outcome;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code nnrdoq experiment run}. */
@Command(
    name = "run",
    description = {
      "Runs an experiment; test-sequences/README.md documents the file.",
      "Encodes that fail are reported and the rest goes on; finished ones are never repeated, and"
          + " several runs may share a folder."
    })
final class ExperimentRunCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE.yaml", description = "The experiment.")
  private Path file;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Folder for results; made if it is not there.")
  private Path out;

  @Option(names = "--dry-run", description = "List the encodes and how each stands, run none.")
  private boolean dryRun;

  @Option(
      names = "--executor",
      paramLabel = "WHERE",
      defaultValue = "local",
      description =
          "local: in this process; slurm: as a Slurm job array, --jobs tasks at a time, with DIR on"
              + " a file system that all nodes share (default: ${DEFAULT-VALUE}).")
  private String executor;

  @Option(
      names = "--slurm-options",
      paramLabel = "OPTIONS",
      defaultValue = "",
      description = "Options for sbatch in one word: '--partition=long --time=4:00:00 --mem=4G'.")
  private String slurmOptions;

  @Mixin private JobOptions jobs;
  @Mixin private ReportOptions reportOptions;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, EncoderException {
    jobs.check();
    if (!executor.equals("local") && !executor.equals("slurm")) {
      throw new CommandFailure(
          ExitCode.USAGE, "--executor " + executor + ": expected local or slurm");
    }
    List<BenchReport> benches = reportOptions.benches();
    PrintWriter console = spec.commandLine().getOut();
    ExperimentFile experiment = Failures.input(() -> ExperimentFile.read(file));
    Path generated = Files.createDirectories(out.resolve("sequences"));
    ComparisonPlan plan = Failures.input(() -> plan(experiment, generated));
    absences(plan, console);
    ComparisonSession session =
        new ComparisonSession(out, plan, experiment.verify(), experiment.ssim(), console);
    if (dryRun) {
      session.describe();
      return ExitCode.OK.code();
    }
    Outcome outcome =
        session.run(
            executor.equals("slurm")
                ? session.slurm(jobs.jobs, slurmOptions)
                : jobs.local(session.store(), false)::run);
    int exitCode = JobOptions.report(outcome.failures(), spec.commandLine().getErr());
    session.report(
        outcome.points(),
        "nnrdoq experiment run " + file.getFileName(),
        new ComparisonSession.Origin(experiment.title(), Files.readString(file)),
        benches);
    return exitCode;
  }

  private ComparisonPlan plan(ExperimentFile experiment, Path generated) throws IOException {
    Environment environment = Environment.ofProcess();
    Sequences.Coverage coverage =
        Sequences.of(experiment, file, generated, environment)
            .under(
                experiment.setups(environment),
                (encoder, configuration) -> Encoders.named(encoder).supports(configuration));
    List<String> quantizers = new ArrayList<>();
    for (String q : experiment.quantizers()) {
      quantizers.add(resolveModel(environment.expand(q)));
    }
    try {
      return new ComparisonPlan(
          coverage.trials(),
          Candidates.parse(quantizers, null),
          experiment.anchor(),
          experiment.qps(),
          experiment.threads(),
          experiment.tools(),
          experiment.interpolation(),
          coverage.absences());
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(ExitCode.INPUT, file + ": " + e.getMessage(), e);
    }
  }

  /** A model's path is relative to the experiment file; a bare name is that of one that ships. */
  private String resolveModel(String quantizer) {
    int equals = quantizer.indexOf('=');
    if (equals < 0 || equals == quantizer.length() - 1) {
      return quantizer;
    }
    String named = quantizer.substring(equals + 1);
    Path model = file.toAbsolutePath().resolveSibling(named).normalize();
    boolean bare = !named.contains("/") && !named.endsWith(".onnx");
    if (bare && !Files.exists(model)) {
      return quantizer;
    }
    return quantizer.substring(0, equals + 1) + model;
  }

  private static void absences(ComparisonPlan plan, PrintWriter console) {
    plan.missing().forEach(console::println);
    if (!plan.absences().isEmpty()) {
      int there = plan.trials().size();
      console.printf(
          Locale.ROOT, "%d of %d sequences can be run%n", there, there + plan.absences().size());
    }
  }
}
