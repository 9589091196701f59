package org.nnrdoq.cli.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import org.nnrdoq.cli.exit.CommandFailure;
import org.nnrdoq.cli.exit.ExitCode;
import org.nnrdoq.cli.options.ThisProgram;
import org.nnrdoq.experiment.bench.RoundStore;
import org.nnrdoq.experiment.report.BenchReport;
import org.nnrdoq.experiment.result.BenchResults;
import org.nnrdoq.experiment.result.Machine;
import org.nnrdoq.experiment.result.Point;
import org.nnrdoq.experiment.result.RunInfo;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What all benches with rounds have in common. */
final class BenchOptions {
  /** Where times alone are asked for. */
  static final List<Integer> TWO_QPS = List.of(22, 37);

  /** Where BD-rates are asked for. */
  static final List<Integer> FOUR_QPS = List.of(22, 27, 32, 37);

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "5",
      description = "How often everything is measured (default: ${DEFAULT-VALUE}).")
  int rounds;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Write JSON and a picture there. 'bench encode', 'bench hm' and 'bench presets' keep their"
              + " rounds in DIR/rounds: a measurement that was interrupted goes on, and more rounds"
              + " add to those that are there.")
  private Path folder;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  private Point.Host host;

  /** Refuses what cannot be measured; looks at the machine before anything runs. */
  void check() {
    if (rounds < 1) {
      throw new CommandFailure(ExitCode.USAGE, "--rounds " + rounds + ": expected 1 or more");
    }
    host = Machine.now(1);
  }

  static void checkQps(List<Integer> qps) {
    for (int qp : qps) {
      if (qp < 0 || qp > 51) {
        throw new CommandFailure(ExitCode.USAGE, "--qp " + qp + ": expected 0..51");
      }
    }
  }

  /** Where encodes are kept. */
  RoundStore store() {
    return folder == null ? RoundStore.NONE : new RoundStore(folder.resolve("rounds"));
  }

  /** Says what is measured now. */
  void tell(String what) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(what);
    err.flush();
  }

  /**
   * Prints the table; writes the files if asked to.
   *
   * @param name of the files
   * @param fingerprint of the encoder that took part; empty if none did
   */
  void report(BenchResults results, String name, String encoder, String fingerprint)
      throws IOException {
    BenchReport report = new BenchReport(results, info(encoder, fingerprint), host);
    if (folder != null) {
      report.write(folder, name);
    }
    spec.commandLine().getOut().print(report.text());
    spec.commandLine().getOut().flush();
  }

  /** Where and with what results are made. */
  RunInfo info(String encoder, String fingerprint) {
    String command =
        "nnrdoq " + String.join(" ", spec.root().commandLine().getParseResult().originalArgs());
    return RunInfo.here(ThisProgram.version(), encoder, fingerprint, command);
  }

  /** The machine as it was when {@link #check} looked. */
  Point.Host host() {
    return host;
  }

  /** Folder for results; {@code null}: nothing is written. */
  Path folder() {
    return folder;
  }
}
