package org.nnrdoq.training;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.nnrdoq.cli.exit.CommandFailure;
import org.nnrdoq.cli.exit.ExitCode;
import org.nnrdoq.experiment.plan.Candidate;
import org.nnrdoq.io.RecordingException;
import org.nnrdoq.quantizer.QuantizerException;
import org.nnrdoq.quantizer.QuantizerSpec;
import org.nnrdoq.training.data.CostScore;
import org.nnrdoq.training.data.LambdaFactors;
import org.nnrdoq.training.data.Recordings;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code nnrdoq score}: what quantizers gain in cost on recorded blocks. */
@Command(
    name = "score",
    mixinStandardHelpOptions = true,
    description = {
      "Prices quantizers on recorded blocks in J = D + lambda R, with the recorded entropy costs"
          + " and context states that adapt inside the block.",
      "Prints by coding configuration how much less than sq RDOQ costs, and which share of that the"
          + " others gain. Every recording counts alike."
    })
public final class ScoreCommand implements Callable<Integer> {
  @Option(
      names = "--recordings",
      required = true,
      description = "Directory of .nnbr recordings with entropy costs")
  private Path recordings;

  @Option(
      names = "--quantizers",
      split = ",",
      paramLabel = "Q",
      defaultValue = "fcn",
      description = "KIND or KIND=F.onnx, any number (default: ${DEFAULT-VALUE})")
  private List<String> quantizers;

  @Option(
      names = "--blocks",
      defaultValue = "300",
      description = "Blocks of each recording, evenly spread (default: 300)")
  private int blocks;

  @Option(
      names = "--sign-hiding",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "Hide signs (default); --no-sign-hiding leaves them")
  private boolean signHiding;

  @Option(
      names = "--lambda-factors",
      split = ",",
      paramLabel = "X",
      description = {
        "Prices at so many times the recorded lambda, RDOQ at the same, and prints each and their"
            + " mean, for example 0.5,1,2; each from 1/64 to 64 (default: the recorded lambda)"
      })
  private List<Double> lambdaFactors;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (blocks < 1) {
      throw new CommandFailure(ExitCode.USAGE, "--blocks " + blocks + ": expected 1 or more");
    }
    try (CostScore score = new CostScore(specs(), signHiding, factors())) {
      for (Path file : Recordings.list(recordings)) {
        score.add(file, blocks);
      }
      print(score.scores());
    } catch (RecordingException | QuantizerException e) {
      throw new CommandFailure(ExitCode.INPUT, e.getMessage(), e);
    }
    return ExitCode.OK.code();
  }

  private double[] factors() {
    if (lambdaFactors == null) {
      return new double[] {1};
    }
    for (double factor : lambdaFactors) {
      if (!(factor >= LambdaFactors.LEAST && factor <= LambdaFactors.MOST)) {
        throw new CommandFailure(
            ExitCode.USAGE, "--lambda-factors " + factor + ": expected 1/64 to 64");
      }
    }
    return lambdaFactors.stream().mapToDouble(f -> f).toArray();
  }

  private List<QuantizerSpec> specs() {
    List<QuantizerSpec> specs = new ArrayList<>();
    for (String q : quantizers) {
      try {
        specs.add(QuantizerSpec.parse(q));
      } catch (IllegalArgumentException e) {
        throw new CommandFailure(ExitCode.USAGE, e.getMessage(), e);
      }
    }
    return specs;
  }

  private void print(List<CostScore.Line> lines) {
    PrintWriter out = spec.commandLine().getOut();
    boolean byLambda = lambdaFactors != null;
    out.printf(
        Locale.ROOT,
        byLambda ? "%-16s  %6s  %6s" : "%1$-16s  %3$6s",
        "configuration",
        "lambda",
        "rdoq");
    specs().forEach(s -> out.printf(Locale.ROOT, "  %10s", Candidate.nameOf(s)));
    out.println();
    Map<String, List<CostScore.Line>> groups = new TreeMap<>();
    for (CostScore.Line line : lines) {
      groups.computeIfAbsent(line.configuration(), name -> new ArrayList<>()).add(line);
    }
    groups.forEach((name, members) -> print(name, members));
    print("total", lines);
    out.flush();
  }

  /** The lines of one coding configuration: its mean, or one for each lambda and then the mean. */
  private void print(String name, List<CostScore.Line> lines) {
    if (lambdaFactors == null) {
      print(name, "", lines);
      return;
    }
    for (double factor : lambdaFactors) {
      List<CostScore.Line> own =
          lines.stream().filter(line -> line.lambdaFactor() == factor).toList();
      print(name, String.format(Locale.ROOT, "  %6s", "x " + factor), own);
    }
    print(name, String.format(Locale.ROOT, "  %6s", "mean"), lines);
  }

  private void print(String name, String lambda, List<CostScore.Line> lines) {
    PrintWriter out = spec.commandLine().getOut();
    double[] means = CostScore.means(lines);
    out.printf(Locale.ROOT, "%-16s%s  %5.2f%%", name, lambda, 100 * means[0]);
    for (int q = 1; q < means.length; q++) {
      out.printf(Locale.ROOT, "  %9.1f%%", 100 * means[q] / means[0]);
    }
    out.println();
  }
}
