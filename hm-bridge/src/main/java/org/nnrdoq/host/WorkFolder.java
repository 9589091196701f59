package org.nnrdoq.host;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The hidden folder beside its output that a host's program works in, so that the stream can be
 * renamed into place. It is deleted when it is closed, when this process is told to end, and, if
 * this process is killed, by the next one on the same machine that writes the same output.
 */
final class WorkFolder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WorkFolder.class);
  private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");
  private static final long END_MILLIS = 3000;

  private final Path path;
  private final Thread atEnd = new Thread(this::deleteAtEnd);

  private WorkFolder(Path path) {
    this.path = path;
    Runtime.getRuntime().addShutdownHook(atEnd);
  }

  /**
   * Makes one.
   *
   * @param output file that the encode is to write
   * @param encoder name of the encoder, a part of the folder's
   * @throws IOException if the output's folder does not exist or cannot be written
   */
  static WorkFolder create(Path output, String encoder) throws IOException {
    Path folder = output.toAbsolutePath().getParent();
    if (!Files.isDirectory(folder)) {
      throw new IOException(output + ": cannot be written, folder " + folder + " does not exist");
    }
    // process numbers say something on one machine only, and folders may be shared between several
    String machine = Files.isReadable(HOST_NAME) ? Files.readString(HOST_NAME).strip() : "";
    String prefix = "." + output.getFileName() + "." + encoder + "." + machine + ".";
    deleteAbandoned(folder, prefix);
    return new WorkFolder(
        Files.createTempDirectory(folder, prefix + ProcessHandle.current().pid() + "."));
  }

  private static void deleteAbandoned(Path folder, String prefix) throws IOException {
    DirectoryStream.Filter<Path> ours = p -> p.getFileName().toString().startsWith(prefix);
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, ours)) {
      for (Path abandoned : found) {
        String pid = abandoned.getFileName().toString().substring(prefix.length());
        pid = pid.substring(0, Math.max(0, pid.indexOf('.')));
        if (pid.matches("\\d{1,10}") && ProcessHandle.of(Long.parseLong(pid)).isEmpty()) {
          LOG.info("{}: left by a process that was killed, and deleted", abandoned);
          delete(abandoned);
        }
      }
    }
  }

  /** Where it lies, absolute. */
  Path path() {
    return path;
  }

  /** A file in it. */
  Path resolve(String name) {
    return path.resolve(name);
  }

  /** Deletes it with all that it holds. */
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(atEnd);
    } catch (IllegalStateException e) {
      // this process is ending: the hook deletes it too
    }
    try {
      delete(path);
    } catch (IOException e) {
      LOG.warn("{}: temporary files are left there: {}", path, e.toString());
    }
  }

  /** The program is being ended at the same time, and may write until it is gone. */
  private void deleteAtEnd() {
    long until = System.currentTimeMillis() + END_MILLIS;
    while (Files.exists(path) && System.currentTimeMillis() < until) {
      try {
        delete(path);
        Thread.sleep(20);
      } catch (IOException e) {
        // a file was written meanwhile
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    List<Path> all;
    try (Stream<Path> files = Files.walk(folder)) {
      all = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : all) {
      Files.deleteIfExists(file);
    }
  }
}
