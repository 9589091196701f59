package org.nnrdoq.cli;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.nnrdoq.cli.exit.CommandFailure;
import org.nnrdoq.cli.exit.ExitCode;
import org.nnrdoq.cli.options.ThisProgram;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The commands of the trainer, which is a module, and in a release an archive, of its own because
 * of its large libraries: help and completion know them here too.
 */
final class TrainerCommands {
  private static final Map<String, String> COMMANDS =
      new TreeMap<>(
          Map.of(
              "fit-adz", "Fits the thresholds of quantizer adz to recorded blocks.",
              "integer", "Makes an integer model of a float model.",
              "score", "Prices what quantizers make of recorded blocks.",
              "train", "Trains a network on recorded blocks."));

  private TrainerCommands() {}

  /** Adds those that no module on the class path brought. */
  static void add(CommandLine command) {
    COMMANDS.forEach(
        (name, description) -> {
          if (!command.getSubcommands().containsKey(name)) {
            Callable<Integer> refusal = () -> refuse(name);
            CommandSpec spec = CommandSpec.wrapWithoutInspection(refusal);
            spec.mixinStandardHelpOptions(true);
            spec.parser().unmatchedArgumentsAllowed(true).unmatchedOptionsArePositionalParams(true);
            spec.usageMessage()
                .description(
                    description,
                    "Part of the trainer: an archive of its own beside the release,"
                        + " and built by scripts/nnrdoq in a checkout.");
            command.addSubcommand(name, new CommandLine(spec));
          }
        });
  }

  private static Integer refuse(String name) {
    throw new CommandFailure(
        ExitCode.USAGE,
        name
            + ": the trainer is not here: unpack nnrdoq-training-"
            + ThisProgram.version()
            + "-linux-x86_64.tar.gz over this release, or run scripts/nnrdoq "
            + name
            + " in a checkout");
  }
}
