package org.nnrdoq.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A raw planar file, 4:2:0 or 4:0:0: 8 bit in one byte a sample, 10 bit in two, little-endian.
 *
 * <p>Its geometry comes from the caller or from a name such as {@code
 * Kimono_1920x1080_24_10bit.yuv}.
 */
public final class YuvReader implements VideoReader {
  private static final Pattern NAME =
      Pattern.compile(
          "_(\\d{1,5})x(\\d{1,5})_(\\d{1,3})(?:fps)?(?:_(8|10)(?:bit|b)?)?(?:_(4\\d\\d)p?)?(?:_[^.]*)?\\.[^.]+$",
          Pattern.CASE_INSENSITIVE);

  private final Path path;
  private final FileChannel channel;
  private final VideoFormat format;
  private final long frameBytes;
  private final int frameCount;

  /**
   * Opens the file.
   *
   * @throws VideoFileException if it is missing or its size is no multiple of a frame's
   */
  public YuvReader(Path path, VideoFormat format) throws IOException {
    this.path = path;
    this.format = format;
    this.frameBytes = PlanarFile.frameBytes(format);
    this.channel = PlanarFile.open(path);
    try {
      long size = channel.size();
      if (size == 0 || size % frameBytes != 0) {
        throw new VideoFileException(
            path,
            String.format(
                Locale.ROOT,
                "%d bytes are no whole number of %dx%d %d-bit %s frames of %d bytes;"
                    + " truncated (in frame %d), or the geometry is wrong",
                size,
                format.width(),
                format.height(),
                format.bitDepth(),
                format.chromaName(),
                frameBytes,
                size / frameBytes));
      }
      this.frameCount = Math.toIntExact(size / frameBytes);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * Geometry from a file name {@code NAME_WxH_FPS[_BITS][_400].yuv}: 8 bit if BITS is missing,
   * 4:2:0 without {@code _400}.
   *
   * @throws VideoFileException if the name does not tell
   */
  public static VideoFormat formatFromName(Path path) throws VideoFileException {
    Matcher m = NAME.matcher(String.valueOf(path.getFileName()));
    if (!m.find()) {
      throw new VideoFileException(
          path,
          "geometry of raw video unknown: give size, rate and bit depth, or name the file"
              + " NAME_WIDTHxHEIGHT_FPS[_BITS].yuv (or use y4m)");
    }
    String chroma = m.group(5) == null ? "420" : m.group(5);
    if (!chroma.equals("420") && !chroma.equals("400")) {
      throw new VideoFileException(
          path,
          "file name: chroma format "
              + chroma
              + " is not supported: expected 420 or 400; convert with ffmpeg -pix_fmt yuv420p or"
              + " yuv420p10le");
    }
    try {
      return new VideoFormat(
          Integer.parseInt(m.group(1)),
          Integer.parseInt(m.group(2)),
          m.group(4) == null ? 8 : Integer.parseInt(m.group(4)),
          Integer.parseInt(m.group(3)),
          1,
          chroma.equals("420") ? 1 : 0);
    } catch (IllegalArgumentException e) {
      throw new VideoFileException(path, "file name: " + e.getMessage(), e);
    }
  }

  @Override
  public Path path() {
    return path;
  }

  @Override
  public VideoFormat format() {
    return format;
  }

  @Override
  public int frameCount() {
    return frameCount;
  }

  @Override
  public void read(int index, Frame into) throws IOException {
    PlanarFile.requireFormat(format, into);
    PlanarFile.readFrame(path, channel, index * frameBytes, index, into);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
