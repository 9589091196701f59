package org.nnrdoq.cli.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.nnrdoq.cli.exit.ExitCode;
import org.nnrdoq.cli.exit.Failures;
import org.nnrdoq.experiment.report.RunComparison;
import org.nnrdoq.io.file.AtomicOutput;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code nnrdoq experiment compare}. */
@Command(
    name = "compare",
    description = {
      "Shows two runs side by side: BD-rates before and after, and run 2's curves held directly"
          + " against run 1's.",
      "Encodes nothing; takes what both results.json hold."
    })
final class ExperimentCompareCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "RUN1", description = "Folder or results.json: before.")
  private Path first;

  @Parameters(index = "1", paramLabel = "RUN2", description = "Folder or results.json: after.")
  private Path second;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Write comparison.md and comparison.html there; made if it is not there.")
  private Path out;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    RunComparison comparison = Failures.input(() -> RunComparison.read(first, second));
    if (out != null) {
      Files.createDirectories(out);
      AtomicOutput.write(out.resolve("comparison.md"), comparison.markdown());
      AtomicOutput.write(out.resolve("comparison.html"), comparison.html());
    }
    spec.commandLine().getOut().print(comparison.plain());
    spec.commandLine().getOut().flush();
    return ExitCode.OK.code();
  }
}
