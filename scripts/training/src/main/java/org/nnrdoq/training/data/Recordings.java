package org.nnrdoq.training.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.nnrdoq.io.RecordingException;

/** Directories of block recordings, and what the names of recordings say. */
public final class Recordings {
  private static final String EXTENSION = ".nnbr";

  private Recordings() {}

  /**
   * The recordings of a directory, by name.
   *
   * @return at least one file
   * @throws RecordingException if the directory is missing or holds none
   */
  public static List<Path> list(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new RecordingException(directory + ": no such directory of recordings");
    }
    List<Path> files;
    try (Stream<Path> all = Files.list(directory)) {
      files = all.filter(f -> f.toString().endsWith(EXTENSION)).sorted().toList();
    }
    if (files.isEmpty()) {
      throw new RecordingException(
          directory + ": holds no .nnbr recording; make some with 'nnrdoq record'");
    }
    return files;
  }

  /**
   * The coding configuration in a recording's name {@code CLIP.CONFIGURATION.qpN.nnbr}; {@code all}
   * for other names.
   */
  public static String configuration(String fileName) {
    String[] parts = fileName.split("\\.");
    return parts.length >= 4 ? parts[parts.length - 3] : "all";
  }
}
