package org.nnrdoq.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/**
 * A y4m file of 4:2:0 or 4:0:0 video, 8 or 10 bit; see {@link Y4mHeader} for the tags.
 *
 * @since 1.0
 */
public final class Y4mReader implements VideoReader {
  private static final int MAX_HEADER = 4096;
  private static final int MAX_FRAME_HEADER = 256;
  private static final byte[] FRAME = "FRAME".getBytes(StandardCharsets.US_ASCII);

  private final Path path;
  private final FileChannel channel;
  private final Y4mHeader header;
  private final VideoFormat format;
  private final long[] offsets;

  /**
   * Opens the file and finds its frames.
   *
   * @param path a y4m file
   * @throws VideoFileException if it is missing, not y4m, not supported or truncated
   */
  public Y4mReader(Path path) throws IOException {
    this.path = path;
    this.channel = PlanarFile.open(path);
    try {
      String line = line(0, MAX_HEADER);
      if (line == null) {
        throw new VideoFileException(
            path, "byte 0: no y4m header line (YUV4MPEG2 ...); empty, truncated or not y4m");
      }
      this.header = Y4mHeader.parse(path, line);
      this.format = header.format();
      this.offsets = index(line.length() + 1L);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
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
  public VideoSignal signal() {
    return header.signal();
  }

  @Override
  public int frameCount() {
    return offsets.length;
  }

  @Override
  public void read(int index, Frame into) throws IOException {
    PlanarFile.requireFormat(format, into);
    PlanarFile.readFrame(path, channel, offsets[index], index, into);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private long[] index(long start) throws IOException {
    long size = channel.size();
    long frameBytes = PlanarFile.frameBytes(format);
    if (frameBytes > Integer.MAX_VALUE - 8) {
      throw new VideoFileException(path, "header: frames of " + frameBytes + " bytes are too big");
    }
    long[] found = new long[64];
    int count = 0;
    long at = start;
    while (at < size) {
      String header = line(at, MAX_FRAME_HEADER);
      if (header == null || !header.startsWith("FRAME")) {
        throw new VideoFileException(
            path,
            size - at < FRAME.length
                ? "frame " + count + ": file ends within its FRAME header at byte " + at
                : "frame " + count + ": no FRAME header at byte " + at + "; damaged or truncated");
      }
      long data = at + header.length() + 1;
      if (size - data < frameBytes) {
        throw new VideoFileException(
            path,
            String.format(
                Locale.ROOT,
                "frame %d: truncated at byte %d: has %d of %d bytes",
                count,
                size,
                size - data,
                frameBytes));
      }
      if (count == found.length) {
        found = Arrays.copyOf(found, 2 * count);
      }
      found[count++] = data;
      at = data + frameBytes;
    }
    if (count == 0) {
      throw new VideoFileException(path, "no frames after the header");
    }
    return Arrays.copyOf(found, count);
  }

  /** The text from byte {@code at} to the next line feed; null if there is none nearby. */
  private String line(long at, int max) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(max);
    long pos = at;
    while (buffer.hasRemaining()) {
      int n = channel.read(buffer, pos);
      if (n < 0) {
        break;
      }
      pos += n;
    }
    byte[] bytes = buffer.array();
    for (int i = 0; i < buffer.position(); i++) {
      if (bytes[i] == '\n') {
        return new String(bytes, 0, i, StandardCharsets.ISO_8859_1);
      }
    }
    return null;
  }
}
