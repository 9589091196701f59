package org.nnrdoq.cli.bench;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.nnrdoq.cli.exit.CommandFailure;
import org.nnrdoq.cli.exit.ExitCode;
import org.nnrdoq.network.model.ModelFile;
import org.nnrdoq.network.ort.OrtBench;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code nnrdoq bench network}. */
@Command(
    name = "network",
    description = {
      "What an FCN's calls cost against a bare OrtSession.run on the same shapes, on tensors made"
          + " and filled once: microseconds and bytes of Java memory for a call after warm-up, in"
          + " turns on one thread, fastest of nine."
    })
final class BenchNetworkCommand implements Callable<Integer> {
  @Option(
      names = "--model",
      paramLabel = "F.onnx",
      description = "Network of kind fcn (default: the shipped one).")
  private Path model;

  @Option(
      names = "--batches",
      split = ",",
      paramLabel = "N",
      defaultValue = "1,16",
      description = "Blocks in a call (default: ${DEFAULT-VALUE}).")
  private List<Integer> batches;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    for (int batch : batches) {
      if (batch < 1 || batch > 1024) {
        throw new CommandFailure(ExitCode.USAGE, "--batches " + batch + ": expected 1..1024");
      }
    }
    PrintWriter out = spec.commandLine().getOut();
    ModelFile file = ModelFile.find(model, "fcn");
    try (OrtBench bench = new OrtBench(file)) {
      out.printf(
          Locale.ROOT,
          "%5s  %-5s  %10s  %10s  %6s  %6s  %6s%n",
          "batch",
          "size",
          "us",
          "bare us",
          "ratio",
          "bytes",
          "bare");
      for (int batch : batches) {
        for (int size = 4; size <= 32; size *= 2) {
          OrtBench.Line l = bench.measure(batch, size);
          out.printf(
              Locale.ROOT,
              "%5d  %-5s  %10.2f  %10.2f  %6.3f  %6d  %6d%n",
              batch,
              size + "x" + size,
              l.microseconds(),
              l.bareMicroseconds(),
              l.ratio(),
              l.bytes(),
              l.bareBytes());
          out.flush();
        }
      }
    }
    return ExitCode.OK.code();
  }
}
