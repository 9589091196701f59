package org.nnrdoq.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Locale;

/**
 * A raw planar file, 4:2:0 or 4:0:0: 8 bit in one byte a sample, 10 bit in two, little-endian.
 *
 * <p>Its geometry comes from the caller or from a name such as {@code
 * Kimono_1920x1080_24_10bit.yuv}.
 *
 * @since 1.0
 */
public final class YuvReader implements VideoReader {
  private final Path path;
  private final FileChannel channel;
  private final VideoFormat format;
  private final long frameBytes;
  private final int frameCount;

  /**
   * Opens the file.
   *
   * @param path the file
   * @param format geometry of the pictures
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
   * Geometry from a file name {@code NAME_WIDTHxHEIGHT_FPS[_BITS][_CHROMA].yuv}: 8 bit and 4:2:0 if
   * it says nothing else. A rate of 29.97 is 30000/1001.
   *
   * @param path the file
   * @return the geometry
   * @throws VideoFileException if the name does not tell, or a word in it that speaks of depth,
   *     chroma or rate is not understood or not supported
   */
  public static VideoFormat formatFromName(Path path) throws VideoFileException {
    String name = String.valueOf(path.getFileName());
    int dot = name.lastIndexOf('.');
    try {
      return RawVideoName.parse(dot > 0 ? name.substring(0, dot) : name);
    } catch (IllegalArgumentException e) {
      throw new VideoFileException(
          path,
          "geometry of raw video, file name: " + e.getMessage() + "; or use --format, or y4m",
          e);
    }
  }

  /**
   * Geometry from a text such as {@code 1920x1080_30000/1001_10}, as in names of files.
   *
   * @param text to read
   * @return the geometry
   * @throws IllegalArgumentException in one line, saying what is wrong and what is accepted
   */
  public static VideoFormat formatFromText(String text) {
    return RawVideoName.parse(text);
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
