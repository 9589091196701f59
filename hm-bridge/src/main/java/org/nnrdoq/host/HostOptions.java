package org.nnrdoq.host;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.nnrdoq.bridge.BridgeLibrary;
import org.nnrdoq.encoder.EncoderException;

/**
 * The {@code key=value} options of an encoder that runs a host's program: those that any host has,
 * with messages that name the encoder.
 */
public final class HostOptions {
  /** Longest time-out: a year. */
  private static final double MAX_SECONDS = 366 * 86_400;

  private final String encoder;
  private final Map<String, String> options;

  /**
   * Looks at options.
   *
   * @param encoder its name, as on the command line
   * @param known keys that it takes
   * @throws EncoderException if there is another key
   */
  public HostOptions(String encoder, Map<String, String> options, Set<String> known)
      throws EncoderException {
    this.encoder = encoder;
    this.options = options;
    for (String key : options.keySet()) {
      if (!known.contains(key)) {
        throw new EncoderException(
            "encoder "
                + encoder
                + " has no option '"
                + key
                + "': expected one of "
                + new TreeSet<>(known)
                + (key.equals("cfgFolder") ? "; cfgFolder needs a configuration" : ""));
      }
    }
  }

  /** Value of a key, or of an environment variable where it is not given; {@code null}: neither. */
  public String value(String key, String variable) {
    String value = options.containsKey(key) ? options.get(key) : System.getenv(variable);
    return value == null || value.isBlank() ? null : value;
  }

  /**
   * Option {@code bin}: the program.
   *
   * @param variable environment variable that names it where the option does not
   * @param example what it is called, for messages
   * @throws EncoderException if none is named, or it cannot be run
   */
  public Path program(String variable, String example) throws EncoderException {
    String bin = value("bin", variable);
    if (bin == null) {
      throw new EncoderException(
          "encoder "
              + encoder
              + " needs the host's program: give bin=PATH of "
              + example
              + ", or set "
              + variable);
    }
    if (!Files.isExecutable(Path.of(bin)) || Files.isDirectory(Path.of(bin))) {
      throw new EncoderException(
          bin + ": no program; build the host and give its " + example + " as bin");
    }
    return Path.of(bin);
  }

  /**
   * Option {@code library}: {@code libnnrdoq.so}; this build's where it is not given, so that what
   * a result is kept by is what ran. {@code null} if there is none.
   *
   * @throws EncoderException if the option names no file
   */
  public Path library() throws EncoderException {
    String library = options.get("library");
    if (library == null) {
      return BridgeLibrary.find();
    }
    requireFile(Path.of(library));
    return Path.of(library);
  }

  /** Option {@code args}: further options of the program, blank separated. */
  public List<String> args() {
    String args = options.getOrDefault("args", "").strip();
    return args.isEmpty() ? List.of() : Arrays.asList(args.split("\\s+"));
  }

  /**
   * Option {@code timeout}: seconds that an encode may take; {@code null}: as long as it likes.
   *
   * @throws EncoderException if it is no number above 0
   */
  public Duration timeout() throws EncoderException {
    String timeout = options.get("timeout");
    if (timeout == null) {
      return null;
    }
    try {
      double seconds = Double.parseDouble(timeout);
      if (seconds > 0 && seconds <= MAX_SECONDS) {
        return Duration.ofNanos((long) (seconds * 1e9));
      }
    } catch (NumberFormatException e) {
      // as below
    }
    throw new EncoderException("timeout=" + timeout + ": expected a number of seconds above 0");
  }

  /**
   * Looks whether a file is there.
   *
   * @throws EncoderException if not, or it cannot be read
   */
  public static void requireFile(Path file) throws EncoderException {
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw new EncoderException(file + ": no such file, or not readable; check the path");
    }
  }
}
