package org.nnrdoq.io;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a raw file's name, or an option in the same form, says of its geometry: {@code
 * NAME_WIDTHxHEIGHT_FPS[_BITS][_CHROMA]}, the words after the size in any order.
 *
 * <p>Words that speak of bit depth, chroma format or frame rate are understood or refused, never
 * skipped: a file that is read with another depth than its own gives wrong results without a sign.
 * Other words ({@code crop}, {@code YUV}, {@code 300frames}) are free.
 */
final class RawVideoName {
  /** What is accepted, for messages. */
  static final String ACCEPTED =
      "WIDTHxHEIGHT_FPS[_BITS][_CHROMA], for example 1920x1080_24 or 1920x1080_29.97_10bit_420:"
          + " BITS 8 or 10, CHROMA 420 or 400";

  private static final Pattern SIZE = Pattern.compile("(\\d{1,5})x(\\d{1,5})(?:p(\\d.*)?)?");
  private static final Pattern RATE =
      Pattern.compile("(\\d{1,7})(?:\\.(\\d{1,3})|[/:](\\d{1,7}))?(fps|hz|p)?");
  private static final Pattern DEPTH = Pattern.compile("p?(\\d{1,2})(?:bits?|b|bpp|le)?");
  private static final Pattern SAMPLES =
      Pattern.compile("(?:yuvj?)?(4\\d\\d)(?:p(?:lanar)?)?(?:(\\d{1,2})(?:bits?|b|le)?)?");
  private static final Pattern GREY =
      Pattern.compile("(?:gr[ae]y|mono|luma)(?:(\\d{1,2})(?:bits?|b|le)?)?");
  private static final Pattern PLANAR = Pattern.compile("i420|iyuv|yuv420|yuv|planar|progressive");

  /** Layouts of samples that are not ours; a word that starts like one of them is refused. */
  private static final Pattern FOREIGN =
      Pattern.compile(
          "(?:nv|yv|p[02]\\d\\d|v2|v3|v4|y2|y4|yuy|uyv|yvy|xv|rgb|bgr|gbr|ycb|yuv\\d|gr[ae]y\\d|"
              + "mono\\d|packed|interlaced|tff|bff).*|.*\\dbe|.*bits?\\d*");

  private static final Pattern COUNT = Pattern.compile("\\d+(?:f|fr|frames?|s|sec|k|kbps|mbps)");

  /** Rates that are written rounded, in units of 1000/1001. */
  private static final List<Integer> NTSC = List.of(24, 30, 48, 60, 72, 90, 120, 240);

  private int width;
  private int height;
  private int rateNum;
  private int rateDen = 1;
  private int bitDepth;
  private int chromaFormatIdc = -1;

  private RawVideoName() {}

  /**
   * Parses a name without its ending.
   *
   * @throws IllegalArgumentException in one line, saying which word is not understood
   */
  static VideoFormat parse(String name) {
    RawVideoName parsed = new RawVideoName();
    boolean sized = false;
    for (String word : name.split("_")) {
      String lower = word.toLowerCase(Locale.ROOT);
      Matcher size = SIZE.matcher(lower);
      if (!sized) {
        if (size.matches()) {
          sized = true;
          parsed.width = Integer.parseInt(size.group(1));
          parsed.height = Integer.parseInt(size.group(2));
          if (size.group(3) != null && !parsed.rate(size.group(3))) {
            throw notUnderstood(word);
          }
        }
        continue; // a name may contain anything before the size
      }
      if (!lower.isEmpty()) {
        parsed.word(word, lower);
      }
    }
    if (!sized) {
      throw new IllegalArgumentException("no size and frame rate: expected " + ACCEPTED);
    }
    if (parsed.rateNum == 0) {
      throw new IllegalArgumentException("no frame rate: expected " + ACCEPTED);
    }
    return new VideoFormat(
        parsed.width,
        parsed.height,
        parsed.bitDepth == 0 ? 8 : parsed.bitDepth,
        parsed.rateNum,
        parsed.rateDen,
        parsed.chromaFormatIdc < 0 ? 1 : parsed.chromaFormatIdc);
  }

  private void word(String word, String lower) {
    Matcher samples = SAMPLES.matcher(lower);
    if (samples.matches()) {
      chroma(samples.group(1), word);
      depth(samples.group(2), word);
      return;
    }
    Matcher grey = GREY.matcher(lower);
    if (grey.matches()) {
      chroma("400", word);
      depth(grey.group(1), word);
      return;
    }
    if (PLANAR.matcher(lower).matches()) {
      return;
    }
    if (FOREIGN.matcher(lower).matches() && !DEPTH.matcher(lower).matches()) {
      throw notUnderstood(word);
    }
    if (rateNum == 0 && rate(lower)) {
      return;
    }
    Matcher depth = DEPTH.matcher(lower);
    if (depth.matches()) {
      depth(depth.group(1), word);
      return;
    }
    if (Character.isDigit(lower.charAt(0)) && !COUNT.matcher(lower).matches()) {
      throw notUnderstood(word);
    }
  }

  /** Takes a frame rate; false if the word is none. */
  private boolean rate(String lower) {
    Matcher m = RATE.matcher(lower);
    if (!m.matches()) {
      return false;
    }
    long num = Long.parseLong(m.group(1));
    long den = 1;
    if (m.group(2) != null) {
      for (int i = 0; i < m.group(2).length(); i++) {
        den *= 10;
      }
      num = num * den + Long.parseLong(m.group(2));
      for (int whole : NTSC) {
        if (Math.abs(num * 1001 - whole * 1000L * den) <= 5 * den) {
          num = whole * 1000L;
          den = 1001;
        }
      }
    } else if (m.group(3) != null) {
      den = Long.parseLong(m.group(3));
    }
    if (num == 0 || den == 0) {
      throw new IllegalArgumentException("'" + lower + "': expected a frame rate above 0");
    }
    long common = gcd(num, den);
    boolean asWritten = m.group(3) != null;
    rateNum = Math.toIntExact(asWritten ? num : num / common);
    rateDen = Math.toIntExact(asWritten ? den : den / common);
    return true;
  }

  private static long gcd(long a, long b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  private void depth(String digits, String word) {
    if (digits == null) {
      return;
    }
    int bits = Integer.parseInt(digits);
    if (bits != 8 && bits != 10) {
      throw new IllegalArgumentException(
          "'" + word + "': bit depth " + bits + " is not supported: expected 8 or 10");
    }
    if (bitDepth != 0 && bitDepth != bits) {
      throw new IllegalArgumentException(
          "'" + word + "': the bit depth was " + bitDepth + " before");
    }
    bitDepth = bits;
  }

  private void chroma(String digits, String word) {
    if (!digits.equals("420") && !digits.equals("400")) {
      throw new IllegalArgumentException(
          "'"
              + word
              + "': chroma format "
              + digits
              + " is not supported: expected 420 or 400; convert with ffmpeg -pix_fmt yuv420p or"
              + " yuv420p10le");
    }
    int idc = digits.equals("420") ? 1 : 0;
    if (chromaFormatIdc >= 0 && chromaFormatIdc != idc) {
      throw new IllegalArgumentException("'" + word + "': another chroma format than before");
    }
    chromaFormatIdc = idc;
  }

  private static IllegalArgumentException notUnderstood(String word) {
    return new IllegalArgumentException("'" + word + "' is not understood: expected " + ACCEPTED);
  }
}
