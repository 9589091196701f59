package org.nnrdoq.cli.hosts;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.nnrdoq.bridge.BridgeLibrary;
import org.nnrdoq.cli.exit.CommandFailure;
import org.nnrdoq.cli.exit.ExitCode;
import org.nnrdoq.host.Hook;
import org.nnrdoq.host.PatchException;
import org.nnrdoq.host.TreePatcher;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Options of {@code patch}, and what it does, for every host. */
final class PatchOptions {
  @Parameters(paramLabel = "DIR", description = "Top folder of the source tree.")
  private Path tree;

  @ArgGroup private Action action;

  @Option(
      names = "--library",
      paramLabel = "F.so",
      description = "libnnrdoq.so the encoder loads by default (default: this build's).")
  private Path library;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  /** At most one of them. */
  private static final class Action {
    @Option(
        names = "--check",
        description =
            "Only say how the tree stands: exit code 0 if it is patched, 8 if it is not, 9 if the"
                + " patch is another version's, 3 if the tree is not known.")
    private boolean check;

    @Option(names = "--revert", description = "Restore every file, byte by byte.")
    private boolean revert;
  }

  /** Patches the tree with a hook, checks or restores it; gives back the exit code. */
  int run(Hook hook) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    boolean check = action != null && action.check;
    boolean revert = action != null && action.revert;
    TreePatcher patcher = new TreePatcher(hook, tree, revert ? null : library(library));
    try {
      if (revert) {
        TreePatcher.Report before = patcher.revert();
        boolean was = before.state() != TreePatcher.State.UNPATCHED;
        out.println(name(hook, before) + (was ? "restored" : "was not patched"));
      } else if (check) {
        TreePatcher.Report report = patcher.check();
        if (report.state() == TreePatcher.State.UNKNOWN) {
          throw new PatchException(report.problem());
        }
        report.files().forEach((file, state) -> out.println("  " + name(state) + "  " + file));
        out.println(name(hook, report) + name(report.state()).strip());
        return exitCode(report.state()).code();
      } else {
        TreePatcher.Report before = patcher.patch();
        boolean was = before.state() == TreePatcher.State.PATCHED;
        out.println(
            name(hook, before) + (was ? "was patched already" : "patched; now build it as usual"));
      }
    } catch (PatchException e) {
      throw new CommandFailure(ExitCode.INPUT, e.getMessage(), e);
    }
    return ExitCode.OK.code();
  }

  private String name(Hook hook, TreePatcher.Report report) {
    String release = report.release() == null ? "" : " " + report.release();
    return tree + ": " + hook.host() + release + ", ";
  }

  private static ExitCode exitCode(TreePatcher.State state) {
    return switch (state) {
      case PATCHED -> ExitCode.OK;
      case UNPATCHED -> ExitCode.NOT_PATCHED;
      case OUTDATED -> ExitCode.OUTDATED;
      case UNKNOWN -> ExitCode.INPUT;
    };
  }

  private static String name(TreePatcher.State state) {
    return switch (state) {
      case UNPATCHED -> "not patched";
      case PATCHED -> "patched    ";
      case OUTDATED -> "other patch";
      case UNKNOWN -> "unknown    ";
    };
  }

  /**
   * The library that was given, or this build's.
   *
   * @param given {@code null}: none
   */
  static Path library(Path given) {
    Path library = given != null ? given : BridgeLibrary.find();
    if (library == null || !Files.isRegularFile(library)) {
      throw new CommandFailure(
          ExitCode.INPUT,
          (library == null ? "libnnrdoq.so" : library)
              + ": not found; build it with mvn package, or give --library");
    }
    return library;
  }
}
