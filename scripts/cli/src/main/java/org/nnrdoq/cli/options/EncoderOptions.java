package org.nnrdoq.cli.options;

import java.util.HashMap;
import java.util.Map;
import org.nnrdoq.cli.exit.CommandFailure;
import org.nnrdoq.cli.exit.ExitCode;
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

  @Option(
      names = "--kvazaar-bin",
      paramLabel = "BIN",
      description = "kvazaar's program, with --encoder kvazaar; the same as -E bin=BIN.")
  private String kvazaarBin;

  @Option(
      names = "--preset",
      paramLabel = "NAME",
      description = "kvazaar's preset, with --encoder kvazaar; the same as -E preset=NAME.")
  private String preset;

  @Option(
      names = "--gop",
      paramLabel = "GOP",
      description = "kvazaar's --gop, with --encoder kvazaar; the same as -E gop=GOP.")
  private String gop;

  /** Makes the encoder; settings that it does not take are wrong options. */
  public Encoder create() {
    return Encoders.create(name, settings());
  }

  /** All settings, for the encoder's provider. */
  public Map<String, String> settings() {
    Map<String, String> all = new HashMap<>(settings);
    put(all, "hm", "--hm-bin", "bin", hmBin);
    put(all, "hm", "--hm-cfg", "cfg", hmCfg);
    put(all, "kvazaar", "--kvazaar-bin", "bin", kvazaarBin);
    put(all, "kvazaar", "--preset", "preset", preset);
    put(all, "kvazaar", "--gop", "gop", gop);
    return all;
  }

  private void put(
      Map<String, String> all, String encoder, String option, String key, String value) {
    if (value == null) {
      return;
    }
    if (!encoder.equals(name)) {
      throw new CommandFailure(
          ExitCode.USAGE, option + " goes with --encoder " + encoder + ", not with " + name);
    }
    all.put(key, value);
  }
}
