package org.nnrdoq.cli.options;

import java.util.List;
import org.nnrdoq.cli.exit.CommandFailure;
import org.nnrdoq.cli.exit.ExitCode;
import picocli.CommandLine.Option;

/** The QPs of commands that take several. */
public final class QpOptions {
  @Option(
      names = "--qps",
      split = ",",
      paramLabel = "QP",
      defaultValue = "22,27,32,37",
      description = "Slice QPs; a BD-rate needs four or more (default: ${DEFAULT-VALUE}).")
  public List<Integer> qps;

  /** Refuses what no encoder takes. */
  public void check() {
    for (int qp : qps) {
      if (qp < 0 || qp > 51) {
        throw new CommandFailure(ExitCode.USAGE, "--qps " + qp + ": expected 0..51");
      }
    }
  }
}
