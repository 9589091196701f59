package org.nnrdoq.cli.options;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** What the running program is: its version, and how to start it once more. */
public final class ThisProgram {
  private static final String MAIN_CLASS = "org.nnrdoq.cli.Main";

  private ThisProgram() {}

  /** Version of this build. */
  public static String version() {
    try (InputStream in =
        ThisProgram.class.getResourceAsStream("/org/nnrdoq/cli/version.properties")) {
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How to start this program again, with the same Java, options and class path. */
  public static List<String> command() {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command = new ArrayList<>(List.of(java));
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    command.addAll(List.of("-cp", classPath, MAIN_CLASS));
    return command;
  }
}
