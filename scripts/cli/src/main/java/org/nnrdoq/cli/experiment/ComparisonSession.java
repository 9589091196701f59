package org.nnrdoq.cli.experiment;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.nnrdoq.cli.exit.CommandFailure;
import org.nnrdoq.cli.exit.ExitCode;
import org.nnrdoq.cli.options.Encoders;
import org.nnrdoq.cli.options.ThisProgram;
import org.nnrdoq.encoder.EncoderException;
import org.nnrdoq.experiment.evaluation.Evaluation;
import org.nnrdoq.experiment.plan.ComparisonPlan;
import org.nnrdoq.experiment.plan.Setup;
import org.nnrdoq.experiment.report.BenchReport;
import org.nnrdoq.experiment.report.Report;
import org.nnrdoq.experiment.result.Point;
import org.nnrdoq.experiment.result.Results;
import org.nnrdoq.experiment.result.RunInfo;
import org.nnrdoq.experiment.run.Failure;
import org.nnrdoq.experiment.run.Job;
import org.nnrdoq.experiment.run.JobStore;
import org.nnrdoq.experiment.run.Jobs;
import org.nnrdoq.experiment.run.Outcome;
import org.nnrdoq.experiment.run.RunListener;
import org.nnrdoq.experiment.run.SlurmRun;
import org.nnrdoq.io.file.Digests;

/** Runs a plan into a folder and shows the outcome; what compare and experiment share. */
final class ComparisonSession {
  /** Does jobs, here or elsewhere. */
  @FunctionalInterface
  interface Executor {
    Outcome run(List<Job> jobs, RunListener listener)
        throws IOException, EncoderException, InterruptedException;
  }

  /**
   * What a run was asked by.
   *
   * @param title for reports, or {@code null}
   * @param experiment content of the experiment file, or {@code null}
   */
  record Origin(String title, String experiment) {
    static final Origin COMMAND = new Origin(null, null);
  }

  private static final long SLURM_POLL_MILLIS = 5000;

  /** Ten minutes without an answer of Slurm, looks that fail at once. */
  private static final int SLURM_PATIENCE = 120;

  private static final Duration SLURM_ANSWER = Duration.ofMinutes(2);

  private final Path folder;
  private final PrintWriter console;
  private final ComparisonPlan plan;
  private final Jobs factory = new Jobs(Encoders::named);
  private final JobStore store;
  private final List<Job> jobs;

  /**
   * Works out what there is to do.
   *
   * @param folder for results; made if it is not there
   */
  ComparisonSession(
      Path folder, ComparisonPlan plan, boolean verify, boolean ssim, PrintWriter console)
      throws IOException, EncoderException {
    this.folder = folder;
    this.console = console;
    this.plan = plan;
    for (Setup setup : plan.setups()) {
      if (setup.configuration() == null) {
        Encoders.create(setup.encoder(), setup.options()); // wrong options end it here
      }
    }
    this.jobs = factory.of(plan, verify, ssim);
    this.store = new JobStore(folder);
  }

  /** Where the points are. */
  JobStore store() {
    return store;
  }

  /** Lists the encodes and how each stands. */
  void describe() throws IOException {
    for (Job job : jobs) {
      console.printf(Locale.ROOT, "%s %s%s%n", job.key().substring(0, 16), job.name(), state(job));
    }
  }

  private String state(Job job) throws IOException {
    if (store.point(job).isPresent()) {
      return " (there already)";
    }
    if (store.isClaimed(job)) {
      return " (another run is at it)";
    }
    Optional<Failure> failure = store.failure(job);
    return failure.map(f -> " (failed: " + f.message() + ")").orElse("");
  }

  /** Does the jobs on a cluster; see {@link SlurmRun}. */
  Executor slurm(int atOnce, String options) {
    List<String> worker = new ArrayList<>(ThisProgram.command());
    worker.addAll(List.of("experiment", "work"));
    SlurmRun.Settings settings =
        new SlurmRun.Settings(
            "sbatch",
            "squeue",
            options.isBlank() ? List.of() : List.of(options.strip().split("\\s+")),
            worker,
            atOnce,
            SLURM_POLL_MILLIS,
            SLURM_PATIENCE,
            SLURM_ANSWER,
            ExitCode.ENCODER.code());
    return new SlurmRun(store, settings)::run;
  }

  /** Runs the plan; what fails is in the outcome. */
  Outcome run(Executor executor) throws IOException, EncoderException {
    long missing = 0;
    for (Job job : jobs) {
      if (store.point(job).isEmpty()) {
        store.enqueue(job);
        missing += job.work();
      }
    }
    Thread goodbye = addGoodbye();
    try (CompareProgress progress =
        new CompareProgress(console, jobs.size(), missing, System.console() != null)) {
      Outcome outcome = executor.run(jobs, progress);
      if (progress.reused() > 0) {
        console.printf(
            Locale.ROOT, "%d of %d points were there already%n", progress.reused(), plan.size());
      }
      return outcome;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure(ExitCode.INTERRUPTED, "interrupted", e);
    } finally {
      removeGoodbye(goodbye);
    }
  }

  /**
   * Writes all result files and prints the table.
   *
   * @param origin what the run was asked by
   * @param benches measured times for the report; may be empty
   */
  void report(List<Point> points, String command, Origin origin, List<BenchReport> benches)
      throws IOException, EncoderException {
    String encoders =
        plan.setups().stream().map(Setup::encoder).distinct().collect(Collectors.joining(", "));
    RunInfo info =
        RunInfo.here(ThisProgram.version(), encoders, fingerprint(), command)
            .with(origin.title, origin.experiment);
    Results results = Evaluation.of(plan, points, info);
    Path page = Report.write(folder, results, benches);
    deleteIfEmpty(folder.resolve("work"));
    console.println();
    console.print(Report.text(results));
    for (Results.Quantizer q : results.quantizers()) {
      for (String ran : results.ran(q.name())) {
        if (q.modelSha256() != null) {
          console.println(q.name() + " ran as " + ran);
        }
      }
    }
    console.println();
    console.println("Report: " + page.toAbsolutePath().normalize());
  }

  /** Of all encoders that took part. */
  private String fingerprint() throws IOException, EncoderException {
    List<String> all = new ArrayList<>();
    for (Job job : jobs) {
      all.add(factory.fingerprint(job.encode(), job.candidate().spec().kind()));
    }
    return Digests.sha256(all.stream().distinct().sorted().collect(Collectors.joining("\n")));
  }

  private static Thread addGoodbye() {
    Thread goodbye =
        new Thread(
            () ->
                System.err.printf(
                    Locale.ROOT,
                    "%nnnrdoq: interrupted; finished points are kept, the same command goes on%n"));
    Runtime.getRuntime().addShutdownHook(goodbye);
    return goodbye;
  }

  private static void removeGoodbye(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // the machine is going down already: then the hook has its say
    }
  }

  private static void deleteIfEmpty(Path work) throws IOException {
    try {
      Files.deleteIfExists(work);
    } catch (DirectoryNotEmptyException e) {
      // streams of a failed check, or another run at work: theirs to keep
    }
  }
}
