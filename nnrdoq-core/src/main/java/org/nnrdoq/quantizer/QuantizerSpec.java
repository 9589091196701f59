package org.nnrdoq.quantizer;

import java.nio.file.Path;

/**
 * Which quantizer to use, as named on a command line.
 *
 * @param kind the algorithm
 * @param model network file; {@code null} means the shipped model of that kind
 */
public record QuantizerSpec(QuantizerKind kind, Path model) {
  public static QuantizerSpec of(QuantizerKind kind) {
    return new QuantizerSpec(kind, null);
  }
}
