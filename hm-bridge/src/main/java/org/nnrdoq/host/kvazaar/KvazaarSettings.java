package org.nnrdoq.host.kvazaar;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nnrdoq.encoder.EncoderException;
import org.nnrdoq.host.HostOptions;

/**
 * How to run kvazaar.
 *
 * @param bin kvazaar's program
 * @param preset one of {@link #PRESETS}
 * @param gop what {@code --gop} gets; {@code null}: the preset's
 * @param framesAtOnce what {@code --owf} gets: how many frames beside the current one are begun.
 *     Fixed, because kvazaar's own choice depends on the threads, and the stream on it
 * @param args further options of kvazaar, given last
 * @param library {@code libnnrdoq.so} for networks; {@code null}: the one kvazaar knows
 * @param timeout how long an encode may take; {@code null}: as long as it likes
 */
public record KvazaarSettings(
    Path bin,
    String preset,
    String gop,
    int framesAtOnce,
    List<String> args,
    Path library,
    Duration timeout) {
  /** From fastest to slowest. */
  public static final List<String> PRESETS =
      List.of(
          "ultrafast",
          "superfast",
          "veryfast",
          "faster",
          "fast",
          "medium",
          "slow",
          "slower",
          "veryslow",
          "placebo");

  private static final Set<String> KEYS =
      Set.of("bin", "preset", "gop", "owf", "args", "library", "timeout");

  private static final int MAX_FRAMES_AT_ONCE = 64;

  public KvazaarSettings {
    args = List.copyOf(args);
  }

  /**
   * Reads settings from a command line's {@code key=value} pairs: {@code bin} (default: the
   * environment variable NNRDOQ_KVZ_BIN), {@code preset} (default: medium), {@code gop}, {@code
   * owf} (default: 0), {@code args} (blank separated), {@code library} (default: this build's) and
   * {@code timeout} (seconds).
   *
   * @throws EncoderException if a key is unknown, a value wrong or a file missing
   */
  public static KvazaarSettings of(Map<String, String> pairs) throws EncoderException {
    HostOptions options = new HostOptions("kvazaar", pairs, KEYS);
    String preset = pairs.getOrDefault("preset", "medium");
    if (!PRESETS.contains(preset)) {
      throw new EncoderException("preset=" + preset + ": expected one of " + PRESETS);
    }
    return new KvazaarSettings(
        options.program("NNRDOQ_KVZ_BIN", "kvazaar"),
        preset,
        pairs.get("gop"),
        framesAtOnce(pairs.getOrDefault("owf", "0")),
        options.args(),
        options.library(),
        options.timeout());
  }

  private static int framesAtOnce(String text) throws EncoderException {
    try {
      int value = Integer.parseInt(text);
      if (value >= 0 && value <= MAX_FRAMES_AT_ONCE) {
        return value;
      }
    } catch (NumberFormatException e) {
      // as below
    }
    throw new EncoderException("owf=" + text + ": expected 0.." + MAX_FRAMES_AT_ONCE);
  }
}
