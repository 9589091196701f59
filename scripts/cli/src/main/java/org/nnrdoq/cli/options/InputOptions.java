package org.nnrdoq.cli.options;

import org.nnrdoq.cli.exit.CommandFailure;
import org.nnrdoq.cli.exit.ExitCode;
import org.nnrdoq.io.VideoFormat;
import org.nnrdoq.io.YuvReader;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Options that say which frames of which geometry to read. */
public final class InputOptions {
  @Option(
      names = "--format",
      paramLabel = "WxH_FPS[_BITS][_CHROMA]",
      converter = FormatConverter.class,
      description =
          "Geometry of raw .yuv input, for example 1920x1080_24_10 or 1920x1080_30000/1001_8_400"
              + " (400: luma alone); not needed if the file is named NAME_1920x1080_24_10bit.yuv.")
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

  /** Parses what a raw file's name may say too, for example 1920x1080_24_10. */
  public static final class FormatConverter implements ITypeConverter<VideoFormat> {
    @Override
    public VideoFormat convert(String text) {
      try {
        return YuvReader.formatFromText(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
