package org.nnrdoq.network.ort;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtLoggingLevel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.logging.Level;
import java.util.regex.Pattern;
import org.nnrdoq.network.ModelException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * ONNX Runtime's native library. It unpacks itself into a folder of its own among the temporary
 * files and leaves that there; once it is loaded, the folder is deleted. What a process that was
 * killed meanwhile has left, the next one deletes.
 */
final class OrtLibrary {
  private static final Logger LOG = LoggerFactory.getLogger(OrtLibrary.class);

  private static final String FOLDERS = "onnxruntime-java";
  private static final Pattern FILES = Pattern.compile("libonnxruntime[\\w.]*\\.so");

  /** A younger folder may be one that its process is still unpacking into. */
  private static final Duration SETTLED = Duration.ofMinutes(10);

  private static OrtEnvironment environment;
  private static ModelException failure;

  private OrtLibrary() {}

  /**
   * ONNX Runtime, loaded by the first call.
   *
   * @throws ModelException if it cannot be
   */
  static synchronized OrtEnvironment environment() {
    if (environment == null) {
      if (failure != null) { // Java tells the reason but once
        throw new ModelException(failure.getMessage(), failure.getCause());
      }
      load();
    }
    return environment;
  }

  private static void load() {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    removeLeftovers(temporary);
    // it logs stack traces of what is said here in a line
    java.util.logging.Logger own = java.util.logging.Logger.getLogger("ai.onnxruntime");
    Level level = own.getLevel();
    own.setLevel(Level.OFF);
    try {
      environment = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
      LOG.debug("ONNX Runtime {} is loaded", environment.getVersion());
    } catch (LinkageError | IllegalStateException e) {
      failure =
          new ModelException(
              "ONNX Runtime's library cannot be loaded ("
                  + reason(e)
                  + "): it is unpacked into the folder for temporary files, "
                  + temporary
                  + ", which must exist, have 25 MB of room and allow programs; choose another with"
                  + " NNRDOQ_JAVA_OPTS=-Djava.io.tmpdir=DIR",
              e);
      throw failure;
    } finally {
      own.setLevel(level);
      removeLoaded();
    }
  }

  private static String reason(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null
        ? root.toString()
        : root instanceof IOException && !root.getMessage().contains(" ")
            ? root.getClass().getSimpleName() + ": " + root.getMessage()
            : root.getMessage();
  }

  /** Deletes the folders that hold what this process has loaded. */
  private static void removeLoaded() {
    try {
      for (Path folder : mappedFolders(Path.of("/proc/self/maps"))) {
        remove(folder);
      }
    } catch (IOException e) {
      LOG.debug("what ONNX Runtime unpacked stays until this process ends: {}", e.toString());
    }
  }

  /** Deletes what killed processes of this user left in a folder. */
  static void removeLeftovers(Path temporary) {
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(temporary, FOLDERS + "*")) {
      for (Path folder : folders) {
        if (isAbandoned(folder)) {
          remove(folder);
          LOG.info("{}: deleted, a process that was killed had left it", folder);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      // a folder that cannot be listed or changed: loading says what is wrong
    }
  }

  private static boolean isAbandoned(Path folder) throws IOException {
    return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
        && Files.getLastModifiedTime(folder).toInstant().isBefore(Instant.now().minus(SETTLED))
        && Files.getOwner(folder).equals(Files.getOwner(Path.of("/proc/self")))
        && !isInUse(folder);
  }

  private static boolean isInUse(Path folder) throws IOException {
    Path real = folder.toRealPath();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : processes) {
        try {
          if (mappedFolders(process.resolve("maps")).contains(real)) {
            return true;
          }
        } catch (IOException e) {
          // gone, or another user's, who does not use what is ours
        }
      }
    }
    return false;
  }

  /** Folders of ONNX Runtime from which a process has loaded files that are there still. */
  private static Set<Path> mappedFolders(Path maps) throws IOException {
    Set<Path> folders = new TreeSet<>();
    // names are bytes, and need not be text
    for (String line : Files.readAllLines(maps, StandardCharsets.ISO_8859_1)) {
      int slash = line.indexOf('/');
      if (slash >= 0 && line.contains("/" + FOLDERS) && !line.endsWith(" (deleted)")) {
        byte[] name = line.substring(slash).getBytes(StandardCharsets.ISO_8859_1);
        try {
          Path folder = Path.of(new String(name, StandardCharsets.UTF_8)).getParent();
          if (folder.getFileName().toString().startsWith(FOLDERS)) {
            folders.add(folder);
          }
        } catch (InvalidPathException e) {
          // a name that Java cannot say: its folder stays
        }
      }
    }
    return folders;
  }

  /** Deletes a folder if there is nothing in it but libraries. */
  private static void remove(Path folder) throws IOException {
    List<Path> files;
    try (var list = Files.list(folder)) {
      files = list.toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    Optional<Path> foreign =
        files.stream().filter(f -> !FILES.matcher(f.getFileName().toString()).matches()).findAny();
    if (foreign.isPresent()) {
      return;
    }
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
    Files.deleteIfExists(folder);
  }
}
