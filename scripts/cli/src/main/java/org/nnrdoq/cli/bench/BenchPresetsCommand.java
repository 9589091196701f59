package org.nnrdoq.cli.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.nnrdoq.cli.exit.CommandFailure;
import org.nnrdoq.cli.exit.ExitCode;
import org.nnrdoq.cli.options.Candidates;
import org.nnrdoq.cli.options.Encoders;
import org.nnrdoq.cli.options.JobOptions;
import org.nnrdoq.encoder.CodingConfiguration;
import org.nnrdoq.encoder.EncoderException;
import org.nnrdoq.encoder.EncoderProvider;
import org.nnrdoq.experiment.bd.Interpolation;
import org.nnrdoq.experiment.bench.EncodeBench;
import org.nnrdoq.experiment.bench.FrontMath;
import org.nnrdoq.experiment.evaluation.Evaluation;
import org.nnrdoq.experiment.plan.Candidate;
import org.nnrdoq.experiment.plan.Clip;
import org.nnrdoq.experiment.plan.ComparisonPlan;
import org.nnrdoq.experiment.plan.Setup;
import org.nnrdoq.experiment.plan.Trial;
import org.nnrdoq.experiment.report.FrontReport;
import org.nnrdoq.experiment.report.Report;
import org.nnrdoq.experiment.result.Front;
import org.nnrdoq.experiment.result.Point;
import org.nnrdoq.experiment.result.Results;
import org.nnrdoq.experiment.run.Failure;
import org.nnrdoq.experiment.run.Job;
import org.nnrdoq.experiment.run.JobStore;
import org.nnrdoq.experiment.run.Jobs;
import org.nnrdoq.experiment.run.Outcome;
import org.nnrdoq.experiment.run.RunListener;
import org.nnrdoq.host.kvazaar.KvazaarSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code nnrdoq bench presets}. */
@Command(
    name = "presets",
    description = {
      "What can be had for which time: all presets of kvazaar with every quantizer, by processor"
          + " time and luma BD-rate against one of them, and the front of those that nothing else"
          + " beats in both; without networks, and with them.",
      "Every stream is made once for its bits and PSNR (kept in DIR/points), then all are made in"
          + " turns, round by round, for their times; ratios are taken within a round."
    },
    footer = {
      "",
      "DIR gets front.html, front.svg, front.md and front.json, and the files of 'compare'.",
      "Example:",
      "  nnrdoq bench presets a.y4m b.y4m --frames 9 --rounds 3 --out presets \\",
      "    --kvazaar-bin kvazaar/src/kvazaar"
    })
final class BenchPresetsCommand implements Callable<Integer> {
  @Option(
      names = "--presets",
      split = ",",
      paramLabel = "P",
      description = "Presets (default: all from ultrafast to placebo).")
  private List<String> presets = KvazaarSettings.PRESETS;

  @Option(
      names = "--quantizers",
      split = ",",
      paramLabel = "Q",
      defaultValue = "sq,rdoq,fcn=fcn-nano,fcn,ar",
      description =
          "Quantizers, KIND or KIND=MODEL (default: ${DEFAULT-VALUE}); sq and rdoq are kvazaar's own"
              + " without and with RDOQ, whatever the preset has.")
  private List<String> quantizers;

  @Option(
      names = "--anchor",
      paramLabel = "PRESET/Q",
      defaultValue = "medium/rdoq",
      description = "What times and BD-rates are to (default: ${DEFAULT-VALUE}).")
  private String anchor;

  @Option(
      names = "--configuration",
      paramLabel = "C",
      description = "AI, RA, LB or LP (default: the groups of pictures of the presets).")
  private String configuration;

  @Option(
      names = "--kvazaar-bin",
      paramLabel = "BIN",
      description = "kvazaar's program, patched (default: $$NNRDOQ_KVZ_BIN).")
  private String bin;

  @Option(
      names = "--kvazaar-args",
      paramLabel = "ARGS",
      description = "Further options of kvazaar, in one word: '--no-wpp --period 32'.")
  private String args;

  @Option(
      names = {"-E", "--encoder-option"},
      paramLabel = "KEY=VALUE",
      description = "Setting of encoder kvazaar; repeatable.")
  private Map<String, String> settings = Map.of();

  @Option(names = "--verify", description = "Decode every stream with FFmpeg and compare.")
  private boolean verify;

  @Mixin private JobOptions jobOptions;
  @Mixin private BenchClipOptions clips;

  @Spec private CommandSpec spec;

  private final Jobs jobs = new Jobs(Encoders::named);

  @Override
  public Integer call() throws IOException, EncoderException, InterruptedException {
    clips.check(BenchOptions.FOUR_QPS);
    jobOptions.check();
    BenchOptions bench = clips.bench();
    if (bench.folder() == null) {
      throw new CommandFailure(ExitCode.USAGE, "give a folder for the results: --out DIR");
    }
    ComparisonPlan plan = plan(setups());
    Front.Choice choice = anchor();
    FrontMath math;
    try {
      math = new FrontMath(plan, choice);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(ExitCode.USAGE, "--" + e.getMessage(), e);
    }
    List<EncodeBench.Case> cases = cases(plan);
    List<Point> points = encode(plan);
    EncodeBench.Sample[][][] samples = clips.samples(cases, plan.candidates());
    Front front =
        Front.of(
            choice,
            math.measured(points, cases, samples),
            c -> plan.candidates().stream().noneMatch(q -> isNetwork(q, c)));
    String fingerprint = BenchClipOptions.fingerprint(cases);
    FrontReport report =
        new FrontReport(
            front,
            "kvazaar with its own RDOQ or none",
            math.clips().stream().map(Clip::name).toList(),
            bench.rounds,
            bench.info("kvazaar", fingerprint),
            bench.host());
    Results results = Evaluation.of(plan, points, bench.info("kvazaar", fingerprint));
    Report.write(bench.folder(), results, List.of());
    PrintWriter out = spec.commandLine().getOut();
    out.print(report.text());
    out.println("Report: " + report.write(bench.folder()).toAbsolutePath().normalize());
    out.flush();
    return ExitCode.OK.code();
  }

  private static boolean isNetwork(Candidate candidate, Front.Choice choice) {
    return candidate.name().equals(choice.candidate()) && candidate.spec().kind().usesNetwork();
  }

  private Front.Choice anchor() {
    int slash = anchor.indexOf('/');
    if (slash < 0) {
      throw new CommandFailure(
          ExitCode.USAGE, "--anchor " + anchor + ": expected PRESET/Q, for example medium/rdoq");
    }
    return new Front.Choice(anchor.substring(0, slash), anchor.substring(slash + 1));
  }

  private List<Setup> setups() {
    CodingConfiguration parsed = null;
    if (configuration != null) {
      try {
        parsed = CodingConfiguration.parse(configuration);
      } catch (IllegalArgumentException e) {
        throw new CommandFailure(ExitCode.USAGE, "--" + e.getMessage(), e);
      }
    }
    List<Setup> setups = new ArrayList<>();
    for (String preset : presets) {
      Map<String, String> options = new HashMap<>(settings);
      options.put("preset", preset);
      if (bin != null) {
        options.put("bin", bin);
      }
      if (args != null) {
        options.put("args", args);
      }
      Encoders.create("kvazaar", options); // wrong options end it here
      setups.add(new Setup(preset, "kvazaar", parsed, options));
    }
    return setups;
  }

  private ComparisonPlan plan(List<Setup> setups) throws IOException {
    List<Trial> trials = new ArrayList<>();
    List<Clip> all = clips.clips();
    setups.forEach(s -> all.forEach(c -> trials.add(new Trial(s, c))));
    List<Candidate> candidates = Candidates.parse(quantizers, null);
    try {
      return new ComparisonPlan(
          trials,
          candidates,
          candidates.get(0).name(),
          clips.qps,
          1,
          clips.tools(),
          Interpolation.PCHIP,
          List.of());
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(ExitCode.USAGE, e.getMessage(), e);
    }
  }

  private List<EncodeBench.Case> cases(ComparisonPlan plan) throws IOException, EncoderException {
    EncoderProvider kvazaar = Encoders.named("kvazaar");
    List<EncodeBench.Case> cases = new ArrayList<>();
    for (Trial trial : plan.trials()) {
      Setup setup = trial.setup();
      Clip clip = trial.clip();
      Map<String, String> options = setup.options();
      if (setup.configuration() != null) {
        options = kvazaar.configured(options, setup.configuration(), clip.format());
      }
      String fingerprint = jobs.fingerprint(Setup.of("kvazaar", options), plan.candidates());
      for (int qp : plan.qps()) {
        List<String> keys = List.of(setup.name(), clip.name(), String.valueOf(qp));
        cases.add(new EncodeBench.Case(keys, kvazaar.create(options), fingerprint, clip, qp, 1));
      }
    }
    return cases;
  }

  /** Bits and PSNR of every stream. */
  private List<Point> encode(ComparisonPlan plan)
      throws IOException, EncoderException, InterruptedException {
    JobStore store = new JobStore(clips.bench().folder());
    List<Job> all = jobs.of(plan, verify, false);
    for (Job job : all) {
      if (store.point(job).isEmpty()) {
        store.enqueue(job);
      }
    }
    Outcome outcome = jobOptions.local(store, true).run(all, new Told(all.size()));
    if (!outcome.failures().isEmpty()) {
      Failure first = outcome.failures().get(0);
      throw new CommandFailure(
          ExitCode.of(first.exitCode()), first.job() + ": " + first.message(), first.cause());
    }
    return outcome.points();
  }

  /** A line for each stream that is made. */
  private final class Told implements RunListener {
    private final int all;
    private int done;

    Told(int all) {
      this.all = all;
    }

    @Override
    public synchronized void reused(Job job, Point point) {
      done++;
    }

    @Override
    public synchronized void done(Job job, Point point) {
      clips.bench().tell("[" + ++done + "/" + all + "] " + job.name());
    }
  }
}
