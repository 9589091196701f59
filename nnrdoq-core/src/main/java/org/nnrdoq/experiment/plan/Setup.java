package org.nnrdoq.experiment.plan;

import java.util.Map;
import org.nnrdoq.encoder.CodingConfiguration;

/**
 * An encoder in one configuration.
 *
 * @param name for reports, unique within a plan
 * @param encoder name of the encoder's provider
 * @param configuration of the common test conditions; {@code null}: whatever the options say
 * @param options settings of the encoder
 */
public record Setup(
    String name, String encoder, CodingConfiguration configuration, Map<String, String> options) {
  /** The encoder of this library, which is all intra. */
  public static final Setup EMBEDDED = new Setup("embedded", "embedded", null, Map.of());

  public Setup {
    options = Map.copyOf(options);
  }

  /** An encoder with options that say everything. */
  public static Setup of(String encoder, Map<String, String> options) {
    return new Setup(encoder, encoder, null, options);
  }
}
