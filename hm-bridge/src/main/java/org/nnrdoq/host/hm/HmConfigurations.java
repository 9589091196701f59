package org.nnrdoq.host.hm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.nnrdoq.encoder.CodingConfiguration;
import org.nnrdoq.encoder.EncoderException;
import org.nnrdoq.host.HostOptions;
import org.nnrdoq.io.VideoFormat;

/**
 * From a configuration of the common test conditions to HM's configuration file: Main for 8 bit,
 * Main10 for 10 bit.
 */
final class HmConfigurations {
  private static final Pattern GOP_SIZE = Pattern.compile("(?m)^\\s*GOPSize\\s*:\\s*(\\d+)");

  private HmConfigurations() {}

  /**
   * Replaces {@code cfgFolder} by {@code cfg}; files that {@code cfg} names come after it and win.
   * Without {@code cfgFolder} it is the folder {@code cfg} beside or above that of the program.
   *
   * @throws EncoderException if the file is not there
   */
  static Map<String, String> options(
      Map<String, String> options, CodingConfiguration configuration, VideoFormat format)
      throws EncoderException {
    Map<String, String> out = new HashMap<>(options);
    String folder = out.remove("cfgFolder");
    Path base = folder != null ? Path.of(folder) : beside(options);
    Path cfg = base.resolve(fileName(configuration, format.bitDepth()));
    if (!Files.isRegularFile(cfg)) {
      throw new EncoderException(
          cfg
              + ": no such file, for configuration "
              + configuration
              + "; give HM's folder cfg as option cfgFolder");
    }
    out.merge("cfg", cfg.toString(), (own, first) -> first + "," + own);
    if (configuration == CodingConfiguration.RA) {
      String period = "--IntraPeriod=" + intraPeriod(cfg, format.fps());
      out.merge("args", period, (own, first) -> first + " " + own);
    }
    return out;
  }

  /** HM's programs lie in {@code bin}, or deeper, beside {@code cfg}. */
  private static Path beside(Map<String, String> options) throws EncoderException {
    Path bin =
        new HostOptions("hm", options, options.keySet())
            .program(HmSettings.PROGRAM_VARIABLE, HmSettings.PROGRAM_EXAMPLE);
    Path folder = bin.toAbsolutePath().getParent();
    for (Path up = folder; up != null; up = up.getParent()) {
      if (Files.isDirectory(up.resolve("cfg"))) {
        return up.resolve("cfg");
      }
    }
    return folder.resolve("cfg");
  }

  static String fileName(CodingConfiguration configuration, int bitDepth) {
    String name =
        switch (configuration) {
          case AI -> "encoder_intra_main";
          case RA -> "encoder_randomaccess_main";
          case LB -> "encoder_lowdelay_main";
          case LP -> "encoder_lowdelay_P_main";
        };
    return name + (bitDepth == 10 ? "10" : "") + ".cfg";
  }

  /** About a second: the multiple of the GOP that is nearest to the frame rate, as the CTC ask. */
  private static int intraPeriod(Path cfg, double fps) throws EncoderException {
    try {
      Matcher m = GOP_SIZE.matcher(Files.readString(cfg, StandardCharsets.ISO_8859_1));
      if (!m.find()) {
        throw new EncoderException(cfg + ": has no GOPSize, so no intra period can be chosen");
      }
      int gop = Integer.parseInt(m.group(1));
      return gop * (int) Math.max(1, Math.round(fps / gop));
    } catch (IOException e) {
      throw new EncoderException(cfg + ": cannot be read: " + e.getMessage(), e);
    }
  }
}
