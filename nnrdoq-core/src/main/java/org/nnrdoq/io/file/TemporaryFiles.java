package org.nnrdoq.io.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files that are being written and have no name of their own yet.
 *
 * <p>Their writer holds a lock on them. One that is killed leaves its file, but no lock: the first
 * output of another process in the same folder removes it. What is open at the end of this process
 * is removed then.
 */
final class TemporaryFiles {
  private static final Logger LOG = LoggerFactory.getLogger(TemporaryFiles.class);

  private static final String MARK = ".nnrdoq-";
  private static final String END = ".part";

  /** A younger file may be one that its writer has not locked yet. */
  private static final Duration SETTLED = Duration.ofSeconds(2);

  private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();
  private static final Set<Path> CLEANED = ConcurrentHashMap.newKeySet();

  static {
    try {
      Runtime.getRuntime()
          .addShutdownHook(new Thread(TemporaryFiles::removeAll, "nnrdoq-temporary-files"));
    } catch (IllegalStateException e) {
      // the process is ending already: what stays, the next one removes
    }
  }

  private TemporaryFiles() {}

  /** A new file beside {@code target}, empty and locked. */
  record Opened(Path path, FileChannel channel) {}

  /**
   * Makes a file for what will be {@code target}.
   *
   * @param target absolute
   */
  static Opened create(Path target) throws IOException {
    Path folder = target.getParent();
    if (CLEANED.add(folder)) {
      removeLeftovers(folder);
    }
    // not Files.createTempFile: its owner-only permissions would outlive the rename
    String random = Long.toHexString(ThreadLocalRandom.current().nextLong());
    Path path = folder.resolve("." + target.getFileName() + MARK + random + END);
    OPEN.add(path); // before it is there, so that no other thread takes it for a leftover
    try {
      FileChannel channel =
          FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      try {
        channel.tryLock();
      } catch (IOException e) {
        // a file system without locks: nobody else can lock the file either, so it stays ours
      }
      return new Opened(path, channel);
    } catch (IOException e) {
      OPEN.remove(path);
      throw e;
    }
  }

  /** Forgets a file that got its name or was removed. */
  static void done(Path path) {
    OPEN.remove(path);
  }

  /** How many files are open in this process. */
  static int open() {
    return OPEN.size();
  }

  /** Removes what killed processes left in a folder. */
  static void removeLeftovers(Path folder) {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, ".*" + MARK + "*" + END)) {
      for (Path file : files) {
        if (!OPEN.contains(file) && isAbandoned(file)) {
          Files.deleteIfExists(file);
          LOG.info("{}: removed, a process that was killed had left it", file);
        }
      }
    } catch (IOException | java.nio.file.DirectoryIteratorException e) {
      // a folder that cannot be listed or changed: writing to it will say what is wrong
    }
  }

  private static boolean isAbandoned(Path file) throws IOException {
    FileTime changed = Files.getLastModifiedTime(file);
    if (changed.toInstant().isAfter(Instant.now().minus(SETTLED))) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      return channel.tryLock() != null;
    } catch (IOException | OverlappingFileLockException e) {
      return false; // no locks here, not ours to open, or gone
    }
  }

  private static void removeAll() {
    for (Path path : OPEN) {
      try {
        Files.deleteIfExists(path);
      } catch (IOException e) {
        // the next process removes it
      }
    }
  }
}
