package org.nnrdoq.io;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Writes frames to a y4m or raw file, which appears under its name only after {@link #commit}.
 *
 * <p>Not thread-safe. {@link #close} without a commit leaves nothing behind.
 *
 * @since 1.0
 */
public interface VideoWriter extends Closeable {
  /**
   * Appends a frame of the writer's format.
   *
   * @param frame a picture
   * @throws IOException in one line, if a file cannot be read or written
   */
  void write(Frame frame) throws IOException;

  /**
   * Completes the file.
   *
   * @throws IOException in one line, if a file cannot be read or written
   */
  void commit() throws IOException;

  /**
   * Starts a file in the format that its name tells: y4m or raw. What is no regular file (a pipe,
   * {@code /dev/null}) may have any name and is y4m.
   *
   * @param path of the file
   * @param format geometry of the frames
   * @param signal what is known beside the geometry; a raw file cannot say it
   * @return a writer, to be closed
   * @throws VideoFileException if the name ends in neither {@code .y4m} nor {@code .yuv}, or a raw
   *     file's name speaks of another geometry
   */
  static VideoWriter create(Path path, VideoFormat format, VideoSignal signal) throws IOException {
    requireName(path, format);
    return isRaw(path) ? new YuvWriter(path, format) : new Y4mWriter(path, format, signal);
  }

  /**
   * Checks the name of a file that is to be written, before any work is spent on it.
   *
   * @param path of the file
   * @param format geometry of the frames; {@code null} if it is not known yet
   * @throws VideoFileException as {@link #create}
   */
  static void requireName(Path path, VideoFormat format) throws VideoFileException {
    String name = String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
    boolean special = Files.exists(path) && !Files.isRegularFile(path);
    if (!isRaw(path) && !name.endsWith(".y4m") && !special) {
      throw new VideoFileException(
          path, "expected a name that ends in .y4m or .yuv, which says what is written");
    }
    if (isRaw(path) && format != null && name.matches(".*_\\d+x\\d+.*")) {
      VideoFormat named = YuvReader.formatFromName(path);
      if (named.width() != format.width()
          || named.height() != format.height()
          || named.bitDepth() != format.bitDepth()
          || named.chromaFormatIdc() != format.chromaFormatIdc()) {
        throw new VideoFileException(
            path, "its name says " + named.text() + ", but the video is " + format.text());
      }
    }
  }

  private static boolean isRaw(Path path) {
    return String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT).endsWith(".yuv");
  }
}
