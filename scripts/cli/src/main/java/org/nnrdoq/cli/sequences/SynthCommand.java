package org.nnrdoq.cli.sequences;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.nnrdoq.cli.exit.CommandFailure;
import org.nnrdoq.cli.exit.ExitCode;
import org.nnrdoq.cli.options.InputOptions;
import org.nnrdoq.cli.options.Outputs;
import org.nnrdoq.cli.options.Pipes;
import org.nnrdoq.experiment.synth.DeadLeaves;
import org.nnrdoq.experiment.synth.SynthParameters;
import org.nnrdoq.io.VideoFormat;
import org.nnrdoq.io.VideoSignal;
import org.nnrdoq.io.VideoWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code nnrdoq synth}: a synthetic clip. */
@Command(
    name = "synth",
    description = {
      "Generates a clip by the dead-leaves model: textured discs with power-law radii that cover"
          + " each other, moving, with sensor noise.",
      "The same parameters give the same file on every machine."
    },
    footer = {"", "Example:", "  nnrdoq synth -o clip.y4m --format 416x240_25 --frames 8 --seed 7"})
public final class SynthCommand implements Callable<Integer> {
  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "OUT",
      description =
          "File to write: y4m or raw, as its name ends (.y4m, .yuv); - writes y4m to a pipe.")
  private Path output;

  @Option(
      names = "--parameters",
      paramLabel = "F.json",
      description = "Parameters; the options below override it. See test-sequences/.")
  private Path parameters;

  @Option(
      names = "--format",
      paramLabel = "WxH_FPS[_BITS][_CHROMA]",
      converter = InputOptions.FormatConverter.class,
      description = "Geometry, for example 416x240_25 or 416x240_25_10.")
  private VideoFormat format;

  @Option(names = "--frames", paramLabel = "N", description = "Number of frames.")
  private Integer frames;

  @Option(names = "--seed", paramLabel = "S", description = "Another seed, another scene.")
  private Long seed;

  @Option(
      names = "--noise",
      paramLabel = "SIGMA",
      description = "Standard deviation of sensor noise in 8-bit steps.")
  private Double noise;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    try (Pipes pipes = new Pipes()) {
      boolean toPipe = Pipes.isPipe(output);
      output = pipes.output(output, "stdout.y4m");
      synthesize(toPipe ? spec.commandLine().getErr() : spec.commandLine().getOut());
      pipes.deliver();
    }
    return ExitCode.OK.code();
  }

  private void synthesize(PrintWriter out) throws IOException {
    SynthParameters p = overridden(base());
    Outputs.requireVideoName(output, p.format());
    DeadLeaves scene = new DeadLeaves(p);
    try (VideoWriter writer = VideoWriter.create(output, p.format(), VideoSignal.SQUARE)) {
      for (int i = 0; i < p.frames(); i++) {
        writer.write(scene.frame(i));
      }
      writer.commit();
    }
    out.printf(
        Locale.ROOT,
        "%s: %d frames of %dx%d, %d bit, seed %d%n",
        output,
        p.frames(),
        p.width(),
        p.height(),
        p.bitDepth(),
        p.seed());
  }

  private SynthParameters base() throws IOException {
    return parameters == null ? SynthParameters.DEFAULT : SynthParameters.read(parameters);
  }

  private SynthParameters overridden(SynthParameters p) {
    VideoFormat f = format != null ? format : p.format();
    if (f.chromaFormatIdc() != 1) {
      throw new CommandFailure(ExitCode.USAGE, "--format: expected 4:2:0, all that is made here");
    }
    try {
      return new SynthParameters(
          f.width(),
          f.height(),
          f.bitDepth(),
          f.fpsNum(),
          f.fpsDen(),
          frames != null ? frames : p.frames(),
          seed != null ? seed : p.seed(),
          p.density(),
          p.minRadius(),
          p.maxRadius(),
          p.radiusExponent(),
          p.softness(),
          p.texture(),
          p.panX(),
          p.panY(),
          p.motion(),
          noise != null ? noise : p.noise());
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(ExitCode.USAGE, e.getMessage(), e);
    }
  }
}
