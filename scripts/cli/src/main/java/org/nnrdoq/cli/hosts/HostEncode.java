package org.nnrdoq.cli.hosts;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/** {@code encode} of a host: {@code nnrdoq encode} with the host's options spelled out. */
final class HostEncode {
  private HostEncode() {}

  /**
   * Runs {@code nnrdoq encode}.
   *
   * @param spec of the host's command
   * @param encoder name of the host's provider
   * @param settings of the encoder; those that are {@code null} are left out
   * @param others words for {@code encode} as they were given
   * @return the exit code
   */
  static int run(
      CommandSpec spec, String encoder, Map<String, String> settings, List<String> others) {
    List<String> words = new ArrayList<>(List.of("--encoder", encoder));
    settings.forEach(
        (key, value) -> {
          if (value != null) {
            words.addAll(List.of("-E", key + "=" + value));
          }
        });
    words.addAll(others);
    return spec.root()
        .commandLine()
        .getSubcommands()
        .get("encode")
        .execute(words.toArray(String[]::new));
  }
}
