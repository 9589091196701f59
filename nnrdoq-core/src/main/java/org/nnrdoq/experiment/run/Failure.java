package org.nnrdoq.experiment.run;

import com.fasterxml.jackson.annotation.JsonIgnore;

/**
 * Why a job brought no point.
 *
 * @param key of the job
 * @param job its name
 * @param message one line
 * @param exitCode what a command that ends with it returns
 * @param cause if it happened in this process, else {@code null}
 */
public record Failure(
    String key, String job, String message, int exitCode, @JsonIgnore Throwable cause) {

  /** How failures are told: in one line and with an exit code. */
  public interface Diagnosis {
    String message(Throwable cause);

    int exitCode(Throwable cause);
  }
}
