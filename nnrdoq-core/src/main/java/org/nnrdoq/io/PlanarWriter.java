package org.nnrdoq.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.nnrdoq.io.file.AtomicOutput;

/** What writers of y4m and raw video share: frames of planar samples, one after the other. */
abstract class PlanarWriter implements VideoWriter {
  private final AtomicOutput output;
  private final VideoFormat format;
  private final byte[] beforeFrame;
  private ByteBuffer buffer;

  /**
   * Starts the file.
   *
   * @param header what it starts with
   * @param beforeFrame what stands before the samples of each frame
   */
  PlanarWriter(Path path, VideoFormat format, byte[] header, byte[] beforeFrame)
      throws IOException {
    this.format = format;
    this.beforeFrame = beforeFrame;
    this.output = AtomicOutput.open(path);
    output.stream().write(header);
  }

  @Override
  public final void write(Frame frame) throws IOException {
    PlanarFile.requireFormat(format, frame);
    buffer = PlanarFile.pack(frame, buffer);
    output.stream().write(beforeFrame);
    output.stream().write(buffer.array(), 0, buffer.limit());
  }

  @Override
  public final void commit() throws IOException {
    output.commit();
  }

  @Override
  public final void close() throws IOException {
    output.close();
  }
}
