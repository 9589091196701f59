package org.nnrdoq.host.hm;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.nnrdoq.bridge.BridgeLibrary;
import org.nnrdoq.encoder.EncoderException;
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
 */
public record HmSettings(
    Path bin, List<Path> cfg, List<String> args, Path library, boolean bridgeAll) {
  private static final Set<String> KEYS = Set.of("bin", "cfg", "args", "library", "bridge");

  public HmSettings {
    cfg = List.copyOf(cfg);
    args = List.copyOf(args);
  }

  /**
   * Reads settings from a command line's {@code key=value} pairs: {@code bin}, {@code cfg} (comma
   * separated), {@code args} (blank separated), {@code library}, {@code bridge=all}. {@code bin}
   * and {@code cfg} default to the environment variables NNRDOQ_HM_BIN and NNRDOQ_HM_CFG, and
   * {@code library} to this build's, so that what a result is kept by is what ran.
   *
   * @throws EncoderException if a key is unknown or a file is missing
   */
  public static HmSettings of(Map<String, String> options) throws EncoderException {
    for (String key : options.keySet()) {
      if (!KEYS.contains(key)) {
        throw new EncoderException(
            "encoder hm has no option '"
                + key
                + "': expected one of "
                + new TreeSet<>(KEYS)
                + (key.equals("cfgFolder") ? "; cfgFolder needs a configuration" : ""));
      }
    }
    String bin = options.getOrDefault("bin", System.getenv("NNRDOQ_HM_BIN"));
    if (bin == null || bin.isBlank()) {
      throw new EncoderException(
          "encoder hm needs HM's program: give bin=PATH of TAppEncoderStatic, or set NNRDOQ_HM_BIN");
    }
    if (!Files.isExecutable(Path.of(bin)) || Files.isDirectory(Path.of(bin))) {
      throw new EncoderException(
          bin + ": no program; build HM and give its bin/TAppEncoderStatic as bin");
    }
    String cfg = options.getOrDefault("cfg", System.getenv("NNRDOQ_HM_CFG"));
    if (cfg == null || cfg.isBlank()) {
      throw new EncoderException(
          "encoder hm needs a configuration: give cfg=FILE, for example"
              + " cfg/encoder_intra_main.cfg of HM, or set NNRDOQ_HM_CFG");
    }
    List<Path> files = Arrays.stream(cfg.split(",")).map(Path::of).toList();
    for (Path file : files) {
      requireFile(file);
    }
    String args = options.getOrDefault("args", "").strip();
    String library = options.get("library");
    if (library != null) {
      requireFile(Path.of(library));
    }
    String bridge = options.getOrDefault("bridge", "network");
    if (!bridge.equals("all") && !bridge.equals("network")) {
      throw new EncoderException("bridge=" + bridge + ": expected all or network");
    }
    return new HmSettings(
        Path.of(bin),
        files,
        args.isEmpty() ? List.of() : List.of(args.split("\\s+")),
        library == null ? BridgeLibrary.find() : Path.of(library),
        bridge.equals("all"));
  }

  /** Whether HM quantizes itself, without nnrdoq. */
  boolean usesOwn(QuantizerKind kind) {
    return (kind == QuantizerKind.SQ || kind == QuantizerKind.RDOQ) && !bridgeAll;
  }

  private static void requireFile(Path file) throws EncoderException {
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw new EncoderException(file + ": no such file, or not readable; check the path");
    }
  }
}
