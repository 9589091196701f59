package org.nnrdoq.encoder.embedded;

import java.util.Map;
import org.nnrdoq.encoder.CodingConfiguration;
import org.nnrdoq.encoder.Encoder;
import org.nnrdoq.encoder.EncoderException;
import org.nnrdoq.encoder.EncoderProvider;
import org.nnrdoq.io.VideoFormat;
import org.nnrdoq.quantizer.QuantizerKind;
import org.nnrdoq.quantizer.shipped.Quantizers;

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

  /** Empty: the encoder is part of this library. */
  @Override
  public String fingerprint(Map<String, String> options, QuantizerKind kind) {
    return "";
  }

  @Override
  public boolean isThisLibrary() {
    return true;
  }

  @Override
  public boolean supports(CodingConfiguration configuration) {
    return configuration == CodingConfiguration.AI;
  }

  @Override
  public Map<String, String> configured(
      Map<String, String> options, CodingConfiguration configuration, VideoFormat format)
      throws EncoderException {
    if (!supports(configuration)) {
      throw new EncoderException(
          "the embedded encoder is all intra: configuration " + configuration + " needs HM");
    }
    return options;
  }
}
