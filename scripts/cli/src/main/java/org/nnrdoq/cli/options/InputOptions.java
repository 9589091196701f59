package org.nnrdoq.cli.options;

import java.nio.file.Path;
import org.nnrdoq.cli.exit.CommandFailure;
import org.nnrdoq.cli.exit.ExitCode;
import org.nnrdoq.io.VideoFormat;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Options that say which frames of which geometry to read. */
public final class InputOptions {
  @Option(
      names = "--format",
      paramLabel = "WxH_FPS[_BITS]",
      converter = FormatConverter.class,
      description =
          "Geometry of raw .yuv input, for example 1920x1080_24_10 (_400: luma alone);"
              + " not needed if the file is named NAME_1920x1080_24_10bit.yuv.")
  public VideoFormat rawFormat;

  @Option(
      names = "--start",
      paramLabel = "N",
      defaultValue = "0",
      description = "First frame, from 0 (default: ${DEFAULT-VALUE}).")
  public int firstFrame;

  @Option(
      names = "--frames",
      paramLabel = "N",
      defaultValue = "0",
      description = "Number of frames at most (default: all).")
  public int frames;

  /** Refuses what no file can satisfy. */
  public void check() {
    if (firstFrame < 0 || frames < 0) {
      throw new CommandFailure(ExitCode.USAGE, "--start and --frames: expected 0 or more");
    }
  }

  /** Parses 1920x1080_24_10. */
  public static final class FormatConverter implements ITypeConverter<VideoFormat> {
    @Override
    public VideoFormat convert(String text) throws Exception {
      try {
        return org.nnrdoq.io.YuvReader.formatFromName(Path.of("x_" + text + ".yuv"));
      } catch (org.nnrdoq.io.VideoFileException e) {
        throw new TypeConversionException(
            "'" + text + "': expected for example 1920x1080_24 or 1920x1080_24_10");
      }
    }
  }
}
