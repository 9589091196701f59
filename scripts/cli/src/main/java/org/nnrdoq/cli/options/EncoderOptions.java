package org.nnrdoq.cli.options;

import java.util.HashMap;
import java.util.Map;
import org.nnrdoq.encoder.Encoder;
import picocli.CommandLine.Option;

/** Options that say which encoder runs, and how it is set. */
public final class EncoderOptions {
  @Option(
      names = "--encoder",
      paramLabel = "NAME",
      defaultValue = "embedded",
      description = "Encoder (default: ${DEFAULT-VALUE}).")
  public String name;

  @Option(
      names = {"-E", "--encoder-option"},
      paramLabel = "KEY=VALUE",
      description = "Setting of the encoder; repeatable.")
  private Map<String, String> settings = Map.of();

  @Option(
      names = "--hm-bin",
      paramLabel = "BIN",
      description = "HM's encoder, with --encoder hm; the same as -E bin=BIN.")
  private String hmBin;

  @Option(
      names = "--hm-cfg",
      paramLabel = "CFG",
      description = "HM's configuration file, with --encoder hm; the same as -E cfg=CFG.")
  private String hmCfg;

  /** Makes the encoder; settings that it does not take are wrong options. */
  public Encoder create() {
    return Encoders.create(name, settings());
  }

  /** All settings, for the encoder's provider. */
  public Map<String, String> settings() {
    Map<String, String> all = new HashMap<>(settings);
    if (hmBin != null) {
      all.put("bin", hmBin);
    }
    if (hmCfg != null) {
      all.put("cfg", hmCfg);
    }
    return all;
  }
}
