package org.nnrdoq.cli.exit;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.nnrdoq.encoder.EncoderException;
import org.nnrdoq.experiment.result.VerificationException;
import org.nnrdoq.experiment.run.Failure;
import org.nnrdoq.io.RecordingException;
import org.nnrdoq.io.VideoFileException;
import org.nnrdoq.network.ModelException;
import org.nnrdoq.quantizer.QuantizerException;

/** From exceptions to exit codes and messages of one line. */
public final class Failures {
  /** How runs of many encodes tell failures. */
  public static final Failure.Diagnosis DIAGNOSIS =
      new Failure.Diagnosis() {
        @Override
        public String message(Throwable cause) {
          return Failures.message(cause);
        }

        @Override
        public int exitCode(Throwable cause) {
          return Failures.exitCode(cause).code();
        }
      };

  private Failures() {}

  /** Reads an input. */
  @FunctionalInterface
  public interface Reading<T> {
    T get() throws IOException;
  }

  /** What is read; whatever is wrong with it is an error of the input. */
  public static <T> T input(Reading<T> reading) {
    try {
      return reading.get();
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.INPUT, message(e), e);
    }
  }

  public static ExitCode exitCode(Throwable e) {
    if (e instanceof CommandFailure f) {
      return f.exitCode();
    }
    if (isOfEnvironment(e)) {
      return ExitCode.ENVIRONMENT;
    }
    if (e instanceof VerificationException) {
      return ExitCode.VERIFICATION;
    }
    if (e instanceof VideoFileException
        || e instanceof RecordingException
        || e instanceof QuantizerException
        || e instanceof ModelException) {
      return ExitCode.INPUT;
    }
    if (e instanceof EncoderException) {
      return e.getCause() == null || exitCode(e.getCause()) == ExitCode.INTERNAL
          ? ExitCode.ENCODER
          : exitCode(e.getCause());
    }
    if (e instanceof NoSuchFileException) {
      return ExitCode.INPUT;
    }
    if (e instanceof IOException) {
      return ExitCode.OUTPUT;
    }
    return ExitCode.INTERNAL;
  }

  /** Whether an error of Java's own, not what the command was given, is behind a failure. */
  private static boolean isOfEnvironment(Throwable e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof VirtualMachineError || t instanceof LinkageError) {
        return true;
      }
    }
    return false;
  }

  /** What to print after {@code nnrdoq: error: }. */
  public static String message(Throwable e) {
    String text;
    if (e instanceof FileSystemException f) {
      String reason =
          e instanceof NoSuchFileException
              ? "no such file"
              : f.getReason() != null ? f.getReason() : reasonOf(e);
      text = f.getFile() + ": " + reason;
    } else if (e instanceof OutOfMemoryError) {
      text = "Java is out of memory (" + e.getMessage() + "): allow more, NNRDOQ_JAVA_OPTS=-Xmx4g";
    } else if (e instanceof StackOverflowError) {
      text = "a thread's stack is too small: allow more, NNRDOQ_JAVA_OPTS=-Xss4m";
    } else if (e instanceof LinkageError) {
      text =
          "a library cannot be loaded ("
              + rootOf(e)
              + "): libraries are unpacked into the folder for temporary files, "
              + System.getProperty("java.io.tmpdir")
              + ", which must exist, have room and allow programs; choose another with"
              + " NNRDOQ_JAVA_OPTS=-Djava.io.tmpdir=DIR";
    } else if (exitCode(e) == ExitCode.INTERNAL) {
      text = "internal error: " + e;
    } else {
      text = e.getMessage() != null ? e.getMessage() : e.toString();
    }
    return text.lines().map(String::strip).reduce((a, b) -> a + " " + b).orElse(e.toString());
  }

  private static String rootOf(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage()).lines().findFirst().orElse(root.toString());
  }

  private static String reasonOf(Throwable e) {
    return switch (e.getClass().getSimpleName()) {
      case "AccessDeniedException" -> "permission denied";
      case "FileAlreadyExistsException" -> "exists and is no folder";
      case "DirectoryNotEmptyException" -> "folder is not empty";
      default -> e.getClass().getSimpleName();
    };
  }
}
