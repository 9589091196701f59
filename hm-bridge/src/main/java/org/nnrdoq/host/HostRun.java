package org.nnrdoq.host;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.nnrdoq.encoder.EncodeResult;
import org.nnrdoq.encoder.Encoder;
import org.nnrdoq.encoder.EncoderException;

/** One run of a host's program, from start to the end of its log. */
final class HostRun {
  private final HostProgram program;
  private final List<String> command;
  private final Path work;
  private final List<String> said = new ArrayList<>();

  /**
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
   * @throws EncoderException if it fails, or this thread is interrupted: then the program is ended
   */
  HostLog log(Encoder.Progress progress) throws IOException, EncoderException {
    Path other = work.resolve("other.txt");
    boolean fromError = program.logsToError();
    ProcessBuilder builder = new ProcessBuilder(command).directory(work.toFile());
    ProcessBuilder.Redirect toFile = ProcessBuilder.Redirect.to(other.toFile());
    builder = fromError ? builder.redirectOutput(toFile) : builder.redirectError(toFile);
    builder.environment().putAll(program.environment());
    Process process = builder.start();
    // without it, the program would go on when this process is told to end
    Thread end = new Thread(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(end);
    try {
      process.getOutputStream().close();
      // in a thread of its own, so that an interrupt ends the wait for a program that says nothing
      FutureTask<HostLog> task = new FutureTask<>(() -> read(process, fromError, progress));
      Thread reader = new Thread(task, "nnrdoq-" + program.name() + "-log");
      reader.setDaemon(true);
      reader.start();
      HostLog log = task.get();
      int exit = process.waitFor();
      if (exit != 0 || !log.isComplete()) {
        throw new EncoderException(failure(exit, other));
      }
      return log;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EncoderException("the encode was interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException io) {
        throw io;
      }
      if (e.getCause() instanceof RuntimeException listener) {
        throw listener;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      process.destroyForcibly();
      try {
        Runtime.getRuntime().removeShutdownHook(end);
      } catch (IllegalStateException e) {
        // this process is ending: then the hook does its work
      }
    }
  }

  private HostLog read(Process process, boolean fromError, Encoder.Progress progress)
      throws IOException {
    HostLog log = program.newLog();
    try (BufferedReader lines =
        fromError
            ? process.errorReader(StandardCharsets.ISO_8859_1)
            : process.inputReader(StandardCharsets.ISO_8859_1)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        EncodeResult.Frame frame = log.line(line);
        if (frame != null) {
          progress.frameDone(frame);
        } else if (!line.isBlank()) {
          said.add(line.strip());
        }
      }
    }
    return log;
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
