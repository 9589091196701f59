package org.nnrdoq.cli.options;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.nnrdoq.cli.exit.CommandFailure;
import org.nnrdoq.cli.exit.ExitCode;
import org.nnrdoq.cli.exit.Failures;
import org.nnrdoq.encoder.Encoder;
import org.nnrdoq.encoder.EncoderException;
import org.nnrdoq.encoder.EncoderProvider;

/** The encoders on the class path. */
public final class Encoders {
  private Encoders() {}

  /**
   * Makes an encoder.
   *
   * @throws CommandFailure if it is unknown or does not take the options: then those are wrong
   */
  public static Encoder create(String name, Map<String, String> options) {
    try {
      return named(name).create(options);
    } catch (EncoderException e) {
      ExitCode code = Failures.exitCode(e);
      throw new CommandFailure(
          code == ExitCode.ENCODER ? ExitCode.USAGE : code, Failures.message(e), e);
    }
  }

  /**
   * Finds an encoder.
   *
   * @throws CommandFailure if it is unknown
   */
  public static EncoderProvider named(String name) {
    List<String> known = new ArrayList<>();
    for (EncoderProvider provider : ServiceLoader.load(EncoderProvider.class)) {
      if (provider.name().equals(name)) {
        return provider;
      }
      known.add(provider.name());
    }
    throw new CommandFailure(
        ExitCode.USAGE,
        "encoder '" + name + "' is unknown: expected one of " + String.join(", ", known));
  }
}
