package org.nnrdoq.experiment.plan;

import java.io.IOException;
import java.nio.file.Path;
import org.nnrdoq.io.VideoFileException;
import org.nnrdoq.io.VideoFormat;
import org.nnrdoq.io.VideoReader;
import org.nnrdoq.io.Y4mReader;

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

  /** The same clip under the name and in the class that a catalogue gives it. */
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
    return open(file, rawFormat, firstFrame, frames, FileHashes.inMemory());
  }

  /** Opens a file whose digest may be known. */
  static Clip open(Path file, VideoFormat rawFormat, int firstFrame, int frames, FileHashes hashes)
      throws IOException {
    try (VideoReader reader = VideoReader.open(file, rawFormat)) {
      int rest = reader.frameCount() - firstFrame;
      if (rest < 1) {
        throw new VideoFileException(
            file, "has " + reader.frameCount() + " frames: frame " + firstFrame + " is past them");
      }
      String fileName = file.getFileName().toString();
      int dot = fileName.lastIndexOf('.');
      boolean y4m = reader instanceof Y4mReader;
      return new Clip(
          dot > 0 ? fileName.substring(0, dot) : fileName,
          file,
          y4m ? null : reader.format(),
          reader.format(),
          firstFrame,
          frames == 0 ? rest : Math.min(frames, rest),
          hashes.sha256(file));
    }
  }

  /** Luma samples over all frames; a measure of work. */
  public long lumaSamples() {
    return (long) format.width() * format.height() * frames;
  }
}
