package org.nnrdoq.cli.experiment;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.nnrdoq.cli.exit.CommandFailure;
import org.nnrdoq.cli.exit.ExitCode;
import org.nnrdoq.cli.exit.Failures;
import org.nnrdoq.experiment.regression.Baseline;
import org.nnrdoq.experiment.result.Results;
import org.nnrdoq.io.file.AtomicOutput;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code nnrdoq experiment check}. */
@Command(
    name = "check",
    description =
        "Compares a run's luma BD-rates, of each sequence and their means, with a baseline; exits"
            + " 7 if one got worse, is missing, is not in the baseline, or was measured with a"
            + " network that nobody has accepted.")
final class ExperimentCheckCommand implements Callable<Integer> {
  @Parameters(paramLabel = "RUN", description = "Folder of a run, or its results.json.")
  private Path run;

  @Option(
      names = "--baseline",
      required = true,
      paramLabel = "F.json",
      description = "Accepted figures.")
  private Path baseline;

  @Option(
      names = "--max-loss",
      defaultValue = "0.10",
      paramLabel = "POINTS",
      description = "How many percentage points a BD-rate may rise (default: ${DEFAULT-VALUE}).")
  private double maxLoss;

  @Option(
      names = "--any-model",
      description =
          "Judge networks other than the accepted ones by their figures alone. Short clips cannot"
              + " tell a slightly damaged network from a good one.")
  private boolean anyModel;

  @Option(
      names = "--update-baseline",
      description = "Write the run's figures as the baseline instead; review the difference.")
  private boolean update;

  @Option(
      names = "--complete",
      description =
          "Fail too if a sequence of the experiment could not be run or a quantizer has no"
              + " BD-rate on it.")
  private boolean complete;

  @Option(names = "--junit", paramLabel = "F.xml", description = "Write verdicts as JUnit XML.")
  private Path junit;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    if (!(maxLoss >= 0)) {
      throw new CommandFailure(ExitCode.USAGE, "--max-loss " + maxLoss + ": expected 0 or more");
    }
    Results results = Failures.input(() -> Results.read(run));
    if (update) {
      Baseline figures = input(() -> Baseline.accept(results));
      if (Files.exists(baseline)) {
        Baseline before = Failures.input(() -> Baseline.read(baseline));
        before.without(figures).forEach(name -> out.println("dropped  " + name));
        figures.without(before).forEach(name -> out.println("new      " + name));
      }
      figures.write(baseline);
      out.printf(Locale.ROOT, "%s: %d figures%n", baseline, figures.figures().size());
      return ExitCode.OK.code();
    }
    Baseline accepted = Failures.input(() -> Baseline.read(baseline));
    List<Baseline.Verdict> verdicts = input(() -> accepted.check(results, maxLoss, anyModel));
    long broken = verdicts.stream().filter(v -> !v.passed()).count();
    for (Baseline.Verdict v : verdicts) {
      String word = !v.passed() ? "FAIL" : v.changed() ? "ok * " : "ok   ";
      out.printf(Locale.ROOT, "%-5s %s: %s%n", word, v.name(), v.text());
    }
    out.printf(
        Locale.ROOT,
        "%d of %d figures pass, %d changed (*)%n",
        verdicts.size() - broken,
        verdicts.size(),
        verdicts.stream().filter(Baseline.Verdict::changed).count());
    List<String> gaps = complete ? Baseline.gaps(results) : List.of();
    gaps.forEach(gap -> out.println("FAIL  incomplete: " + gap));
    if (junit != null) {
      AtomicOutput.write(junit, Baseline.junit(verdicts));
    }
    return broken == 0 && gaps.isEmpty() ? ExitCode.OK.code() : ExitCode.REGRESSION.code();
  }

  /** What is wrong with the results is said with their file. */
  private <T> T input(Failures.Reading<T> reading) {
    return Failures.input(
        () -> {
          try {
            return reading.get();
          } catch (IOException e) {
            throw new IOException(Results.file(run) + ": " + e.getMessage(), e);
          }
        });
  }
}
