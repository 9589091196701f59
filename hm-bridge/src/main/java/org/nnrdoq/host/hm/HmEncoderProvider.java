package org.nnrdoq.host.hm;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.nnrdoq.encoder.CodingConfiguration;
import org.nnrdoq.encoder.Encoder;
import org.nnrdoq.encoder.EncoderException;
import org.nnrdoq.encoder.EncoderProvider;
import org.nnrdoq.host.HostEncoder;
import org.nnrdoq.host.HostFingerprint;
import org.nnrdoq.io.VideoFormat;
import org.nnrdoq.quantizer.QuantizerKind;

/** Offers HM as encoder {@code hm}; its options are those of {@link HmSettings#of}. */
public final class HmEncoderProvider implements EncoderProvider {
  @Override
  public String name() {
    return "hm";
  }

  @Override
  public Encoder create(Map<String, String> options) throws EncoderException {
    return new HostEncoder(new HmProgram(HmSettings.of(options)));
  }

  /**
   * Digest of the program, its configuration and options and, for quantizers that are not HM's own,
   * of the bridge library and its classes.
   */
  @Override
  public String fingerprint(Map<String, String> options, QuantizerKind kind)
      throws IOException, EncoderException {
    HmSettings settings = HmSettings.of(options);
    HostFingerprint fingerprint = new HostFingerprint();
    fingerprint.addFile(settings.bin());
    for (Path cfg : settings.cfg()) {
      fingerprint.addFile(cfg);
    }
    fingerprint.addText(settings.args() + " " + settings.bridgeAll());
    if (settings.library() != null && !settings.usesOwn(kind)) {
      fingerprint.addLibrary(settings.library());
    }
    return fingerprint.hex();
  }

  @Override
  public boolean isThisLibrary() {
    return false; // the bridge's class path counts where it takes part
  }

  @Override
  public boolean supports(CodingConfiguration configuration) {
    return true;
  }

  @Override
  public Map<String, String> configured(
      Map<String, String> options, CodingConfiguration configuration, VideoFormat format)
      throws EncoderException {
    return HmConfigurations.options(options, configuration, format);
  }
}
