package org.nnrdoq.cli.options;

import java.io.PrintWriter;
import java.util.List;
import org.nnrdoq.cli.exit.CommandFailure;
import org.nnrdoq.cli.exit.ExitCode;
import org.nnrdoq.cli.exit.Failures;
import org.nnrdoq.cli.verify.StreamVerifier;
import org.nnrdoq.experiment.run.Failure;
import org.nnrdoq.experiment.run.JobStore;
import org.nnrdoq.experiment.run.LocalRun;
import picocli.CommandLine.Option;

/** How commands that encode many things do it: so many at once, and what to say of failures. */
public final class JobOptions {
  @Option(
      names = "--jobs",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Encodes side by side; more than one makes times less comparable"
              + " (default: ${DEFAULT-VALUE}).")
  public int jobs;

  public void check() {
    if (jobs < 1) {
      throw new CommandFailure(ExitCode.USAGE, "--jobs " + jobs + ": expected 1 or more");
    }
  }

  /** Does jobs in this process. */
  public LocalRun local(JobStore store, boolean stopAtFirst) {
    return new LocalRun(
        Encoders::named, store, new StreamVerifier(), Failures.DIAGNOSIS, jobs, stopAtFirst);
  }

  /** A line for each failure; gives back the exit code, that of the first one. */
  public static int report(List<Failure> failures, PrintWriter err) {
    for (Failure f : failures) {
      err.println("nnrdoq: error: " + f.job() + ": " + f.message());
    }
    return failures.isEmpty() ? ExitCode.OK.code() : failures.get(0).exitCode();
  }
}
