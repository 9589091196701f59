package org.nnrdoq.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Writes raw planar video: 8 bit in one byte a sample, 10 bit in two, little-endian. */
public final class YuvWriter implements VideoWriter {
  private final AtomicOutput output;
  private final VideoFormat format;
  private ByteBuffer buffer;

  public YuvWriter(Path path, VideoFormat format) throws IOException {
    this.format = format;
    this.output = AtomicOutput.open(path);
  }

  @Override
  public void write(Frame frame) throws IOException {
    PlanarFile.requireFormat(format, frame);
    buffer = PlanarFile.pack(frame, buffer);
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
