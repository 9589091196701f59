package org.nnrdoq.bridge;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Where this build's {@code libnnrdoq.so} lies.
 *
 * @since 1.0
 */
public final class BridgeLibrary {
  private static final String NAME = "libnnrdoq.so";

  private BridgeLibrary() {}

  /** Whether {@code NNRDOQ_LIBRARY} names a library. */
  static boolean isNamed() {
    String named = System.getenv("NNRDOQ_LIBRARY");
    return named != null && !named.isBlank();
  }

  /**
   * {@return the file that {@code NNRDOQ_LIBRARY} names, or the one that was built with these
   * classes; {@code null} if there is none}
   */
  public static Path find() {
    String named = System.getenv("NNRDOQ_LIBRARY");
    if (named != null && !named.isBlank()) {
      return Path.of(named).toAbsolutePath();
    }
    try {
      Path classes =
          Path.of(BridgeLibrary.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      // of a build folder, of a jar with the library beside it, of a release's lib/nnrdoq
      for (Path place : List.of(Path.of("native", NAME), Path.of(NAME), Path.of("..", NAME))) {
        Path file = classes.resolveSibling(place);
        if (Files.isRegularFile(file)) {
          return file.toAbsolutePath().normalize();
        }
      }
    } catch (URISyntaxException e) {
      return null; // classes without a place in the file system have no library beside them
    }
    return null;
  }

  /**
   * Java class path of a library: the entries of {@code nnrdoq.classpath} beside it.
   *
   * @param library as {@link #find} gives it
   * @return files and folders, in order
   * @throws IOException if the list beside it cannot be read
   */
  public static List<Path> classPath(Path library) throws IOException {
    Path list = library.resolveSibling("nnrdoq.classpath");
    return Files.readAllLines(list).stream()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .map(list::resolveSibling)
        .toList();
  }
}
