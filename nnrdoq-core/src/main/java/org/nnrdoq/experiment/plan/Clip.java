package org.nnrdoq.experiment.plan;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nnrdoq.io.VideoFileException;
import org.nnrdoq.io.VideoFormat;
import org.nnrdoq.io.VideoReader;
import org.nnrdoq.io.Y4mReader;
import org.nnrdoq.io.file.Digests;

/**
 * A stretch of a video file that is encoded.
 *
 * @param name for reports: the file's name without its ending
 * @param file y4m or raw file
 * @param rawFormat geometry of a raw file; {@code null} for y4m
 * @param format geometry
 * @param firstFrame first frame, 0-based
 * @param frames number of frames, 1 or more
 * @param sha256 of the whole file
 * @param sequenceClass class in the common test conditions, for example {@code B}; {@code null} if
 *     it has none
 */
public record Clip(
    String name,
    Path file,
    VideoFormat rawFormat,
    VideoFormat format,
    int firstFrame,
    int frames,
    String sha256,
    String sequenceClass) {
  /** Deeper folders than these tell nobody anything. */
  private static final int MAX_FOLDERS = 8;

  /** A clip without a class. */
  public Clip(
      String name,
      Path file,
      VideoFormat rawFormat,
      VideoFormat format,
      int firstFrame,
      int frames,
      String sha256) {
    this(name, file, rawFormat, format, firstFrame, frames, sha256, null);
  }

  /**
   * Gives clips of one name and different files names that differ: as much of the folders before
   * them as that takes.
   */
  public static List<Clip> distinct(List<Clip> clips) {
    List<Clip> named = new ArrayList<>(clips);
    for (int depth = 1; depth <= MAX_FOLDERS; depth++) {
      Map<String, Set<Path>> files = new HashMap<>();
      named.forEach(
          c ->
              files
                  .computeIfAbsent(c.name, k -> new HashSet<>())
                  .add(c.file.toAbsolutePath().normalize()));
      int folders = depth;
      named.replaceAll(c -> files.get(c.name).size() > 1 ? c.withFolders(folders) : c);
    }
    return List.copyOf(named);
  }

  private Clip withFolders(int folders) {
    Path parent = file.toAbsolutePath().normalize().getParent();
    StringBuilder prefix = new StringBuilder();
    for (int i = 0; i < folders && parent != null && parent.getFileName() != null; i++) {
      prefix.insert(0, parent.getFileName() + "/");
      parent = parent.getParent();
    }
    return named(prefix + fileName(file), sequenceClass);
  }

  private static String fileName(Path file) {
    String name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }

  /** The same clip under another name and in another class. */
  public Clip named(String newName, String newClass) {
    return new Clip(newName, file, rawFormat, format, firstFrame, frames, sha256, newClass);
  }

  /**
   * Opens a file to see what it holds.
   *
   * @param rawFormat geometry of raw video, or {@code null}
   * @param firstFrame 0-based
   * @param frames at most so many; 0 = all
   * @throws IOException in one line, if the file is not usable or shorter than {@code firstFrame}
   */
  public static Clip open(Path file, VideoFormat rawFormat, int firstFrame, int frames)
      throws IOException {
    try (VideoReader reader = VideoReader.open(file, rawFormat)) {
      int rest = reader.frameCount() - firstFrame;
      if (rest < 1) {
        throw new VideoFileException(
            file, "has " + reader.frameCount() + " frames: frame " + firstFrame + " is past them");
      }
      boolean y4m = reader instanceof Y4mReader;
      return new Clip(
          fileName(file),
          file,
          y4m ? null : reader.format(),
          reader.format(),
          firstFrame,
          frames == 0 ? rest : Math.min(frames, rest),
          Digests.sha256(file));
    }
  }

  /** Luma samples over all frames; a measure of work. */
  public long lumaSamples() {
    return (long) format.width() * format.height() * frames;
  }
}
