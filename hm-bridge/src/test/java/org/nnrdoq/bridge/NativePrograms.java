package org.nnrdoq.bridge;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs programs of the native build. */
final class NativePrograms {
  static final Path FOLDER = Path.of("target", "native").toAbsolutePath();

  private NativePrograms() {}

  /** What a program came to. */
  record Outcome(int exit, String out, String err) {}

  /**
   * Runs a program to its end.
   *
   * @param work folder for what it prints
   * @param environment variables to set, or with {@code null} to leave out
   */
  static Outcome run(
      Path work, Map<String, String> environment, String program, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(FOLDER.resolve(program).toString()));
    command.addAll(List.of(arguments));
    return run(work, environment, command);
  }

  /** Runs a command to its end. */
  static Outcome run(Path work, Map<String, String> environment, List<String> command)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile(work, "out", "");
    Path err = Files.createTempFile(work, "err", "");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().putIfAbsent("JAVA_HOME", System.getProperty("java.home"));
    for (Map.Entry<String, String> e : environment.entrySet()) {
      if (e.getValue() == null) {
        builder.environment().remove(e.getKey());
      } else {
        builder.environment().put(e.getKey(), e.getValue());
      }
    }
    Process process = builder.start();
    assertTrue(process.waitFor(120, TimeUnit.SECONDS), "the host hangs");
    return new Outcome(
        process.exitValue(),
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }
}
