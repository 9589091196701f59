package org.nnrdoq.quantizer;

import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which quantizer to use, as named on a command line.
 *
 * @param kind the algorithm
 * @param model network file; {@code null} means the shipped model of that kind
 * @param strength of a network, 0.1..4: what a bit counts for it is multiplied by this; 1 is what
 *     it was tuned for, less keeps more detail for more bits
 * @since 1.0
 */
public record QuantizerSpec(QuantizerKind kind, Path model, double strength) {
  /** Least strength. */
  public static final double LEAST_STRENGTH = 0.1;

  /** Greatest strength. */
  public static final double MOST_STRENGTH = 4;

  private static final Pattern STRENGTH = Pattern.compile("(.*)@([0-9]+(?:[.][0-9]+)?)");

  /**
   * Checks the values.
   *
   * @param kind the algorithm
   * @param model network file; {@code null} means the shipped model of that kind
   * @param strength of a network, 0.1..4: what a bit counts for it is multiplied by this; 1 is what
   *     it was tuned for, less keeps more detail for more bits
   * @throws IllegalArgumentException if one is out of its range
   */
  public QuantizerSpec {
    if (!(strength >= LEAST_STRENGTH && strength <= MOST_STRENGTH)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "strength=%s: expected %s..%s",
              strength,
              LEAST_STRENGTH,
              MOST_STRENGTH));
    }
    if (strength != 1 && !kind.usesNetwork()) {
      throw new IllegalArgumentException(
          "quantizer " + kind.id() + " has no strength: leave out '@" + strength + "'");
    }
  }

  /**
   * A quantizer of strength 1.
   *
   * @param kind the algorithm
   * @param model network file; {@code null} means the shipped model of that kind
   */
  public QuantizerSpec(QuantizerKind kind, Path model) {
    this(kind, model, 1);
  }

  /**
   * Parses {@code KIND}, {@code KIND=MODEL}, {@code KIND@STRENGTH} or {@code KIND=MODEL@STRENGTH};
   * a model is a file, or the name of one that ships.
   *
   * @param text to read
   * @return what the text says
   * @throws IllegalArgumentException in one line, if there is no such kind, or no model after the
   *     equals sign, or the kind has no model or strength, or the strength is out of range
   */
  public static QuantizerSpec parse(String text) {
    Matcher strength = STRENGTH.matcher(text);
    if (!strength.matches()) {
      return parse(text, 1);
    }
    return parse(strength.group(1), Double.parseDouble(strength.group(2)));
  }

  private static QuantizerSpec parse(String text, double strength) {
    int equals = text.indexOf('=');
    if (equals < 0) {
      return new QuantizerSpec(QuantizerKind.parse(text), null, strength);
    }
    QuantizerKind kind = QuantizerKind.parse(text.substring(0, equals));
    String model = text.substring(equals + 1);
    if (!kind.usesNetwork()) {
      throw new IllegalArgumentException(
          "quantizer " + kind.id() + " has no model: '" + text + "'; leave out '=" + model + "'");
    }
    if (model.isBlank()) {
      throw new IllegalArgumentException("quantizer '" + text + "': no model after '='");
    }
    return new QuantizerSpec(kind, Path.of(model), strength);
  }

  /** {@return the algorithm: kind and strength, whatever the model is} */
  public String algorithm() {
    return strength == 1 ? kind.id() : kind.id() + "@" + strength;
  }

  /** {@return what {@link #parse} takes} */
  public String text() {
    String text = model == null ? kind.id() : kind.id() + "=" + model;
    return strength == 1 ? text : text + "@" + strength;
  }

  /**
   * {@return a quantizer with the model that ships, or without one}
   *
   * @param kind which quantizer
   */
  public static QuantizerSpec of(QuantizerKind kind) {
    return new QuantizerSpec(kind, null);
  }
}
