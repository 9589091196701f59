package org.nnrdoq.experiment.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Small programs of which only the outcome counts. */
final class Programs {
  /** How long output is waited for after a program has ended that left others behind. */
  private static final long DRAIN_SECONDS = 5;

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

  /**
   * Runs a program without input.
   *
   * @param limit after which it is killed
   * @throws IOException in one line, if it cannot be started or does not end in time
   * @throws InterruptedException if this thread is interrupted; the program is killed
   */
  static Ended run(List<String> command, Duration limit) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      process.getOutputStream().close();
      CompletableFuture<String> output = new CompletableFuture<>();
      Thread reader = new Thread(() -> read(process, output), "nnrdoq-output");
      reader.setDaemon(true);
      reader.start();
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException(
            command.get(0) + ": no answer within " + limit.toSeconds() + " seconds");
      }
      return new Ended(process.exitValue(), output.get(DRAIN_SECONDS, TimeUnit.SECONDS).strip());
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException(command.get(0) + ": its output cannot be read", e);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private static void read(Process process, CompletableFuture<String> output) {
    try {
      output.complete(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      output.completeExceptionally(e);
    }
  }
}
