package org.nnrdoq.cli.hosts;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.nnrdoq.cli.exit.ExitCode;
import org.nnrdoq.cli.options.Candidates;
import org.nnrdoq.io.file.AtomicOutput;
import org.nnrdoq.quantizer.QuantizerSpec;
import org.nnrdoq.quantizer.shipped.NetworkFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code nnrdoq export}: networks for encoders without Java. */
@Command(
    name = "export",
    description = {
      "Writes an integer network as data that libnnrdoq opens without Java.",
      "The file holds all that the library needs; native/README.md describes it."
    },
    footer = {
      "",
      "Example:",
      "  nnrdoq export --quantizer fcn --model own-1234abcd.onnx -o own.nnq",
      "  TAppEncoderStatic ... --NNRDOQ=fcn --NNRDOQModel=own.nnq"
    })
public final class ExportCommand implements Callable<Integer> {
  @Option(
      names = "--quantizer",
      required = true,
      paramLabel = "Q",
      description = "KIND or KIND=MODEL: fcn or ar, with an integer model.")
  private String quantizer;

  @Option(
      names = "--model",
      paramLabel = "F.onnx",
      description = "Network of the quantizer (default: the shipped one).")
  private Path model;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "F.nnq",
      description = "File to write.")
  private Path output;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    QuantizerSpec what = Candidates.parse(List.of(quantizer), model).get(0).spec();
    byte[] bytes = NetworkFile.bytes(what);
    try (AtomicOutput out = AtomicOutput.open(output)) {
      out.stream().write(bytes);
      out.commit();
    }
    spec.commandLine()
        .getOut()
        .printf(Locale.ROOT, "%s: %d bytes, %s%n", output, bytes.length, what.text());
    return ExitCode.OK.code();
  }
}
