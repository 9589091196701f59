package org.nnrdoq.experiment.plan;

import org.nnrdoq.quantizer.QuantizerSpec;

/**
 * A quantizer under comparison.
 *
 * @param name unique within a comparison
 * @param spec what the encoder is told
 * @param modelSha256 of the network file; {@code null} if the quantizer has none
 */
public record Candidate(String name, QuantizerSpec spec, String modelSha256) {
  /** Short name of a specification, for tables and file names. */
  public static String nameOf(QuantizerSpec spec) {
    String name = spec.kind().id();
    if (spec.model() != null) {
      String file = spec.model().getFileName().toString();
      int dot = file.lastIndexOf('.');
      name += "=" + (dot > 0 ? file.substring(0, dot) : file);
    }
    return spec.strength() == 1 ? name : name + "@" + spec.strength();
  }
}
