package org.nnrdoq.experiment.plan;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.nnrdoq.encoder.CodingConfiguration;
import org.nnrdoq.io.VideoFormat;
import org.nnrdoq.io.file.ConfigReader;

/**
 * Sequences that belong together, as a YAML file describes them; test-sequences/README.md documents
 * the fields. The footage is the user's own and is found by its file names.
 *
 * @param schema {@value #SCHEMA}
 * @param name what the set is called
 * @param source where the list comes from
 * @param classes groups of sequences
 */
public record Catalogue(String schema, String name, String source, List<SequenceClass> classes) {
  /** Value of the file's field {@code schema}. */
  public static final String SCHEMA = "nnrdoq-catalogue-1";

  private static final int DEPTH = 8;

  public Catalogue {
    if (!SCHEMA.equals(schema)) {
      throw new IllegalArgumentException("schema '" + schema + "': expected " + SCHEMA);
    }
    if (classes == null || classes.isEmpty()) {
      throw new IllegalArgumentException("classes: expected one or more");
    }
    Set<String> names = new HashSet<>();
    for (SequenceClass c : classes) {
      for (Entry e : c.sequences) {
        if (!names.add(e.name)) {
          throw new IllegalArgumentException("sequence '" + e.name + "' is given twice");
        }
      }
    }
  }

  /**
   * A group of sequences.
   *
   * @param name for example {@code A1}
   * @param configurations those that the conditions use the class in; {@code null}: all
   * @param sequences its sequences
   */
  public record SequenceClass(
      String name, List<CodingConfiguration> configurations, List<Entry> sequences) {
    public SequenceClass {
      if (name == null || sequences == null || sequences.isEmpty()) {
        throw new IllegalArgumentException("class " + name + ": expected a name and sequences");
      }
    }
  }

  /**
   * A sequence.
   *
   * @param name unique
   * @param width luma columns
   * @param height luma rows
   * @param bitDepth 8 or 10
   * @param fps frames per second
   * @param frames how many are coded, from the first
   * @param files patterns of file names, the best first; {@code *} and {@code ?} stand for others,
   *     upper and lower case are the same
   */
  public record Entry(
      String name, int width, int height, int bitDepth, int fps, int frames, List<String> files) {
    public Entry {
      if (name == null || files == null || files.isEmpty()) {
        throw new IllegalArgumentException("sequence " + name + ": expected a name and files");
      }
      if (frames < 1) {
        throw new IllegalArgumentException("sequence " + name + ": frames: expected 1 or more");
      }
    }

    /** Geometry of a raw copy. */
    public VideoFormat format() {
      return new VideoFormat(width, height, bitDepth, fps, 1);
    }
  }

  /**
   * Reads a catalogue.
   *
   * @throws IOException in one line, naming the file and the field that is wrong
   */
  public static Catalogue read(Path yaml) throws IOException {
    return ConfigReader.yaml().read(yaml, Catalogue.class);
  }

  /**
   * All files below some folders, for {@link #find}.
   *
   * @throws IOException if a folder is missing or not readable
   */
  static List<Path> files(List<Path> folders) throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path folder : folders) {
      if (!Files.isDirectory(folder)) {
        throw new IOException(folder + ": no such folder; see NNRDOQ_SEQUENCES");
      }
      try (Stream<Path> walk = Files.walk(folder, DEPTH, FileVisitOption.FOLLOW_LINKS)) {
        walk.filter(Files::isRegularFile).sorted().forEach(files::add);
      }
    }
    return files;
  }

  /** The first file that matches the best pattern. */
  static Optional<Path> find(Entry entry, List<Path> files) {
    for (String pattern : entry.files) {
      PathMatcher matcher =
          FileSystems.getDefault().getPathMatcher("glob:" + pattern.toLowerCase(Locale.ROOT));
      for (Path file : files) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        if (matcher.matches(Path.of(name))) {
          return Optional.of(file);
        }
      }
    }
    return Optional.empty();
  }

  /**
   * Opens the user's copy of a sequence.
   *
   * @param files all of the user's files
   * @param start first frame
   * @param frames frames at most; 0: as many as the catalogue says
   * @return the clip, under the catalogue's name
   * @throws MissingException if there is no file, or one of another size, or one that is too short
   */
  static Clip open(Entry entry, String sequenceClass, List<Path> files, int start, int frames)
      throws IOException, MissingException {
    Path file =
        find(entry, files)
            .orElseThrow(() -> new MissingException("no file " + String.join(" or ", entry.files)));
    int want = frames == 0 ? entry.frames - start : Math.min(frames, entry.frames - start);
    if (want < 1) {
      throw new MissingException("has " + entry.frames + " frames: none from " + start);
    }
    boolean y4m = file.toString().toLowerCase(Locale.ROOT).endsWith(".y4m");
    Clip clip;
    try {
      clip = Clip.open(file, y4m ? null : entry.format(), start, want);
    } catch (org.nnrdoq.io.VideoFileException e) {
      throw new MissingException(e.getMessage());
    }
    VideoFormat f = clip.format();
    if (f.width() != entry.width || f.height() != entry.height || f.bitDepth() != entry.bitDepth) {
      throw new MissingException(
          String.format(
              Locale.ROOT,
              "%s: is %dx%d, %d bit: expected %dx%d, %d bit",
              file,
              f.width(),
              f.height(),
              f.bitDepth(),
              entry.width,
              entry.height,
              entry.bitDepth));
    }
    if (clip.frames() < want) {
      throw new MissingException(
          String.format(
              Locale.ROOT,
              "%s: has %d frames from %d: expected %d",
              file,
              clip.frames(),
              start,
              want));
    }
    return clip.named(entry.name, sequenceClass);
  }

  /** A sequence that cannot be used, and why, in one line. */
  static final class MissingException extends Exception {
    private static final long serialVersionUID = 1L;

    MissingException(String message) {
      super(message);
    }
  }
}
