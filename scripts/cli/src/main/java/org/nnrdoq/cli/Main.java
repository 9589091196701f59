package org.nnrdoq.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.nnrdoq.cli.bench.BenchCommand;
import org.nnrdoq.cli.doctor.DoctorCommand;
import org.nnrdoq.cli.encode.EncodeCommand;
import org.nnrdoq.cli.encode.InspectCommand;
import org.nnrdoq.cli.encode.RecordCommand;
import org.nnrdoq.cli.exit.ExitCode;
import org.nnrdoq.cli.exit.Failures;
import org.nnrdoq.cli.experiment.AgreeCommand;
import org.nnrdoq.cli.experiment.CompareCommand;
import org.nnrdoq.cli.experiment.ExperimentCommand;
import org.nnrdoq.cli.hosts.ExportCommand;
import org.nnrdoq.cli.hosts.HmCommand;
import org.nnrdoq.cli.hosts.KvazaarCommand;
import org.nnrdoq.cli.options.ThisProgram;
import org.nnrdoq.cli.sequences.SequenceCommand;
import org.nnrdoq.cli.sequences.SynthCommand;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;

/** Entry point of the {@code nnrdoq} command. */
@Command(
    name = "nnrdoq",
    description = "Neural networks in place of rate-distortion optimized quantization for HEVC.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    scope = ScopeType.INHERIT,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      EncodeCommand.class,
      CompareCommand.class,
      ExperimentCommand.class,
      BenchCommand.class,
      RecordCommand.class,
      InspectCommand.class,
      AgreeCommand.class,
      ExportCommand.class,
      HmCommand.class,
      KvazaarCommand.class,
      SequenceCommand.class,
      SynthCommand.class,
      DoctorCommand.class,
      AutoComplete.GenerateCompletion.class
    })
public final class Main implements Runnable {
  /** Wide enough for the examples, which must not be broken inside a name. */
  private static final int HELP_WIDTH = 100;

  @Option(
      names = "--debug",
      description = "Show stack traces of errors.",
      scope = ScopeType.INHERIT)
  private boolean debug;

  @Option(
      names = {"-v", "--verbose"},
      description = "Log what the library does to stderr; -vv tells more.",
      scope = ScopeType.INHERIT)
  private boolean[] verbose;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  private Main() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is needed");
  }

  public static void main(String[] args) {
    Logging.start(args); // before the first logger is made
    System.exit(execute(System.out, System.err, args));
  }

  /** Runs one command; never exits or throws. */
  public static int execute(Appendable out, Appendable err, String... args) {
    PrintWriter errors = writer(err);
    try {
      CommandLine command = commandLine();
      command.setOut(writer(out));
      command.setErr(errors);
      return command.execute(args);
    } catch (VirtualMachineError | LinkageError e) {
      // not the command's fault, and no stack trace says what to do
      errors.println("nnrdoq: error: " + Failures.message(e));
      return Failures.exitCode(e).code();
    }
  }

  static CommandLine commandLine() {
    Main main = new Main();
    CommandLine command = new CommandLine(main);
    for (CommandProvider provider : ServiceLoader.load(CommandProvider.class)) {
      provider.commands().forEach(command::addSubcommand);
    }
    command.setCaseInsensitiveEnumValuesAllowed(true);
    command.setExitCodeExceptionMapper(e -> Failures.exitCode(e).code());
    command.setExecutionExceptionHandler(
        (e, failed, parsed) -> {
          if (main.debug) {
            e.printStackTrace(failed.getErr());
          }
          failed.getErr().println("nnrdoq: error: " + Failures.message(e));
          return Failures.exitCode(e).code();
        });
    command.setParameterExceptionHandler(
        (e, args) -> {
          CommandLine failed = e.getCommandLine();
          failed.getErr().println("nnrdoq: error: " + UsageMessages.describe(e));
          failed.getErr().println("Try '" + failed.getCommandSpec().qualifiedName() + " --help'.");
          return ExitCode.USAGE.code();
        });
    TrainerCommands.add(command);
    finishHelp(command);
    return command;
  }

  /** The table of exit codes ends the help of every command. */
  private static void finishHelp(CommandLine command) {
    Map<String, String> exitCodes = new LinkedHashMap<>();
    Arrays.stream(ExitCode.values()).forEach(c -> exitCodes.put(" " + c.code(), c.meaning));
    UsageMessageSpec usage = command.getCommandSpec().usageMessage();
    usage.exitCodeList(exitCodes);
    usage.exitCodeListHeading("%nExit codes:%n");
    usage.width(HELP_WIDTH);
    List<String> sections = new ArrayList<>(command.getHelpSectionKeys());
    for (String key :
        List.of(
            UsageMessageSpec.SECTION_KEY_EXIT_CODE_LIST_HEADING,
            UsageMessageSpec.SECTION_KEY_EXIT_CODE_LIST)) {
      sections.remove(key);
      sections.add(key);
    }
    command.setHelpSectionKeys(sections);
    command.getSubcommands().values().forEach(Main::finishHelp);
  }

  private static PrintWriter writer(Appendable target) {
    return target instanceof java.io.PrintStream s
        ? new PrintWriter(s, true)
        : new PrintWriter(new AppendableWriter(target), true);
  }

  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {
        "nnrdoq " + ThisProgram.version(),
        "Java " + System.getProperty("java.version") + ", " + System.getProperty("os.arch")
      };
    }
  }

  /** Lets tests collect output in a StringBuilder. */
  private static final class AppendableWriter extends java.io.Writer {
    private final Appendable target;

    AppendableWriter(Appendable target) {
      this.target = target;
    }

    @Override
    public void write(char[] buffer, int offset, int length) throws IOException {
      target.append(new String(buffer, offset, length));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
