package org.nnrdoq.cli.options;

import java.util.List;
import java.util.TreeSet;
import org.nnrdoq.cli.exit.CommandFailure;
import org.nnrdoq.cli.exit.ExitCode;
import picocli.CommandLine.Option;

/** Several numbers of threads. */
public final class ThreadOptions {
  @Option(
      names = "--threads",
      split = ",",
      paramLabel = "N",
      description = "Threads (default: 1, 2, 4 and so on to all cores).")
  private List<Integer> threads;

  /** Those asked for, or powers of two and all cores. */
  public List<Integer> all() {
    if (threads == null) {
      int cores = Runtime.getRuntime().availableProcessors();
      TreeSet<Integer> all = new TreeSet<>(List.of(cores));
      for (int n = 1; n < cores; n *= 2) {
        all.add(n);
      }
      return List.copyOf(all);
    }
    for (int n : threads) {
      if (n < 1 || n > 1024) {
        throw new CommandFailure(ExitCode.USAGE, "--threads " + n + ": expected 1..1024");
      }
    }
    return threads;
  }
}
