package org.nnrdoq.bridge;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The {@code libnnrdoq.so} that travels in the jar of these classes, so that who adds the jar to a
 * build has the compiled kernel.
 *
 * <p>Java loads files only. The copy lies in a new folder that nobody else may enter, is compared
 * with what the jar has, and is removed as soon as it is loaded: nothing stays, however the process
 * ends.
 */
final class PackedLibrary {
  private static final Logger LOG = LoggerFactory.getLogger(PackedLibrary.class);
  private static final String FILE = "libnnrdoq.so";
  private static final String FOLDER = "nnrdoq-library-";

  /** A copy exists for milliseconds; one that is older was left by a process that was killed. */
  private static final Duration LEFT_BEHIND = Duration.ofMinutes(10);

  /** Loads a file, or says what is wrong. */
  @FunctionalInterface
  interface Loader {
    String load(Path file);
  }

  private PackedLibrary() {}

  /** This machine's name in the jar, such as {@code linux-x86_64}. */
  static String platform() {
    String processor = System.getProperty("os.arch");
    return System.getProperty("os.name").toLowerCase(Locale.ROOT)
        + "-"
        + (processor.equals("amd64") ? "x86_64" : processor);
  }

  /** The library for this machine; {@code null} if the jar has none. */
  private static InputStream open() {
    return PackedLibrary.class.getResourceAsStream(platform() + "/" + FILE);
  }

  /** Whether the jar has a library for this machine. */
  static boolean exists() throws IOException {
    try (InputStream in = open()) {
      return in != null;
    }
  }

  /**
   * Copies and loads the library.
   *
   * @param place folder for temporary files
   * @return {@code null}, or one line on what is wrong
   */
  static String load(Path place, Loader loader) {
    Path folder = null;
    Path file = null;
    try (InputStream in = open()) {
      byte[] bytes = in.readAllBytes();
      folder = Files.createTempDirectory(place, FOLDER); // for its owner only
      removeLeftovers(place, Files.getOwner(folder));
      file = folder.resolve(FILE);
      Files.write(file, bytes, StandardOpenOption.CREATE_NEW);
      if (!Arrays.equals(bytes, Files.readAllBytes(file))) {
        return file + ": is not what was written there" + remedy(place);
      }
      String problem = loader.load(file);
      if (problem == null) {
        LOG.info("kernel: {} of the jar's {}", FILE, platform());
      }
      return problem == null ? null : problem + remedy(place);
    } catch (IOException | DirectoryIteratorException e) {
      return FILE + " cannot be unpacked: " + e + remedy(place);
    } finally {
      remove(file);
      remove(folder);
    }
  }

  private static String remedy(Path place) {
    return "; it was unpacked into "
        + place
        + ", which must exist, have room and allow programs: choose another with"
        + " -Djava.io.tmpdir=DIR, or name a library in NNRDOQ_LIBRARY";
  }

  /** Of this user alone: another's folder may be a link to anywhere. */
  private static void removeLeftovers(Path place, UserPrincipal user) throws IOException {
    Instant limit = Instant.now().minus(LEFT_BEHIND);
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(place, FOLDER + "*")) {
      for (Path folder : folders) {
        if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
            && Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).equals(user)
            && Files.getLastModifiedTime(folder).toInstant().isBefore(limit)) {
          remove(folder.resolve(FILE));
          remove(folder);
        }
      }
    }
  }

  /** A folder that holds anything else stays. */
  private static void remove(Path path) {
    try {
      if (path != null) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      LOG.info("{}: cannot be removed: {}", path, e.toString());
    }
  }
}
