package org.nnrdoq.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Writes y4m: C420jpeg or Cmono for 8 bit, C420p10 or Cmono10 for 10 bit. */
public final class Y4mWriter implements VideoWriter {
  private static final byte[] FRAME = "FRAME\n".getBytes(StandardCharsets.US_ASCII);

  private final AtomicOutput output;
  private final VideoFormat format;
  private ByteBuffer buffer;

  public Y4mWriter(Path path, VideoFormat format) throws IOException {
    this.format = format;
    this.output = AtomicOutput.open(path);
    output.stream().write(Y4mHeader.of(format).getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public void write(Frame frame) throws IOException {
    PlanarFile.requireFormat(format, frame);
    buffer = PlanarFile.pack(frame, buffer);
    output.stream().write(FRAME);
    output.stream().write(buffer.array(), 0, buffer.limit());
  }

  @Override
  public void commit() throws IOException {
    output.commit();
  }

  @Override
  public void close() throws IOException {
    output.close();
  }
}
