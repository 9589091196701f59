package org.nnrdoq.cli.options;

import java.nio.file.Path;
import org.nnrdoq.cli.exit.CommandFailure;
import org.nnrdoq.cli.exit.ExitCode;
import org.nnrdoq.io.VideoFileException;
import org.nnrdoq.io.VideoFormat;
import org.nnrdoq.io.VideoWriter;

/** Names of files that commands write. */
public final class Outputs {
  private Outputs() {}

  /**
   * Refuses a name that does not tell what is written, before any work is spent on it.
   *
   * @param format geometry of the video; {@code null} if it is not known yet
   */
  public static void requireVideoName(Path output, VideoFormat format) {
    try {
      VideoWriter.requireName(output, format);
    } catch (VideoFileException e) {
      throw new CommandFailure(ExitCode.USAGE, e.getMessage(), e);
    }
  }
}
