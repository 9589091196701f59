package org.nnrdoq.cli.encode;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.nnrdoq.cli.exit.CommandFailure;
import org.nnrdoq.cli.exit.ExitCode;
import org.nnrdoq.cli.options.Candidates;
import org.nnrdoq.cli.options.EncoderOptions;
import org.nnrdoq.cli.options.InputOptions;
import org.nnrdoq.cli.options.Outputs;
import org.nnrdoq.cli.options.Pipes;
import org.nnrdoq.cli.options.QuantizerNames;
import org.nnrdoq.cli.options.ToolOptions;
import org.nnrdoq.cli.verify.StreamVerifier;
import org.nnrdoq.encoder.EncodeJob;
import org.nnrdoq.encoder.EncodeResult;
import org.nnrdoq.encoder.Encoder;
import org.nnrdoq.encoder.EncoderException;
import org.nnrdoq.experiment.plan.Clip;
import org.nnrdoq.experiment.result.VerificationException;
import org.nnrdoq.quantizer.QuantizerSpec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code nnrdoq encode}: one clip into one stream. */
@Command(
    name = "encode",
    description = "Encodes a clip and prints bits and PSNR of each frame, as HM does.",
    footer = {
      "",
      "Example:",
      "  nnrdoq encode clip.y4m -o clip.hevc --qp 32 --quantizer rdoq --recon recon.y4m"
    })
public final class EncodeCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "IN",
      description = "Clip: .y4m, or raw 4:2:0 .yuv; 8 or 10 bit; - reads a pipe.")
  private Path input;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "OUT.hevc",
      description = "Stream to write (H.265 Annex B); - writes it to a pipe.")
  private Path output;

  @Option(names = "--qp", required = true, paramLabel = "Q", description = "Slice QP, 0..51.")
  private int qp;

  @Option(
      names = "--quantizer",
      paramLabel = "Q",
      defaultValue = "rdoq",
      completionCandidates = QuantizerNames.class,
      description =
          "One of ${COMPLETION-CANDIDATES}; fcn=fcn-nano or fcn=F.onnx names a network"
              + " (default: ${DEFAULT-VALUE}).")
  private String quantizer;

  @Option(
      names = "--model",
      paramLabel = "F.onnx",
      description = "Network of the quantizer (default: the shipped one).")
  private Path model;

  @Mixin private InputOptions inputOptions;
  @Mixin private ToolOptions toolOptions;
  @Mixin private EncoderOptions encoderOptions;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Frames encoded side by side; the stream is the same (default: ${DEFAULT-VALUE}).")
  private int threads;

  @Option(
      names = "--recon",
      paramLabel = "R.y4m|R.yuv",
      description =
          "Write the reconstruction, as a decoder would show it: y4m or raw, as the name ends.")
  private Path recon;

  @Option(
      names = "--verify",
      description = "Decode the stream with FFmpeg and compare; needs --recon.")
  private boolean verify;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, EncoderException, VerificationException {
    inputOptions.check();
    try (Pipes pipes = new Pipes()) {
      boolean toPipe = Pipes.isPipe(output);
      input = pipes.input(input);
      output = pipes.output(output, "stdout.hevc");
      int code = encode(toPipe ? spec.commandLine().getErr() : spec.commandLine().getOut());
      pipes.deliver();
      return code;
    }
  }

  private int encode(PrintWriter out) throws IOException, EncoderException, VerificationException {
    Encoder encoder = encoderOptions.create();
    EncodeJob job = job();
    Clip clip =
        Clip.open(input, inputOptions.rawFormat, inputOptions.firstFrame, inputOptions.frames);
    if (recon != null) {
      Outputs.requireVideoName(recon, clip.format());
    }
    FramePrinter printer = new FramePrinter(out);
    EncodeResult result = encoder.encode(job, printer::add);
    summary(out, clip, result);
    if (result.ran() != null) {
      out.println("Quantizer: " + result.ran());
    }
    if (verify) {
      int frames = new StreamVerifier().check(output, recon, result.format());
      out.printf(
          Locale.ROOT, "FFmpeg decodes %d frames as reconstructed, MD5 of each matches%n", frames);
    }
    return ExitCode.OK.code();
  }

  private EncodeJob job() {
    if (verify && recon == null) {
      throw new CommandFailure(ExitCode.USAGE, "--verify needs --recon FILE.y4m to compare with");
    }
    if (recon != null) {
      Outputs.requireVideoName(recon, null);
    }
    for (Path path : recon == null ? new Path[] {output} : new Path[] {output, recon}) {
      if (sameFile(path, input) || path == recon && sameFile(recon, output)) {
        throw new CommandFailure(ExitCode.USAGE, path + ": used twice on this command line");
      }
    }
    try {
      QuantizerSpec quantizerSpec = Candidates.parse(List.of(quantizer), model).get(0).spec();
      return new EncodeJob(
          input,
          inputOptions.rawFormat,
          output,
          recon,
          qp,
          inputOptions.firstFrame,
          inputOptions.frames,
          threads,
          quantizerSpec,
          toolOptions.tools());
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(ExitCode.USAGE, e.getMessage(), e);
    }
  }

  private static boolean sameFile(Path a, Path b) {
    try {
      return a.equals(b) || Files.exists(a) && Files.exists(b) && Files.isSameFile(a, b);
    } catch (IOException e) {
      return false; // not readable: the encode itself will say so
    }
  }

  private static void summary(PrintWriter out, Clip clip, EncodeResult result) {
    int n = result.frames().size();
    double y = result.frames().stream().mapToDouble(EncodeResult.Frame::psnrY).sum() / n;
    double u = result.frames().stream().mapToDouble(EncodeResult.Frame::psnrU).sum() / n;
    double v = result.frames().stream().mapToDouble(EncodeResult.Frame::psnrV).sum() / n;
    double kbps = 8e-3 * result.streamBytes() * clip.format().fps() / n;
    out.printf(Locale.ROOT, "%nSUMMARY --------------------------------------------------------%n");
    out.printf(Locale.ROOT, "\tTotal Frames |   Bitrate     Y-PSNR    U-PSNR    V-PSNR%n");
    out.printf(Locale.ROOT, "\t%12d   %10.4f   %8.4f  %8.4f  %8.4f%n%n", n, kbps, y, u, v);
    out.printf(Locale.ROOT, "Bytes written to file: %d (%.3f kbps)%n", result.streamBytes(), kbps);
    out.printf(
        Locale.ROOT,
        "Total Time: %12.3f sec. (%.3f sec. of processor)%n",
        result.wallNanos() / 1e9,
        result.cpuNanos() / 1e9);
  }
}
