package org.nnrdoq.io;

import java.io.Closeable;
import java.io.IOException;

/**
 * Writes frames to a y4m or raw file, which appears under its name only after {@link #commit}.
 *
 * <p>Not thread-safe. {@link #close} without a commit leaves nothing behind.
 */
public interface VideoWriter extends Closeable {
  /** Appends a frame of the writer's format. */
  void write(Frame frame) throws IOException;

  /** Completes the file. */
  void commit() throws IOException;
}
