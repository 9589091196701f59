package org.nnrdoq.cli.sequences;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.nnrdoq.cli.exit.CommandFailure;
import org.nnrdoq.cli.exit.ExitCode;
import org.nnrdoq.cli.options.InputOptions;
import org.nnrdoq.cli.options.Outputs;
import org.nnrdoq.cli.options.Pipes;
import org.nnrdoq.io.CropWindow;
import org.nnrdoq.io.Frame;
import org.nnrdoq.io.SampleDigest;
import org.nnrdoq.io.VideoFileException;
import org.nnrdoq.io.VideoFormat;
import org.nnrdoq.io.VideoReader;
import org.nnrdoq.io.VideoSignal;
import org.nnrdoq.io.VideoWriter;
import org.nnrdoq.io.YuvReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code nnrdoq sequence}: tools for video files. */
@Command(
    name = "sequence",
    description = "Tools for y4m and raw video of 8 or 10 bit, 4:2:0 or 4:0:0.",
    synopsisSubcommandLabel = "WHAT",
    subcommands = {
      SequenceCommand.InfoCommand.class,
      SequenceCommand.CropCommand.class,
      SequenceCommand.Md5Command.class
    })
public final class SequenceCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say what to do: info, crop or md5");
  }

  /** A file with the frames that were asked for. */
  private record Range(int first, int count) {
    static Range of(VideoReader reader, InputOptions options) throws VideoFileException {
      int rest = reader.frameCount() - options.firstFrame;
      if (rest < 1) {
        throw new VideoFileException(
            reader.path(),
            "has "
                + reader.frameCount()
                + " frames: frame "
                + options.firstFrame
                + " is past them");
      }
      return new Range(
          options.firstFrame, options.frames == 0 ? rest : Math.min(rest, options.frames));
    }
  }

  /** {@code nnrdoq sequence info}. */
  @Command(
      name = "info",
      description = "Prints geometry, frames and sample ranges; reads every frame.")
  static final class InfoCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "IN", description = "Video files; - reads a pipe.")
    private List<Path> inputs;

    @Mixin private InputOptions inputOptions;
    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
      inputOptions.check();
      for (Path input : inputs) {
        try (Pipes pipes = new Pipes();
            VideoReader reader = VideoReader.open(pipes.input(input), inputOptions.rawFormat)) {
          print(reader, Range.of(reader, inputOptions));
        }
      }
      return ExitCode.OK.code();
    }

    private void print(VideoReader reader, Range range) throws IOException {
      PrintWriter out = spec.commandLine().getOut();
      VideoFormat f = reader.format();
      out.println(reader.path());
      out.println("  picture   " + f.text());
      out.printf(
          Locale.ROOT,
          "  frames    %d at %d:%d a second (%.3f), %.2f s%n",
          reader.frameCount(),
          f.fpsNum(),
          f.fpsDen(),
          f.fps(),
          reader.frameCount() / f.fps());
      VideoSignal signal = reader.signal();
      String aspect =
          signal.sarWidth() == 0 ? "not told" : signal.sarWidth() + ":" + signal.sarHeight();
      out.println("  samples   aspect ratio " + aspect + ", range " + signal.range().text());
      out.println("  scan      " + signal.scan().text());
      out.printf(Locale.ROOT, "  file      %d bytes%n", Files.size(reader.path()));
      Frame frame = new Frame(f);
      int planes = f.planes();
      int[] min = {Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE};
      int[] max = new int[3];
      long[] sum = new long[3];
      for (int i = 0; i < range.count; i++) {
        reader.read(range.first + i, frame);
        for (int c = 0; c < planes; c++) {
          for (short s : frame.plane(c)) {
            min[c] = Math.min(min[c], s);
            max[c] = Math.max(max[c], s);
            sum[c] += s;
          }
        }
      }
      for (int c = 0; c < planes; c++) {
        double samples = (double) frame.plane(c).length * range.count;
        out.printf(
            Locale.ROOT,
            "  %-9s %d..%d, mean %.1f%n",
            List.of("Y", "Cb", "Cr").get(c),
            min[c],
            max[c],
            sum[c] / samples);
      }
    }
  }

  /** {@code nnrdoq sequence crop}. */
  @Command(
      name = "crop",
      description = "Copies a window of some frames; y4m or raw by the name of OUT.",
      footer = {
        "",
        "Example:",
        "  nnrdoq sequence crop in.y4m -o out.y4m --window 416x240+64+32 --start 10 --frames 8"
      })
  static final class CropCommand implements Callable<Integer> {
    @Parameters(paramLabel = "IN", description = "Video file; - reads a pipe.")
    private Path input;

    @Option(
        names = {"-o", "--output"},
        required = true,
        paramLabel = "OUT",
        description = "File to write; a raw one must be named NAME_WxH_FPS[_BITS][_400].yuv.")
    private Path output;

    @Option(
        names = "--window",
        paramLabel = "WxH+X+Y",
        description = "Window in luma samples; X and Y even (default: the whole picture).")
    private String window;

    @Mixin private InputOptions inputOptions;
    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
      inputOptions.check();
      if (Files.exists(input) && Files.exists(output) && Files.isSameFile(input, output)) {
        throw new CommandFailure(ExitCode.USAGE, output + ": used twice on this command line");
      }
      boolean toPipe = Pipes.isPipe(output);
      try (Pipes pipes = new Pipes();
          VideoReader reader = VideoReader.open(pipes.input(input), inputOptions.rawFormat)) {
        output = pipes.output(output, "stdout.y4m");
        Range range = Range.of(reader, inputOptions);
        VideoFormat from = reader.format();
        CropWindow crop = window(from);
        VideoFormat to = crop.of(from);
        Frame frame = new Frame(from);
        Frame cropped = new Frame(to);
        try (VideoWriter writer = writer(to, reader.signal())) {
          for (int i = 0; i < range.count; i++) {
            reader.read(range.first + i, frame);
            crop.copy(frame, cropped);
            writer.write(cropped);
          }
          writer.commit();
        }
        pipes.deliver();
        (toPipe ? spec.commandLine().getErr() : spec.commandLine().getOut())
            .printf(Locale.ROOT, "%s: %s, %d frames%n", output, to.text(), range.count);
      }
      return ExitCode.OK.code();
    }

    private CropWindow window(VideoFormat from) {
      try {
        CropWindow crop =
            window == null
                ? new CropWindow(from.width(), from.height(), 0, 0)
                : CropWindow.parse(window);
        crop.of(from);
        return crop;
      } catch (IllegalArgumentException e) {
        throw new CommandFailure(ExitCode.USAGE, "--window: " + e.getMessage(), e);
      }
    }

    /** A raw file must say by its name what it holds, or nobody can read it again. */
    private VideoWriter writer(VideoFormat format, VideoSignal signal) throws IOException {
      Outputs.requireVideoName(output, format);
      if (output.toString().toLowerCase(Locale.ROOT).endsWith(".yuv")) {
        try {
          YuvReader.formatFromName(output);
        } catch (VideoFileException e) {
          throw new CommandFailure(ExitCode.USAGE, e.getMessage(), e);
        }
      }
      return VideoWriter.create(output, format, signal);
    }
  }

  /** {@code nnrdoq sequence md5}. */
  @Command(
      name = "md5",
      description =
          "Prints the MD5 of the samples as a raw file holds them: the same for y4m and yuv.")
  static final class Md5Command implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "IN", description = "Video files; - reads a pipe.")
    private List<Path> inputs;

    @Option(names = "--each", description = "One line for each frame instead.")
    private boolean each;

    @Mixin private InputOptions inputOptions;
    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
      inputOptions.check();
      PrintWriter out = spec.commandLine().getOut();
      for (Path input : inputs) {
        try (Pipes pipes = new Pipes();
            VideoReader reader = VideoReader.open(pipes.input(input), inputOptions.rawFormat)) {
          Range range = Range.of(reader, inputOptions);
          SampleDigest digest = new SampleDigest();
          Frame frame = new Frame(reader.format());
          for (int i = 0; i < range.count; i++) {
            reader.read(range.first + i, frame);
            digest.add(frame);
            if (each) {
              out.printf(Locale.ROOT, "%s  %s frame %d%n", digest.hex(), input, range.first + i);
            }
          }
          if (!each) {
            out.printf(Locale.ROOT, "%s  %s%n", digest.hex(), input);
          }
        }
      }
      return ExitCode.OK.code();
    }
  }
}
