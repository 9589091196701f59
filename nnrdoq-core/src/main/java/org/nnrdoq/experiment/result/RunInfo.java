package org.nnrdoq.experiment.result;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Where and with what results were made.
 *
 * @param version of nnrdoq
 * @param encoder name of the encoder
 * @param encoderFingerprint hash of its code or binary
 * @param created when, in UTC, ISO 8601
 * @param os operating system and architecture
 * @param cpu processor
 * @param cores logical processors
 * @param java Java runtime
 * @param command how to repeat the run
 * @param title what reports are called; {@code null}: they say what they compare
 * @param experiment content of the experiment file, or {@code null}
 * @since 1.0
 */
public record RunInfo(
    String version,
    String encoder,
    String encoderFingerprint,
    String created,
    String os,
    String cpu,
    int cores,
    String java,
    String command,
    @JsonInclude(JsonInclude.Include.NON_NULL) String title,
    @JsonInclude(JsonInclude.Include.NON_NULL) String experiment) {

  /**
   * Without title and experiment file.
   *
   * @param version of nnrdoq
   * @param encoder name of the encoder
   * @param encoderFingerprint hash of its code or binary
   * @param created when, in UTC, ISO 8601
   * @param os operating system and architecture
   * @param cpu processor
   * @param cores logical processors
   * @param java Java runtime
   * @param command how to repeat the run
   */
  public RunInfo(
      String version,
      String encoder,
      String encoderFingerprint,
      String created,
      String os,
      String cpu,
      int cores,
      String java,
      String command) {
    this(version, encoder, encoderFingerprint, created, os, cpu, cores, java, command, null, null);
  }

  /**
   * {@return the same run, as part of an experiment}
   *
   * @param newTitle title of the experiment
   * @param newExperiment its file
   */
  public RunInfo with(String newTitle, String newExperiment) {
    return new RunInfo(
        version,
        encoder,
        encoderFingerprint,
        created,
        os,
        cpu,
        cores,
        java,
        command,
        newTitle,
        newExperiment);
  }

  /**
   * {@return a run on this machine, begun now}
   *
   * @param version of this library
   * @param encoder name of the encoder
   * @param encoderFingerprint as its provider makes it
   * @param command the command line; {@code null} if there was none
   */
  public static RunInfo here(
      String version, String encoder, String encoderFingerprint, String command) {
    return new RunInfo(
        version,
        encoder,
        encoderFingerprint,
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        System.getProperty("os.name") + " " + System.getProperty("os.arch"),
        Machine.cpu(),
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
        command);
  }
}
