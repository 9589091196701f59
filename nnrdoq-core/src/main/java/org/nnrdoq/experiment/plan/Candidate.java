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
    if (spec.model() == null) {
      return spec.kind().id();
    }
    String file = spec.model().getFileName().toString();
    int dot = file.lastIndexOf('.');
    return spec.kind().id() + ":" + (dot > 0 ? file.substring(0, dot) : file);
  }
}
