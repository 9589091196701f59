package org.nnrdoq.cli.options;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.nnrdoq.cli.exit.CommandFailure;
import org.nnrdoq.cli.exit.ExitCode;
import org.nnrdoq.encoder.EncoderProvider;

/** The encoders on the class path. */
public final class Encoders {
  private Encoders() {}

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
