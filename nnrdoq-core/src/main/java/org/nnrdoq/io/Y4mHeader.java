package org.nnrdoq.io;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/**
 * The stream header of a y4m file ({@code YUV4MPEG2 W.. H.. F.. I.. A.. C.. X..}).
 *
 * <p>Interlaced clips (It, Ib, Im) are taken as frames; A and X tags are ignored, except that an
 * XYSCSS tag stands in for a missing C tag.
 */
final class Y4mHeader {
  static final String MAGIC = "YUV4MPEG2";

  private static final Set<String> EIGHT_BIT = Set.of("420", "420jpeg", "420mpeg2", "420paldv");

  private Y4mHeader() {}

  /**
   * Parses the header line.
   *
   * @param line without the line feed
   * @throws VideoFileException naming the tag that is missing, wrong or not supported
   */
  static VideoFormat parse(Path path, String line) throws VideoFileException {
    String[] tags = line.split(" +");
    if (!tags[0].equals(MAGIC)) {
      throw new VideoFileException(
          path, "byte 0: no YUV4MPEG2 signature; raw video needs a .yuv name and its geometry");
    }
    int width = 0;
    int height = 0;
    int[] rate = null;
    String colour = null;
    String extension = null;
    for (int i = 1; i < tags.length; i++) {
      String tag = tags[i];
      if (tag.isEmpty()) {
        continue;
      }
      String value = tag.substring(1);
      switch (tag.charAt(0)) {
        case 'W' -> width = size(path, tag, value);
        case 'H' -> height = size(path, tag, value);
        case 'F' -> rate = rate(path, tag, value);
        case 'C' -> colour = value;
        case 'I' -> interlacing(path, tag);
        case 'A' -> {}
        case 'X' -> {
          if (value.startsWith("YSCSS=")) {
            extension = value.substring("YSCSS=".length()).toLowerCase(Locale.ROOT);
          }
        }
        default -> throw new VideoFileException(path, "header: unknown tag '" + tag + "'");
      }
    }
    if (width == 0 || height == 0 || rate == null) {
      String missing = width == 0 ? "W (width)" : height == 0 ? "H (height)" : "F (frame rate)";
      throw new VideoFileException(path, "header: no " + missing + " tag");
    }
    String samples = colour != null ? colour : extension;
    int bitDepth = bitDepth(path, samples);
    int chromaFormatIdc = samples != null && samples.startsWith("mono") ? 0 : 1;
    return new VideoFormat(width, height, bitDepth, rate[0], rate[1], chromaFormatIdc);
  }

  /** The header line, line feed included, for frames of {@code format}. */
  static String of(VideoFormat format) {
    return String.format(
        Locale.ROOT,
        "%s W%d H%d F%d:%d Ip A1:1 %s\n",
        MAGIC,
        format.width(),
        format.height(),
        format.fpsNum(),
        format.fpsDen(),
        colour(format));
  }

  private static String colour(VideoFormat format) {
    boolean wide = format.bitDepth() > 8;
    if (format.chromaFormatIdc() == 0) {
      return wide ? "Cmono10" : "Cmono";
    }
    return wide ? "C420p10 XYSCSS=420P10" : "C420jpeg";
  }

  private static int bitDepth(Path path, String colour) throws VideoFileException {
    if (colour == null || EIGHT_BIT.contains(colour) || colour.equals("mono")) {
      return 8; // without a C tag the format is 4:2:0 of 8 bit
    }
    if (colour.equals("420p10") || colour.equals("mono10")) {
      return 10;
    }
    throw new VideoFileException(
        path,
        "header: chroma format C"
            + colour
            + " is not supported: expected 4:2:0 of 8 bit (C420, C420jpeg, C420mpeg2, C420paldv)"
            + " or 10 bit (C420p10), or luma alone (Cmono, Cmono10); convert with ffmpeg -pix_fmt yuv420p or yuv420p10le");
  }

  private static int size(Path path, String tag, String value) throws VideoFileException {
    int n = number(value);
    if (n < 1 || n > 16384) {
      throw new VideoFileException(path, "header: tag '" + tag + "': expected a size 1..16384");
    }
    return n;
  }

  private static int[] rate(Path path, String tag, String value) throws VideoFileException {
    int colon = value.indexOf(':');
    int num = colon < 0 ? -1 : number(value.substring(0, colon));
    int den = colon < 0 ? -1 : number(value.substring(colon + 1));
    if (num < 1 || den < 1) {
      throw new VideoFileException(
          path, "header: tag '" + tag + "': expected a frame rate such as F25:1");
    }
    return new int[] {num, den};
  }

  private static void interlacing(Path path, String tag) throws VideoFileException {
    if (tag.length() != 2 || "?ptbm".indexOf(tag.charAt(1)) < 0) {
      throw new VideoFileException(
          path, "header: tag '" + tag + "': expected one of Ip, It, Ib, Im, I?");
    }
  }

  private static int number(String digits) {
    if (digits.isEmpty() || digits.length() > 9) {
      return -1;
    }
    for (int i = 0; i < digits.length(); i++) {
      if (digits.charAt(i) < '0' || digits.charAt(i) > '9') {
        return -1;
      }
    }
    return Integer.parseInt(digits);
  }
}
