package org.nnrdoq.cli.experiment;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code nnrdoq experiment}: comparisons from a file, a gate, and two runs side by side. */
@Command(
    name = "experiment",
    description = "Runs comparisons that a YAML file describes, and holds results to a baseline.",
    subcommands = {
      ExperimentRunCommand.class,
      ExperimentWorkCommand.class,
      ExperimentCheckCommand.class,
      ExperimentCompareCommand.class
    })
public final class ExperimentCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say what to do: run, work, check or compare");
  }
}
