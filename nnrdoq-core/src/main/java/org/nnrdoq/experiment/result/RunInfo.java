package org.nnrdoq.experiment.result;

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
    String command) {

  /** Of this machine, now. */
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
