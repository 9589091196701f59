package org.nnrdoq.io;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Random access to the frames of a video file, 4:2:0 or 4:0:0.
 *
 * <p>Opening checks the whole layout of the file, so that a truncated clip is found before any work
 * is spent on it. Implementations are thread-safe: {@link #read} keeps no position.
 *
 * @since 1.0
 */
public interface VideoReader extends Closeable {
  /** {@return the file, as given when it was opened} */
  Path path();

  /** {@return geometry of the pictures} */
  VideoFormat format();

  /** {@return what the file says beside the geometry} */
  default VideoSignal signal() {
    return VideoSignal.UNKNOWN;
  }

  /** {@return number of whole frames in the file, 1 or more} */
  int frameCount();

  /**
   * Reads one frame.
   *
   * @param index 0-based, below {@link #frameCount()}
   * @param into receives the samples; must have been made for {@link #format()}
   * @throws VideoFileException if the file has changed since it was opened, or a sample is out of
   *     the bit depth's range
   */
  void read(int index, Frame into) throws IOException;

  /**
   * Reads one frame into new memory; see {@link #read(int, Frame)}.
   *
   * @param index of the frame, 0-based
   * @return the frame
   * @throws IOException in one line, if a file cannot be read or written
   */
  default Frame read(int index) throws IOException {
    Frame frame = new Frame(format());
    read(index, frame);
    return frame;
  }

  /**
   * Opens a y4m file (by its name's end) or else a raw file.
   *
   * @param path file to read
   * @param rawFormat geometry of a raw file; {@code null} means that the file is y4m, or that a raw
   *     file's name tells (see {@link YuvReader#formatFromName})
   * @return a reader, to be closed
   * @throws VideoFileException if the file is missing, truncated or not 4:2:0 or 4:0:0 video of 8
   *     or 10 bit
   */
  static VideoReader open(Path path, VideoFormat rawFormat) throws IOException {
    Path name = path.getFileName();
    boolean y4m = name != null && name.toString().toLowerCase(Locale.ROOT).endsWith(".y4m");
    if (y4m) {
      return new Y4mReader(path);
    }
    return new YuvReader(path, rawFormat != null ? rawFormat : YuvReader.formatFromName(path));
  }
}
