package org.nnrdoq.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nnrdoq.encoder.EncoderException;
import org.nnrdoq.experiment.Candidate;
import org.nnrdoq.experiment.Clip;
import org.nnrdoq.experiment.Point;
import org.nnrdoq.experiment.bench.BenchResults;
import org.nnrdoq.experiment.bench.BlockSamples;
import org.nnrdoq.experiment.report.BenchReport;
import org.nnrdoq.experiment.report.RunInfo;
import org.nnrdoq.quantizer.NetworkBackend;
import org.nnrdoq.quantizer.Quantizer;
import org.nnrdoq.quantizer.QuantizerException;
import org.nnrdoq.quantizer.Quantizers;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** What the benches of single calls have in common. */
final class BenchOptions {
  @Option(
      names = "--backends",
      split = ",",
      paramLabel = "B",
      defaultValue = "kernel,java,ort",
      description = "What runs networks (default: ${DEFAULT-VALUE}).")
  private List<String> backends;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "5",
      description = "How often everything is measured (default: ${DEFAULT-VALUE}).")
  int rounds;

  @Option(names = "--out", paramLabel = "DIR", description = "Write JSON and a picture there.")
  private Path folder;

  void check() {
    if (rounds < 1) {
      throw new CommandFailure(ExitCode.USAGE, "--rounds " + rounds + ": expected 1 or more");
    }
  }

  /**
   * Opens every candidate, networks on each backend; the name is then {@code NAME BACKEND}. Where a
   * backend cannot run a model, a line of the command's errors says why.
   */
  Map<String, Quantizer> open(List<String> names, CommandSpec spec) {
    List<NetworkBackend> parsed = new ArrayList<>();
    backends.forEach(name -> parsed.add(parse(name)));
    Map<String, Quantizer> out = new LinkedHashMap<>();
    for (Candidate c : Candidates.parse(names, null)) {
      if (!c.spec().kind().usesNetwork()) {
        out.put(c.name(), Quantizers.create(c.spec()));
        continue;
      }
      for (NetworkBackend backend : parsed) {
        String name = c.name() + " " + backend.id();
        try {
          out.put(name, Quantizers.create(c.spec(), backend));
        } catch (QuantizerException e) {
          spec.commandLine().getErr().println(name + " is left out: " + e.getMessage());
        }
      }
    }
    if (out.isEmpty()) {
      throw new CommandFailure(ExitCode.INPUT, "nothing to measure: no backend runs these models");
    }
    return out;
  }

  private static NetworkBackend parse(String name) {
    for (NetworkBackend b : NetworkBackend.values()) {
      if (b.id().equals(name) && b != NetworkBackend.AUTO) {
        return b;
      }
    }
    throw new CommandFailure(
        ExitCode.USAGE, "--backends " + name + ": expected kernel, java or ort");
  }

  /**
   * Blocks by QP; those of a recording are called {@code recorded}.
   *
   * @param input clip or recording; {@code null}: a synthetic frame
   */
  Map<String, BlockSamples> samples(Path input, List<Integer> qps)
      throws IOException, EncoderException {
    for (int qp : qps) {
      if (qp < 0 || qp > 51) {
        throw new CommandFailure(ExitCode.USAGE, "--qp " + qp + ": expected 0..51");
      }
    }
    Map<String, BlockSamples> samples = new LinkedHashMap<>();
    if (input != null && input.toString().matches(".*\\.(nnbr|rec)")) {
      samples.put("recorded", BlockSamples.of(input));
      return samples;
    }
    Path file = input != null ? input : Files.createTempFile("nnrdoq-bench", ".y4m");
    try {
      if (input == null) {
        BenchCommand.synthesize(file);
      }
      Clip clip = Clip.open(file, null, 0, 1);
      for (int qp : qps) {
        samples.put(String.valueOf(qp), BlockSamples.of(clip, qp));
      }
    } finally {
      if (input == null) {
        Files.deleteIfExists(file);
      }
    }
    return samples;
  }

  /** Prints the table; writes the files if asked to. */
  void report(BenchResults results, Point.Host host, String name, CommandSpec spec)
      throws IOException {
    String command =
        "nnrdoq " + String.join(" ", spec.root().commandLine().getParseResult().originalArgs());
    BenchReport report =
        new BenchReport(results, RunInfo.here(Main.version(), "embedded", "", command), host);
    if (folder != null) {
      report.write(folder, name);
    }
    spec.commandLine().getOut().print(report.text());
    spec.commandLine().getOut().flush();
  }
}
