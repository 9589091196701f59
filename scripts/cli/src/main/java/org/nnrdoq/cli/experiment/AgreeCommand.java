package org.nnrdoq.cli.experiment;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.nnrdoq.cli.exit.CommandFailure;
import org.nnrdoq.cli.exit.ExitCode;
import org.nnrdoq.cli.options.TimeLeft;
import org.nnrdoq.experiment.regression.BackendAgreement;
import org.nnrdoq.io.RecordingException;
import org.nnrdoq.quantizer.NetworkBackend;
import org.nnrdoq.quantizer.Quantizer;
import org.nnrdoq.quantizer.QuantizerScope;
import org.nnrdoq.quantizer.QuantizerSpec;
import org.nnrdoq.quantizer.shipped.Quantizers;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nnrdoq agree}: whether backends decide alike. */
@Command(
    name = "agree",
    description = {
      "Quantizes recorded blocks with a network on several backends and compares every level.",
      "Prints how many blocks and decisions there were and how many differ; exit code 1 if any does."
    })
public final class AgreeCommand implements Callable<Integer> {
  private static final long PROGRESS_NANOS = 1_000_000_000;

  @Parameters(
      arity = "1..*",
      paramLabel = "RECORDING",
      description = "Recordings (.nnbr), or directories of them.")
  private List<Path> recordings;

  @Option(
      names = "--quantizer",
      paramLabel = "Q",
      defaultValue = "fcn",
      description = "KIND or KIND=MODEL with an integer model (default: ${DEFAULT-VALUE}).")
  private String quantizer;

  @Option(
      names = "--backends",
      split = ",",
      paramLabel = "B",
      defaultValue = "java,kernel",
      description = "The first is what the others must equal (default: ${DEFAULT-VALUE}).")
  private List<NetworkBackend> backends;

  @Option(
      names = "--sign-hiding",
      paramLabel = "on|off|both",
      defaultValue = "both",
      description = "Whether signs are hidden (default: ${DEFAULT-VALUE}, one after the other).")
  private String signHiding;

  @Option(
      names = "--blocks",
      paramLabel = "N",
      description = "Blocks of each recording (default: all).")
  private Long blocks;

  @Option(names = "--threads", paramLabel = "N", description = "Threads (default: all cores).")
  private Integer threads;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  private long nextProgress;

  @Override
  public Integer call() throws IOException, InterruptedException {
    int threadCount = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
    if (threadCount < 1
        || threadCount > 1024
        || backends.size() < 2
        || blocks != null && blocks < 1) {
      throw new CommandFailure(
          ExitCode.USAGE, "expected 1..1024 threads, two backends or more, and 1 block or more");
    }
    List<Path> files = files();
    try (QuantizerScope scope = new QuantizerScope()) {
      return compare(files, quantizers(scope), threadCount);
    }
  }

  private int compare(List<Path> files, List<Quantizer> quantizers, int threadCount)
      throws IOException, InterruptedException {
    BackendAgreement agreement =
        new BackendAgreement(quantizers, kinds(), blocks == null ? Long.MAX_VALUE : blocks);
    long all = 0;
    for (Path file : files) {
      all += Files.size(file);
    }
    long bytes = all;
    TimeLeft left = new TimeLeft();
    PrintWriter err = spec.commandLine().getErr();
    agreement.run(
        files,
        threadCount,
        (count, differing, done) -> progress(err, left, count, differing, done, bytes));
    print(agreement, quantizers, files.size());
    return agreement.differing() == 0 ? ExitCode.OK.code() : ExitCode.INTERNAL.code();
  }

  private List<Boolean> kinds() {
    return switch (signHiding) {
      case "on" -> List.of(true);
      case "off" -> List.of(false);
      case "both" -> List.of(false, true);
      default ->
          throw new CommandFailure(
              ExitCode.USAGE, "--sign-hiding " + signHiding + ": expected on, off or both");
    };
  }

  private List<Quantizer> quantizers(QuantizerScope scope) {
    QuantizerSpec what;
    try {
      what = QuantizerSpec.parse(quantizer);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(ExitCode.USAGE, "--quantizer: " + e.getMessage(), e);
    }
    if (!what.kind().usesNetwork()) {
      throw new CommandFailure(
          ExitCode.USAGE, "--quantizer " + quantizer + ": expected one with a network: fcn or ar");
    }
    List<Quantizer> all = new ArrayList<>();
    for (NetworkBackend b : backends) {
      all.add(scope.add(Quantizers.create(what, b)));
    }
    return all;
  }

  private List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path named : recordings) {
      if (Files.isDirectory(named)) {
        try (Stream<Path> s = Files.list(named)) {
          s.filter(p -> p.toString().endsWith(".nnbr")).sorted().forEach(files::add);
        }
      } else if (Files.isRegularFile(named)) {
        files.add(named);
      } else {
        throw new RecordingException(named + ": recording not found");
      }
    }
    if (files.isEmpty()) {
      throw new RecordingException(
          recordings.get(0) + ": holds no .nnbr recording; make some with 'nnrdoq record'");
    }
    return files;
  }

  private synchronized void progress(
      PrintWriter err, TimeLeft left, long count, long differing, long done, long bytes) {
    long now = System.nanoTime();
    if (nextProgress != 0 && now < nextProgress) {
      return;
    }
    nextProgress = now + PROGRESS_NANOS;
    err.printf(
        Locale.ROOT,
        "%,d blocks, %,d differ, %d %% of the recordings, %s left%n",
        count,
        differing,
        100 * done / Math.max(1, bytes),
        left.text(done, bytes - done));
    err.flush();
  }

  private void print(BackendAgreement agreement, List<Quantizer> quantizers, int files) {
    PrintWriter out = spec.commandLine().getOut();
    for (Quantizer q : quantizers) {
      out.println(q.describe());
    }
    out.printf(
        Locale.ROOT,
        "%,d blocks of %d recordings, %,d decisions: %,d blocks and %,d levels differ%n",
        agreement.blocks(),
        files,
        agreement.decisions(),
        agreement.differing(),
        agreement.differingLevels());
    agreement.examples().forEach(out::println);
    out.flush();
  }
}
