package org.nnrdoq.host.hm;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nnrdoq.encoder.EncoderException;
import org.nnrdoq.host.HostOptions;
import org.nnrdoq.quantizer.QuantizerKind;

/**
 * How to run HM.
 *
 * @param bin HM's encoder program
 * @param cfg configuration files, later ones win
 * @param args further options of HM, given last
 * @param library {@code libnnrdoq.so} for {@code NNRDOQLibrary}; {@code null}: the one HM knows
 * @param bridgeAll send {@code sq} and {@code rdoq} through nnrdoq as well, instead of using HM's
 *     own
 * @param timeout how long an encode may take; {@code null}: as long as it likes
 */
public record HmSettings(
    Path bin,
    List<Path> cfg,
    List<String> args,
    Path library,
    boolean bridgeAll,
    Duration timeout) {
  private static final Set<String> KEYS =
      Set.of("bin", "cfg", "args", "library", "bridge", "timeout");
  private static final String ENCODER = "hm";

  /** Environment variable that names HM's program where no option does. */
  static final String PROGRAM_VARIABLE = "NNRDOQ_HM_BIN";

  /** What HM's program is called. */
  static final String PROGRAM_EXAMPLE = "TAppEncoderStatic";

  public HmSettings {
    cfg = List.copyOf(cfg);
    args = List.copyOf(args);
  }

  /**
   * Reads settings from a command line's {@code key=value} pairs: {@code bin}, {@code cfg} (comma
   * separated), {@code args} (blank separated), {@code library}, {@code bridge=all}, {@code
   * timeout} (seconds). {@code bin} and {@code cfg} default to the environment variables
   * NNRDOQ_HM_BIN and NNRDOQ_HM_CFG, {@code library} to this build's.
   *
   * @throws EncoderException if a key is unknown or a file is missing
   */
  public static HmSettings of(Map<String, String> pairs) throws EncoderException {
    HostOptions options = new HostOptions(ENCODER, pairs, KEYS);
    Path bin = options.program(PROGRAM_VARIABLE, PROGRAM_EXAMPLE);
    String cfg = options.value("cfg", "NNRDOQ_HM_CFG");
    if (cfg == null) {
      throw new EncoderException(
          "encoder hm needs a configuration: give cfg=FILE, for example"
              + " cfg/encoder_intra_main.cfg of HM, or set NNRDOQ_HM_CFG");
    }
    List<Path> files = Arrays.stream(cfg.split(",")).map(Path::of).toList();
    for (Path file : files) {
      HostOptions.requireFile(file);
    }
    String bridge = pairs.getOrDefault("bridge", "network");
    if (!bridge.equals("all") && !bridge.equals("network")) {
      throw new EncoderException("bridge=" + bridge + ": expected all or network");
    }
    return new HmSettings(
        bin, files, options.args(), options.library(), bridge.equals("all"), options.timeout());
  }

  /** Whether HM quantizes itself, without nnrdoq. */
  boolean usesOwn(QuantizerKind kind) {
    return (kind == QuantizerKind.SQ || kind == QuantizerKind.RDOQ) && !bridgeAll;
  }
}
