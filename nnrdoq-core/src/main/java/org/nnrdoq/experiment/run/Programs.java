package org.nnrdoq.experiment.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Small programs of which only the outcome counts. */
final class Programs {
  /**
   * How a program ended.
   *
   * @param exit its exit code
   * @param output standard output and error together, stripped
   */
  record Ended(int exit, String output) {
    String oneLine() {
      return output.lines().map(String::strip).reduce((a, b) -> a + " " + b).orElse("no message");
    }
  }

  private Programs() {}

  static Ended run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      process.getOutputStream().close();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return new Ended(process.waitFor(), output);
    } finally {
      process.destroy();
    }
  }
}
