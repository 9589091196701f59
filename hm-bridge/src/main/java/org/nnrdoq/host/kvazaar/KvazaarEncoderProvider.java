package org.nnrdoq.host.kvazaar;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.nnrdoq.encoder.CodingConfiguration;
import org.nnrdoq.encoder.Encoder;
import org.nnrdoq.encoder.EncoderException;
import org.nnrdoq.encoder.EncoderProvider;
import org.nnrdoq.host.HostEncoder;
import org.nnrdoq.host.HostFingerprint;
import org.nnrdoq.io.VideoFormat;
import org.nnrdoq.quantizer.QuantizerKind;

/**
 * Offers kvazaar as encoder {@code kvazaar}; its options are those of {@link KvazaarSettings#of}.
 */
public final class KvazaarEncoderProvider implements EncoderProvider {
  /** A multiple of the pictures in the groups of all presets. */
  private static final int GOP = 16;

  @Override
  public String name() {
    return "kvazaar";
  }

  @Override
  public Encoder create(Map<String, String> options) throws EncoderException {
    return new HostEncoder(new KvazaarProgram(KvazaarSettings.of(options)));
  }

  /** Digest of the program and its options and, for networks, of the library. */
  @Override
  public String fingerprint(Map<String, String> options, QuantizerKind kind)
      throws IOException, EncoderException {
    KvazaarSettings settings = KvazaarSettings.of(options);
    HostFingerprint fingerprint = new HostFingerprint();
    fingerprint.addFile(settings.bin());
    fingerprint.addText(
        settings.preset()
            + " "
            + settings.gop()
            + " "
            + settings.framesAtOnce()
            + " "
            + settings.args());
    if (settings.library() != null && kind.usesNetwork()) {
      fingerprint.addLibrary(settings.library());
    }
    return fingerprint.hex();
  }

  @Override
  public boolean isThisLibrary() {
    return false; // the library's file counts where it takes part
  }

  @Override
  public boolean supports(CodingConfiguration configuration) {
    return true;
  }

  /**
   * All intra; the preset's own groups of pictures with an intra picture about every second; or low
   * delay with one intra picture, the first.
   */
  @Override
  public Map<String, String> configured(
      Map<String, String> options, CodingConfiguration configuration, VideoFormat format) {
    int second = GOP * (int) Math.max(1, Math.round(format.fps() / GOP));
    String args =
        switch (configuration) {
          case AI -> "--period 1";
          case RA -> "--period " + second;
          case LB -> "--period 0 --bipred";
          case LP -> "--period 0 --no-bipred";
        };
    Map<String, String> out = new HashMap<>(options);
    switch (configuration) {
      case AI -> out.putIfAbsent("gop", "0");
      case LB, LP -> out.putIfAbsent("gop", "lp-g8d4t1");
      default -> {} // the preset's
    }
    out.merge("args", args, (own, first) -> first + " " + own);
    return out;
  }
}
