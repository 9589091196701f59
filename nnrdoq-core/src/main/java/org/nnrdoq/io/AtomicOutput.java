package org.nnrdoq.io;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A file that is either complete under its name or not there.
 *
 * <p>Bytes go to a temporary file in the same folder, which takes the final name on {@link
 * #commit}. Closing without a commit, or the end of the process, removes it. A target that exists
 * and is no regular file (a pipe, {@code /dev/null}) is written directly.
 *
 * <pre>{@code
 * try (AtomicOutput out = AtomicOutput.open(path)) {
 *   out.stream().write(bytes);
 *   out.commit();
 * }
 * }</pre>
 */
public final class AtomicOutput implements Closeable {
  private final Path target;
  private final Path temporary;
  private final OutputStream stream;
  private boolean done;

  private AtomicOutput(Path target, Path temporary, OutputStream stream) {
    this.target = target;
    this.temporary = temporary;
    this.stream = stream;
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
    Path folder = target.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new FileNotFoundException(
          target + ": cannot be written, folder " + folder + " does not exist");
    }
    try {
      if (Files.exists(target) && !Files.isRegularFile(target)) {
        return new AtomicOutput(target, null, buffered(target, StandardOpenOption.APPEND));
      }
      if (Files.exists(target) && !Files.isWritable(target)) {
        throw new AccessDeniedException(target.toString());
      }
      // not Files.createTempFile: its owner-only permissions would outlive the rename
      String random = Long.toHexString(ThreadLocalRandom.current().nextLong());
      Path temporary = folder.resolve("." + target.getFileName() + "." + random + ".part");
      OutputStream stream = buffered(temporary, StandardOpenOption.CREATE_NEW);
      temporary.toFile().deleteOnExit();
      return new AtomicOutput(target, temporary, stream);
    } catch (AccessDeniedException | NoSuchFileException e) {
      throw new IOException(target + ": cannot be written (permission denied)", e);
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

  /** The file's final name. */
  public Path target() {
    return target;
  }

  /** Completes the file under its final name; an existing one is replaced. */
  public void commit() throws IOException {
    if (done) {
      throw new IllegalStateException(target + ": already committed or closed");
    }
    stream.close();
    if (temporary != null) {
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
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
    } finally {
      if (temporary != null) {
        Files.deleteIfExists(temporary);
      }
    }
  }

  private static OutputStream buffered(Path path, StandardOpenOption option) throws IOException {
    return new BufferedOutputStream(
        Files.newOutputStream(path, StandardOpenOption.WRITE, option), 1 << 16);
  }
}
