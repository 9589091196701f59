package org.nnrdoq.quantizer;

import java.nio.file.Path;

/**
 * Which quantizer to use, as named on a command line.
 *
 * @param kind the algorithm
 * @param model network file; {@code null} means the shipped model of that kind
 */
public record QuantizerSpec(QuantizerKind kind, Path model) {
  /**
   * Parses {@code KIND} or {@code KIND=MODEL}; a model is a file, or the name of one that ships.
   *
   * @throws IllegalArgumentException in one line, if there is no such kind, or no model after the
   *     equals sign, or the kind has no model
   */
  public static QuantizerSpec parse(String text) {
    int equals = text.indexOf('=');
    if (equals < 0) {
      return of(QuantizerKind.parse(text));
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
    return new QuantizerSpec(kind, Path.of(model));
  }

  /** What {@link #parse} takes. */
  public String text() {
    return model == null ? kind.id() : kind.id() + "=" + model;
  }

  /** A quantizer with the model that ships, or without one. */
  public static QuantizerSpec of(QuantizerKind kind) {
    return new QuantizerSpec(kind, null);
  }
}
