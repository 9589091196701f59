package org.nnrdoq.cli.options;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import org.nnrdoq.cli.exit.CommandFailure;
import org.nnrdoq.cli.exit.ExitCode;

/**
 * {@code -} in place of a file: standard input and output. Frames are read at random positions and
 * streams are completed at their end, so both go through a file that is deleted afterwards.
 */
public final class Pipes implements AutoCloseable {
  private static final byte[] Y4M = "YUV4MPEG2".getBytes(StandardCharsets.US_ASCII);

  private Path folder;
  private Path output;

  /** Whether a name stands for standard input or output. */
  public static boolean isPipe(Path name) {
    return name != null && name.toString().equals("-");
  }

  /**
   * A file with what standard input holds, or the one that was named.
   *
   * @throws CommandFailure if standard input is empty
   */
  public Path input(Path named) throws IOException {
    if (!isPipe(named)) {
      return named;
    }
    try (InputStream in = new BufferedInputStream(System.in)) {
      in.mark(Y4M.length);
      byte[] head = in.readNBytes(Y4M.length);
      in.reset();
      if (head.length == 0) {
        throw new CommandFailure(ExitCode.INPUT, "-: standard input is empty");
      }
      Path file = folder().resolve(Arrays.equals(head, Y4M) ? "stdin.y4m" : "stdin.yuv");
      Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
      return file;
    }
  }

  /**
   * A file that {@link #deliver} sends to standard output, or the one that was named.
   *
   * @param name of the file, whose ending tells its format
   */
  public Path output(Path named, String name) throws IOException {
    if (!isPipe(named)) {
      return named;
    }
    output = folder().resolve(name);
    return output;
  }

  /** Sends what was written to standard output, if that was asked for. */
  public void deliver() throws IOException {
    if (output != null) {
      Files.copy(output, System.out);
      System.out.flush();
      if (System.out.checkError()) {
        throw new IOException("-: standard output cannot be written");
      }
    }
  }

  private Path folder() throws IOException {
    if (folder == null) {
      folder = Files.createTempDirectory("nnrdoq-pipe");
    }
    return folder;
  }

  @Override
  public void close() throws IOException {
    if (folder != null) {
      for (String name : new String[] {"stdin.y4m", "stdin.yuv"}) {
        Files.deleteIfExists(folder.resolve(name));
      }
      if (output != null) {
        Files.deleteIfExists(output);
      }
      Files.deleteIfExists(folder);
    }
  }
}
