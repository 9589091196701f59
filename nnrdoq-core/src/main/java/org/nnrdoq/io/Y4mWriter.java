package org.nnrdoq.io;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Writes y4m: C420jpeg or Cmono for 8 bit, C420p10 or Cmono10 for 10 bit.
 *
 * @since 1.0
 */
public final class Y4mWriter extends PlanarWriter {
  private static final byte[] FRAME = "FRAME\n".getBytes(StandardCharsets.US_ASCII);

  /**
   * Starts a file of progressive pictures with square samples.
   *
   * @param path the file
   * @param format geometry of the pictures
   * @throws IOException in one line, if a file cannot be read or written
   */
  public Y4mWriter(Path path, VideoFormat format) throws IOException {
    this(path, format, VideoSignal.SQUARE);
  }

  /**
   * Starts a file.
   *
   * @param path the file
   * @param format geometry of the pictures
   * @param signal what is known beside the geometry
   * @throws IOException in one line, if a file cannot be read or written
   */
  public Y4mWriter(Path path, VideoFormat format, VideoSignal signal) throws IOException {
    super(path, format, Y4mHeader.line(format, signal).getBytes(StandardCharsets.US_ASCII), FRAME);
  }
}
