package org.nnrdoq.io.file;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A file that is either complete under its name or not there.
 *
 * <p>Bytes go to a temporary file in the same folder, which takes the final name on {@link
 * #commit}. Closing without a commit, or the end of the process, removes it; what a killed process
 * leaves, the next one removes that writes into the folder. A target that exists and is no regular
 * file (a pipe, {@code /dev/null}) is written directly.
 *
 * <p>Errors of the stream name the target.
 *
 * <pre>{@code
 * try (AtomicOutput out = AtomicOutput.open(path)) {
 *   out.stream().write(bytes);
 *   out.commit();
 * }
 * }</pre>
 */
public final class AtomicOutput implements Closeable {
  private static final int BUFFER_BYTES = 1 << 16;

  private final Path target;
  private final Path temporary;
  private final FileChannel channel;
  private final OutputStream stream;
  private boolean done;

  private AtomicOutput(Path target, TemporaryFiles.Opened opened, OutputStream bare) {
    this.target = target;
    this.temporary = opened == null ? null : opened.path();
    this.channel = opened == null ? null : opened.channel();
    this.stream = new BufferedOutputStream(new NamingStream(target, bare), BUFFER_BYTES);
  }

  /**
   * Starts writing.
   *
   * @throws IOException with one line saying why the file cannot be written
   */
  public static AtomicOutput open(Path target) throws IOException {
    if (Files.isDirectory(target)) {
      throw new IOException(target + ": is a folder; give a file name");
    }
    Path absolute = target.toAbsolutePath();
    Path folder = absolute.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new FileNotFoundException(
          target + ": cannot be written, folder " + folder + " does not exist");
    }
    try {
      if (Files.exists(target) && !Files.isRegularFile(target)) {
        OutputStream direct = Files.newOutputStream(target, StandardOpenOption.WRITE);
        return new AtomicOutput(target, null, direct);
      }
      if (Files.exists(target) && !Files.isWritable(target)) {
        throw new AccessDeniedException(target.toString());
      }
      TemporaryFiles.Opened opened = TemporaryFiles.create(absolute);
      return new AtomicOutput(target, opened, Channels.newOutputStream(opened.channel()));
    } catch (AccessDeniedException e) {
      throw new IOException(target + ": cannot be written (permission denied)", e);
    } catch (FileSystemException e) {
      String reason = e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
      throw new IOException(target + ": cannot be written: " + reason, e);
    }
  }

  /** Writes a whole file at once. */
  public static void write(Path target, byte[] content) throws IOException {
    try (AtomicOutput out = open(target)) {
      out.stream().write(content);
      out.commit();
    }
  }

  /** Writes a whole text file at once, in UTF-8. */
  public static void write(Path target, String content) throws IOException {
    write(target, content.getBytes(StandardCharsets.UTF_8));
  }

  /** Where the content goes; buffered. Do not use after {@link #commit}. */
  public OutputStream stream() {
    return stream;
  }

  /** Whether {@link #overwrite} can be called: a pipe cannot take back what it was given. */
  public boolean canOverwrite() {
    return channel != null;
  }

  /**
   * Replaces bytes that were written before.
   *
   * @param position of the first of them from the start of the file
   * @param bytes all within what was written
   * @throws IOException if they cannot be written
   */
  public void overwrite(long position, byte[] bytes) throws IOException {
    stream.flush();
    if (position < 0 || position + bytes.length > channel.size()) {
      throw new IllegalArgumentException(
          "bytes " + position + "+" + bytes.length + " of " + channel.size() + ": not written yet");
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    try {
      while (buffer.hasRemaining()) {
        channel.write(buffer, position + buffer.position());
      }
    } catch (IOException e) {
      throw new IOException(target + ": cannot be written: " + e.getMessage(), e);
    }
  }

  /** Completes the file under its final name; an existing one is replaced. */
  public void commit() throws IOException {
    if (done) {
      throw new IllegalStateException(target + ": already committed or closed");
    }
    stream.close();
    if (temporary != null) {
      try {
        Files.move(
            temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } catch (FileSystemException e) {
        throw new IOException(target + ": cannot be written: " + e.getMessage(), e);
      }
      TemporaryFiles.done(temporary);
    }
    done = true;
  }

  /** Removes what was written unless {@link #commit} succeeded. */
  @Override
  public void close() throws IOException {
    if (done) {
      return;
    }
    done = true;
    try {
      stream.close();
    } catch (IOException e) {
      // what could not be written is thrown away anyway; whoever wrote it knows why
    } finally {
      if (temporary != null) {
        Files.deleteIfExists(temporary);
        TemporaryFiles.done(temporary);
      }
    }
  }

  /** Puts the file's name into messages: "No space left on device" alone helps nobody. */
  private static final class NamingStream extends OutputStream {
    private final Path target;
    private final OutputStream bare;

    NamingStream(Path target, OutputStream bare) {
      this.target = target;
      this.bare = bare;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        bare.write(bytes, offset, length);
      } catch (IOException e) {
        throw named(e);
      }
    }

    @Override
    public void close() throws IOException {
      try {
        bare.close();
      } catch (IOException e) {
        throw named(e);
      }
    }

    private IOException named(IOException e) {
      return new IOException(target + ": cannot be written: " + e.getMessage(), e);
    }
  }
}
