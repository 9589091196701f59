package org.nnrdoq.host.hm;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.nnrdoq.bridge.BridgeLibrary;
import org.nnrdoq.encoder.CodingConfiguration;
import org.nnrdoq.encoder.Encoder;
import org.nnrdoq.encoder.EncoderException;
import org.nnrdoq.encoder.EncoderProvider;
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
    return new HmEncoder(HmSettings.of(options));
  }

  /**
   * Digest of the program, its configuration and options and, for quantizers that are not HM's own,
   * of the bridge library and its classes.
   */
  @Override
  public String fingerprint(Map<String, String> options, QuantizerKind kind)
      throws IOException, EncoderException {
    HmSettings settings = HmSettings.of(options);
    MessageDigest digest = sha256();
    add(digest, settings.bin());
    for (Path cfg : settings.cfg()) {
      add(digest, cfg);
    }
    digest.update((settings.args() + " " + settings.bridgeAll()).getBytes(StandardCharsets.UTF_8));
    Path library = settings.library();
    if (library != null && !settings.usesOwn(kind)) {
      add(digest, library);
      for (Path entry : BridgeLibrary.classPath(library)) {
        for (Path file : files(entry)) {
          add(digest, file);
        }
      }
    }
    return HexFormat.of().formatHex(digest.digest());
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

  private static List<Path> files(Path entry) throws IOException {
    if (!Files.isDirectory(entry)) {
      return List.of(entry);
    }
    List<Path> files = new ArrayList<>();
    try (Stream<Path> walk = Files.walk(entry)) {
      walk.filter(Files::isRegularFile).sorted().forEach(files::add);
    }
    return files;
  }

  private static void add(MessageDigest digest, Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] buffer = new byte[1 << 16];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Java lacks SHA-256", e);
    }
  }
}
