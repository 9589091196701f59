package org.nnrdoq.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.codegen.docgen.manpage.ManPageGenerator;

/**
 * Writes the manual pages of all commands, as AsciiDoc; a release has them as {@code man} reads
 * them.
 */
public final class ManualPages {
  private ManualPages() {}

  /** Writes them into the folder that the only argument names. */
  public static void main(String[] args) throws IOException {
    write(Path.of(args[0]));
  }

  static void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    int code =
        ManPageGenerator.generateManPage(
            folder.toFile(), null, new boolean[0], true, Main.commandLine().getCommandSpec());
    if (code != 0) {
      throw new IOException(folder + ": no manual pages were made: " + code);
    }
  }
}
