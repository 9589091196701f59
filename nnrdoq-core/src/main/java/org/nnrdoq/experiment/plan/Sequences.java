package org.nnrdoq.experiment.plan;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.nnrdoq.encoder.CodingConfiguration;
import org.nnrdoq.experiment.synth.DeadLeaves;
import org.nnrdoq.experiment.synth.SynthParameters;
import org.nnrdoq.io.VideoFileException;
import org.nnrdoq.io.VideoWriter;
import org.nnrdoq.io.Y4mWriter;

/**
 * The sequences of an experiment: found, generated, or missing.
 *
 * @param entries in the file's order
 */
public record Sequences(List<Entry> entries) {
  /**
   * A sequence.
   *
   * @param clip what was found; {@code null} if it is missing
   * @param name its name
   * @param sequenceClass its class, or {@code null}
   * @param configurations those it belongs to; {@code null}: all
   * @param missing why there is no clip, or {@code null}
   */
  public record Entry(
      Clip clip,
      String name,
      String sequenceClass,
      List<CodingConfiguration> configurations,
      String missing) {}

  /** Says which encoders can code what. */
  @FunctionalInterface
  public interface Support {
    boolean supports(String encoder, CodingConfiguration configuration);
  }

  /**
   * Trials of all sequences under all setups, and what is missing.
   *
   * @param trials what can be run
   * @param absences what cannot, and why
   */
  public record Coverage(List<Trial> trials, List<Absence> absences) {}

  /** Finds the clips, and generates the synthetic ones. */
  static final class Finder {
    private final Path base;
    private final Path generated;
    private final Environment environment;
    private final List<Entry> entries = new ArrayList<>();

    Finder(Path base, Path generated, Environment environment) {
      this.base = base;
      this.generated = generated;
      this.environment = environment;
    }

    void add(ExperimentFile.Sequence s) throws IOException {
      if (s.catalogue() != null) {
        catalogue(s);
        return;
      }
      List<Path> files =
          s.synth() != null
              ? List.of(synthesize(base.resolve(s.synth()), generated))
              : expand(base, environment.expand(s.file()));
      if (files.size() > 1 && s.name() != null) {
        throw new IOException(
            s.file() + ": " + files.size() + " files match, so 'name' cannot name them all");
      }
      for (Path file : files) {
        Clip clip = Clip.open(file, s.rawFormat(), s.start(), s.frames());
        String name = s.name() == null ? clip.name() : s.name();
        entries.add(
            new Entry(clip.named(name, s.sequenceClass()), name, s.sequenceClass(), null, null));
      }
    }

    private void catalogue(ExperimentFile.Sequence s) throws IOException {
      Path yaml = base.resolve(s.catalogue());
      Catalogue catalogue = Catalogue.read(yaml);
      requireKnown(yaml, catalogue, s);
      List<Path> files = Catalogue.files(environment.sequenceFolders());
      for (Catalogue.SequenceClass c : catalogue.classes()) {
        for (Catalogue.Entry e : c.sequences()) {
          if (s.classes() != null && !s.classes().contains(c.name())
              || s.names() != null && !s.names().contains(e.name())) {
            continue;
          }
          Clip clip = null;
          String missing = null;
          try {
            clip = Catalogue.open(e, c.name(), files, s.start(), s.frames());
          } catch (Catalogue.MissingException m) {
            missing = m.getMessage();
          }
          entries.add(new Entry(clip, e.name(), c.name(), c.configurations(), missing));
        }
      }
    }

    /** A misspelt name must not look like an empty class. */
    private static void requireKnown(Path yaml, Catalogue catalogue, ExperimentFile.Sequence s)
        throws IOException {
      Set<String> classes = new HashSet<>();
      Set<String> names = new HashSet<>();
      for (Catalogue.SequenceClass c : catalogue.classes()) {
        classes.add(c.name());
        c.sequences().forEach(e -> names.add(e.name()));
      }
      for (String c : s.classes() == null ? List.<String>of() : s.classes()) {
        if (!classes.contains(c)) {
          throw new IOException(yaml + ": has no class " + c);
        }
      }
      for (String n : s.names() == null ? List.<String>of() : s.names()) {
        if (!names.contains(n)) {
          throw new IOException(yaml + ": has no sequence " + n);
        }
      }
    }

    /** All of them; files of one name are told apart by their folders. */
    List<Entry> entries() {
      List<Clip> clips =
          Clip.distinct(entries.stream().map(Entry::clip).filter(Objects::nonNull).toList());
      Iterator<Clip> next = clips.iterator();
      return entries.stream()
          .map(
              e -> {
                if (e.clip == null) {
                  return e;
                }
                Clip c = next.next();
                return new Entry(c, c.name(), e.sequenceClass, e.configurations, null);
              })
          .toList();
    }
  }

  /**
   * Finds the sequences of an experiment, and generates the synthetic ones.
   *
   * @param yaml the file that the experiment was read from
   * @param generated existing folder for synthetic clips
   */
  public static Sequences of(
      ExperimentFile experiment, Path yaml, Path generated, Environment environment)
      throws IOException {
    Path base = yaml.toAbsolutePath().getParent();
    Finder finder = new Finder(base, generated, environment);
    for (ExperimentFile.Sequence s : experiment.sequences()) {
      finder.add(s);
    }
    return new Sequences(finder.entries());
  }

  /** Everything under every setup, as far as it belongs there and can be coded. */
  public Coverage under(List<Setup> setups, Support support) {
    List<Trial> trials = new ArrayList<>();
    List<Absence> absences = new ArrayList<>();
    for (Setup s : setups) {
      CodingConfiguration configuration = s.configuration();
      boolean can = configuration == null || support.supports(s.encoder(), configuration);
      for (Entry e : entries) {
        if (configuration != null
            && e.configurations != null
            && !e.configurations.contains(configuration)) {
          continue; // not part of the conditions
        }
        if (!can) {
          String reason = "encoder " + s.encoder() + " has no configuration " + configuration;
          absences.add(new Absence(s, e.name, e.sequenceClass, reason));
        } else if (e.clip == null) {
          absences.add(new Absence(s, e.name, e.sequenceClass, e.missing));
        } else {
          trials.add(new Trial(s, e.clip));
        }
      }
    }
    return new Coverage(trials, absences);
  }

  private static Path synthesize(Path parameters, Path folder) throws IOException {
    SynthParameters p = SynthParameters.read(parameters);
    String name = parameters.getFileName().toString().replaceFirst("\\.json$", "");
    Path clip = folder.resolve(name + ".y4m");
    DeadLeaves scene = new DeadLeaves(p);
    try (VideoWriter writer = new Y4mWriter(clip, p.format())) {
      for (int i = 0; i < p.frames(); i++) {
        writer.write(scene.frame(i));
      }
      writer.commit();
    }
    return clip;
  }

  /** Files that match; a glob's wildcards are in its last part. */
  private static List<Path> expand(Path base, String pattern) throws IOException {
    int slash = pattern.lastIndexOf('/');
    String last = pattern.substring(slash + 1);
    if (!last.matches(".*[*?\\[{].*")) {
      return List.of(base.resolve(pattern));
    }
    Path folder = slash < 0 ? base : base.resolve(pattern.substring(0, slash + 1));
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + last);
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> found =
          files
              .filter(f -> matcher.matches(f.getFileName()) && !Files.isDirectory(f))
              .sorted()
              .toList();
      if (found.isEmpty()) {
        throw new VideoFileException(folder.resolve(last), "no file matches");
      }
      return found;
    } catch (NoSuchFileException e) {
      throw new VideoFileException(folder, "no such folder", e);
    }
  }
}
