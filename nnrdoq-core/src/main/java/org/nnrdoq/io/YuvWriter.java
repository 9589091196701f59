package org.nnrdoq.io;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Writes raw planar video: 8 bit in one byte a sample, 10 bit in two, little-endian.
 *
 * @since 1.0
 */
public final class YuvWriter extends PlanarWriter {
  /**
   * Starts a file.
   *
   * @param path the file
   * @param format geometry of the pictures
   * @throws IOException in one line, if a file cannot be read or written
   */
  public YuvWriter(Path path, VideoFormat format) throws IOException {
    super(path, format, new byte[0], new byte[0]);
  }
}
