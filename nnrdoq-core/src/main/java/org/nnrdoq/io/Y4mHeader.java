package org.nnrdoq.io;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/**
 * The stream header of a y4m file ({@code YUV4MPEG2 W.. H.. F.. I.. A.. C.. X..}).
 *
 * <p>Of the X tags, XCOLORRANGE tells the range of samples and XYSCSS stands in for a missing C
 * tag; others are ignored.
 *
 * @param format geometry
 * @param signal aspect ratio of samples, range, and whether frames hold two fields
 */
record Y4mHeader(VideoFormat format, VideoSignal signal) {
  static final String MAGIC = "YUV4MPEG2";

  private static final Set<String> EIGHT_BIT = Set.of("420", "420jpeg", "420mpeg2", "420paldv");

  /**
   * Parses the header line.
   *
   * @param line without the line feed
   * @throws VideoFileException naming the tag that is missing, wrong or not supported
   */
  static Y4mHeader parse(Path path, String line) throws VideoFileException {
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
    int[] aspect = {0, 0};
    VideoSignal.Range range = VideoSignal.Range.UNKNOWN;
    VideoSignal.Scan scan = VideoSignal.Scan.UNKNOWN;
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
        case 'I' -> scan = scan(path, tag);
        case 'A' -> aspect = aspect(value);
        case 'X' -> {
          if (value.startsWith("COLORRANGE=")) {
            range = range(value.substring("COLORRANGE=".length()));
          }
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
    return new Y4mHeader(
        new VideoFormat(width, height, bitDepth, rate[0], rate[1], chromaFormatIdc),
        new VideoSignal(aspect[0], aspect[1], range, scan));
  }

  /** The header line, line feed included. */
  static String line(VideoFormat format, VideoSignal signal) {
    String range =
        signal.range() == VideoSignal.Range.UNKNOWN ? "" : " XCOLORRANGE=" + signal.range().name();
    return String.format(
        Locale.ROOT,
        "%s W%d H%d F%d:%d I%s A%d:%d %s%s\n",
        MAGIC,
        format.width(),
        format.height(),
        format.fpsNum(),
        format.fpsDen(),
        letter(signal.scan()),
        signal.sarWidth(),
        signal.sarHeight(),
        colour(format),
        range);
  }

  private static char letter(VideoSignal.Scan scan) {
    return switch (scan) {
      case TOP_FIELD_FIRST -> 't';
      case BOTTOM_FIELD_FIRST -> 'b';
      case MIXED -> 'm';
      case PROGRESSIVE -> 'p';
      case UNKNOWN -> '?';
    };
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

  private static VideoSignal.Scan scan(Path path, String tag) throws VideoFileException {
    return switch (tag) {
      case "Ip" -> VideoSignal.Scan.PROGRESSIVE;
      case "It" -> VideoSignal.Scan.TOP_FIELD_FIRST;
      case "Ib" -> VideoSignal.Scan.BOTTOM_FIELD_FIRST;
      case "Im" -> VideoSignal.Scan.MIXED;
      case "I?" -> VideoSignal.Scan.UNKNOWN;
      default ->
          throw new VideoFileException(
              path, "header: tag '" + tag + "': expected one of Ip, It, Ib, Im, I?");
    };
  }

  /** An aspect ratio of samples; 0:0 is what files write that do not know it. */
  private static int[] aspect(String value) {
    int colon = value.indexOf(':');
    int width = colon < 0 ? 0 : number(value.substring(0, colon));
    int height = colon < 0 ? 0 : number(value.substring(colon + 1));
    return width < 1 || height < 1 ? new int[] {0, 0} : new int[] {width, height};
  }

  private static VideoSignal.Range range(String value) {
    return switch (value.toUpperCase(Locale.ROOT)) {
      case "FULL" -> VideoSignal.Range.FULL;
      case "LIMITED" -> VideoSignal.Range.LIMITED;
      default -> VideoSignal.Range.UNKNOWN;
    };
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
