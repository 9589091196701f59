package org.nnrdoq.experiment.plan;

import java.nio.file.Path;
import org.nnrdoq.quantizer.QuantizerKind;
import org.nnrdoq.quantizer.QuantizerSpec;

/**
 * A quantizer under comparison.
 *
 * @param name unique within a comparison
 * @param spec what the encoder is told
 * @param modelSha256 of the network file; {@code null} if the quantizer has none
 */
public record Candidate(String name, QuantizerSpec spec, String modelSha256) {
  /**
   * Parses {@code KIND} or {@code KIND=MODEL-FILE}; the name is the kind, or {@code kind:model}.
   *
   * @throws IllegalArgumentException saying which kinds there are
   */
  public static QuantizerSpec parse(String text) {
    int equals = text.indexOf('=');
    if (equals < 0) {
      return QuantizerSpec.of(QuantizerKind.parse(text));
    }
    String model = text.substring(equals + 1);
    if (model.isBlank()) {
      throw new IllegalArgumentException("quantizer '" + text + "': no model file after '='");
    }
    return new QuantizerSpec(QuantizerKind.parse(text.substring(0, equals)), Path.of(model));
  }

  /** Short name of a specification, for tables and file names. */
  public static String nameOf(QuantizerSpec spec) {
    if (spec.model() == null) {
      return spec.kind().id();
    }
    String file = spec.model().getFileName().toString();
    int dot = file.lastIndexOf('.');
    return spec.kind().id() + ":" + (dot > 0 ? file.substring(0, dot) : file);
  }
}
