package org.nnrdoq.host;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.nnrdoq.encoder.EncodeResult;
import org.nnrdoq.encoder.Encoder;
import org.nnrdoq.encoder.EncoderException;

/**
 * One run of a host's program, from start to the end of its log. However it ends, no process that
 * the program started is left, and nothing writes into its folder any more.
 */
final class HostRun {
  /** How long a program that is told to end may take before it is killed. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  private final HostProgram program;
  private final List<String> command;
  private final Path work;
  private final BlockingQueue<Said> queue = new LinkedBlockingQueue<>();
  private final List<String> said = new ArrayList<>();
  private long deadline;

  /** A line of the log, or its end with {@code null}, and why if it could not be read on. */
  private record Said(String line, IOException failure) {}

  /**
   * Prepares a run.
   *
   * @param work folder that the program runs in
   */
  HostRun(HostProgram program, List<String> command, Path work) {
    this.program = program;
    this.command = command;
    this.work = work;
  }

  /**
   * Runs the program.
   *
   * @return its log, complete
   * @throws EncoderException if it fails or takes longer than it may, or if this thread is
   *     interrupted, whose flag is then set again; the program is ended in any case
   */
  HostLog log(Encoder.Progress progress) throws IOException, EncoderException {
    Path other = work.resolve("other.txt");
    Process process = start(other);
    // without it, the program would go on when this process is told to end
    Thread killer = new Thread(() -> kill(process));
    Runtime.getRuntime().addShutdownHook(killer);
    try {
      process.getOutputStream().close();
      HostLog log = read(progress);
      int exit = await(process);
      if (exit != 0 || !log.isComplete()) {
        throw new EncoderException(failure(exit, other));
      }
      return log;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EncoderException("the encode was interrupted", e);
    } finally {
      end(process);
      try {
        Runtime.getRuntime().removeShutdownHook(killer);
      } catch (IllegalStateException e) {
        // this process is ending: then the hook does its work
      }
    }
  }

  private Process start(Path other) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(work.toFile());
    ProcessBuilder.Redirect toFile = ProcessBuilder.Redirect.to(other.toFile());
    if (program.logsToError()) {
      builder.redirectOutput(toFile);
    } else {
      builder.redirectError(toFile);
    }
    builder.environment().putAll(program.environment());
    Duration timeout = program.timeout();
    deadline = timeout == null ? Long.MAX_VALUE : System.nanoTime() + timeout.toNanos();
    Process process = builder.start();
    // in a thread of its own: a read cannot be interrupted, nor told to take only so long
    Thread reader = new Thread(() -> queueLines(process), "nnrdoq-" + program.name() + "-log");
    reader.setDaemon(true);
    reader.start();
    return process;
  }

  private void queueLines(Process process) {
    IOException failure = null;
    try (BufferedReader lines =
        program.logsToError()
            ? process.errorReader(StandardCharsets.ISO_8859_1)
            : process.inputReader(StandardCharsets.ISO_8859_1)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        queue.add(new Said(line, null));
      }
    } catch (IOException e) {
      failure = e;
    }
    queue.add(new Said(null, failure));
  }

  private HostLog read(Encoder.Progress progress)
      throws IOException, EncoderException, InterruptedException {
    HostLog log = program.newLog();
    for (String line = next(); line != null; line = next()) {
      EncodeResult.Frame frame = log.line(line);
      if (frame != null) {
        progress.frameDone(frame);
      } else if (!line.isBlank()) {
        said.add(line.strip());
      }
    }
    return log;
  }

  /** The next line of the log; {@code null} at its end. */
  private String next() throws IOException, EncoderException, InterruptedException {
    Said next = queue.poll(nanosLeft(), TimeUnit.NANOSECONDS);
    if (next == null) {
      throw tookTooLong();
    }
    if (next.failure != null) {
      throw next.failure;
    }
    return next.line;
  }

  private int await(Process process) throws EncoderException, InterruptedException {
    if (!process.waitFor(nanosLeft(), TimeUnit.NANOSECONDS)) {
      throw tookTooLong();
    }
    return process.exitValue();
  }

  private long nanosLeft() {
    return deadline == Long.MAX_VALUE ? deadline : Math.max(0, deadline - System.nanoTime());
  }

  private EncoderException tookTooLong() {
    return new EncoderException(
        String.format(
            Locale.ROOT,
            "%s: ended, it had not finished after %.1f s%s; see why it hangs, or allow it more time"
                + " with option timeout",
            command.get(0),
            program.timeout().toMillis() / 1e3,
            said.isEmpty() ? " and said nothing" : " and last said: " + said.get(said.size() - 1)));
  }

  private static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  /** Ends the program and what it started, if that still runs, and waits until it is gone. */
  private static void end(Process process) {
    List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
    all.add(process.toHandle());
    boolean interrupted = Thread.interrupted(); // which would keep this from waiting
    try {
      all.forEach(ProcessHandle::destroy);
      waitFor(all, GRACE);
      all.forEach(ProcessHandle::destroyForcibly);
      waitFor(all, GRACE);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static void waitFor(List<ProcessHandle> processes, Duration most) {
    long until = System.nanoTime() + most.toNanos();
    while (processes.stream().anyMatch(ProcessHandle::isAlive) && System.nanoTime() < until) {
      try {
        Thread.sleep(2);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return; // asked for twice: what is left is killed without grace
      }
    }
  }

  /** The reason that the program gave, in one line. */
  private String failure(int exit, Path other) throws IOException {
    List<String> beside =
        Files.readAllLines(other, StandardCharsets.ISO_8859_1).stream()
            .map(String::strip)
            .filter(l -> !l.isEmpty())
            .toList();
    return command.get(0) + " ended with exit code " + exit + ": " + program.reason(said, beside);
  }
}
