package org.nnrdoq.training;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.nnrdoq.cli.exit.CommandFailure;
import org.nnrdoq.cli.exit.ExitCode;
import org.nnrdoq.io.RecordingException;
import org.nnrdoq.io.file.AtomicOutput;
import org.nnrdoq.quantizer.scalar.DeadZoneCells;
import org.nnrdoq.quantizer.scalar.DeadZoneTable;
import org.nnrdoq.training.data.Recordings;
import org.nnrdoq.training.learn.DeadZoneFitter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code nnrdoq fit-adz}: from block recordings to the thresholds of {@code adz}. */
@Command(
    name = "fit-adz",
    mixinStandardHelpOptions = true,
    description = "Fits the thresholds of the adaptive dead zone to block recordings.")
public final class FitDeadZoneCommand implements Callable<Integer> {
  /** HM's rounding in I slices, 171/512, as a threshold in 1/256 level. */
  private static final int INITIAL_THRESHOLD = 171;

  @Option(
      names = "--recordings",
      required = true,
      description = "Directory of .nnbr recordings with entropy costs")
  private Path recordings;

  @Option(names = "--out", required = true, description = "Text file that receives the thresholds")
  private Path out;

  @Option(
      names = "--stride",
      defaultValue = "1",
      description = "Takes every n-th block (default: 1)")
  private int stride;

  @Option(
      names = "--rounds",
      defaultValue = "4",
      description = "Rounds, each priced around the decisions of the one before (default: 4)")
  private int rounds;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (stride < 1 || rounds < 1) {
      throw new CommandFailure(ExitCode.USAGE, "--stride and --rounds: expected 1 or more");
    }
    try {
      List<Path> files = Recordings.list(recordings);
      DeadZoneTable table = fit(files, stride, rounds, spec.commandLine().getErr());
      write(table, files.size());
    } catch (RecordingException e) {
      throw new CommandFailure(ExitCode.INPUT, e.getMessage(), e);
    }
    spec.commandLine().getOut().println(out);
    return ExitCode.OK.code();
  }

  public static DeadZoneTable fit(List<Path> files, int stride, int rounds, PrintWriter progress)
      throws IOException {
    int[] initial = new int[DeadZoneCells.CELLS];
    Arrays.fill(initial, INITIAL_THRESHOLD);
    DeadZoneTable table = new DeadZoneTable(initial);
    for (int round = 1; round <= rounds; round++) {
      DeadZoneFitter fitter = new DeadZoneFitter();
      for (Path file : files) {
        fitter.add(file, stride, table);
      }
      progress.printf(
          Locale.ROOT,
          "round %d/%d: %d blocks, J %.4f bits a block before%n",
          round,
          rounds,
          fitter.blocks(),
          fitter.meanBits());
      progress.flush();
      table = fitter.fit(table);
    }
    return table;
  }

  private void write(DeadZoneTable table, int files) throws IOException {
    String comment =
        String.format(
            Locale.ROOT,
            "# Thresholds of the adaptive dead zone in 1/256 level; see DeadZoneTable and%n"
                + "# DeadZoneCells. Made by 'nnrdoq fit-adz' from %d recordings, stride %d, %d"
                + " rounds;%n# do not edit.%n",
            files,
            stride,
            rounds);
    AtomicOutput.write(out, comment + table.format());
  }
}
