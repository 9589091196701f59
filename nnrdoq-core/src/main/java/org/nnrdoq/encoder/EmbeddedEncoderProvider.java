package org.nnrdoq.encoder;

import java.util.Map;
import org.nnrdoq.quantizer.Quantizers;

/** Makes the embedded encoder with the quantizers that ship. */
public final class EmbeddedEncoderProvider implements EncoderProvider {
  @Override
  public String name() {
    return "embedded";
  }

  @Override
  public Encoder create(Map<String, String> options) throws EncoderException {
    if (!options.isEmpty()) {
      throw new EncoderException(
          "the embedded encoder has no options: leave out " + String.join(", ", options.keySet()));
    }
    return new EmbeddedEncoder(Quantizers::create);
  }

  /** Empty: the encoder is part of this library, whose own code counts anyway. */
  @Override
  public String fingerprint(Map<String, String> options) {
    return "";
  }
}
