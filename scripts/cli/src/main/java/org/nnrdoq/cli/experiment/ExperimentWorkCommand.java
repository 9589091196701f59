package org.nnrdoq.cli.experiment;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.nnrdoq.cli.exit.CommandFailure;
import org.nnrdoq.cli.exit.ExitCode;
import org.nnrdoq.cli.exit.Failures;
import org.nnrdoq.cli.options.Encoders;
import org.nnrdoq.cli.options.JobOptions;
import org.nnrdoq.encoder.EncoderException;
import org.nnrdoq.experiment.run.Failure;
import org.nnrdoq.experiment.run.Job;
import org.nnrdoq.experiment.run.JobStore;
import org.nnrdoq.experiment.run.Jobs;
import org.nnrdoq.experiment.run.Outcome;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code nnrdoq experiment work}: a worker for the queue of a run. */
@Command(
    name = "work",
    description = {
      "Helps a run: does encodes of its queue, beside other workers and the run itself.",
      "Start it on any machine that sees the folder, the clips and the encoder under the same"
          + " paths; the run collects the results."
    })
final class ExperimentWorkCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DIR", description = "Folder of the run.")
  private Path folder;

  @Option(
      names = "--task-list",
      paramLabel = "FILE",
      description = "Keys of jobs, those of one task in one line; for arrays of a cluster.")
  private Path taskList;

  @Option(
      names = "--task",
      paramLabel = "I",
      defaultValue = "0",
      description = "Which line of the list, from 0.")
  private int task;

  @Mixin private JobOptions jobs;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    jobs.check();
    if (!Files.isDirectory(folder.resolve("queue"))) {
      throw new CommandFailure(
          ExitCode.INPUT, folder + ": has no queue; give the folder of a run that is not finished");
    }
    JobStore store = new JobStore(folder);
    Jobs factory = new Jobs(Encoders::named);
    List<Failure> failures = new ArrayList<>();
    List<Job> mine = new ArrayList<>();
    long work = 0;
    for (String key : keys(store)) {
      Optional<Job> queued = store.queued(key);
      if (queued.isEmpty()) {
        continue; // done meanwhile
      }
      Job job = queued.get();
      try {
        factory.requireUnchanged(job);
        mine.add(job);
        work += job.work();
      } catch (IOException | EncoderException e) {
        Failure failure =
            new Failure(key, job.name(), Failures.message(e), Failures.exitCode(e).code(), e);
        store.fail(failure);
        failures.add(failure);
      }
    }
    PrintWriter out = spec.commandLine().getOut();
    try (CompareProgress progress =
        new CompareProgress(out, mine.size(), work, System.console() != null)) {
      Outcome outcome = jobs.local(store, false).run(mine, progress);
      failures.addAll(outcome.failures());
    }
    return JobOptions.report(failures, spec.commandLine().getErr());
  }

  private List<String> keys(JobStore store) throws IOException {
    if (taskList == null) {
      return store.queue();
    }
    List<String> tasks = Files.readAllLines(taskList);
    if (task < 0 || task >= tasks.size()) {
      throw new CommandFailure(
          ExitCode.USAGE, "--task " + task + ": expected 0.." + (tasks.size() - 1));
    }
    return List.of(tasks.get(task).split(" "));
  }
}
