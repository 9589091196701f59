package org.nnrdoq.host.hm;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.nnrdoq.encoder.EncodeResult;
import org.nnrdoq.host.HostLog;

/**
 * What HM says on its standard output while it encodes.
 *
 * <p>Understands the lines of HM 16.15 to 18.0: one for each picture, the total time, the bit depth
 * and the size of the stream.
 */
final class HmLog extends HostLog {
  private static final String DB = "\\s+(\\S+)\\s+dB";
  private static final Pattern FRAME =
      Pattern.compile(
          "^POC\\s+(-?\\d+)\\s.*?\\(\\s*([IPBipb])-SLICE,.*?\\bQP\\s+(-?\\d+)\\s*\\)\\s+(\\d+)"
              + "\\s+bits\\s+\\[Y"
              + DB
              + "\\s+U"
              + DB
              + "\\s+V"
              + DB);
  private static final Pattern TOTAL_TIME = Pattern.compile("^\\s*Total Time:\\s+([0-9.]+)\\s+sec");
  private static final Pattern BYTES = Pattern.compile("^Bytes written to file:\\s+(\\d+)");
  private static final Pattern BIT_DEPTH =
      Pattern.compile("^Internal bit depth\\s*:\\s*\\(Y:(\\d+),\\s*C:(\\d+)\\)");

  private double totalSeconds = Double.NaN;
  private long streamBytes = -1;
  private int lumaBitDepth;

  @Override
  protected EncodeResult.Frame hostLine(String line) {
    Matcher m = FRAME.matcher(line);
    if (m.find()) {
      return new EncodeResult.Frame(
          Integer.parseInt(m.group(1)),
          Character.toUpperCase(m.group(2).charAt(0)),
          Integer.parseInt(m.group(3)),
          Long.parseLong(m.group(4)),
          decibel(m.group(5)),
          decibel(m.group(6)),
          decibel(m.group(7)));
    }
    if ((m = TOTAL_TIME.matcher(line)).find()) {
      totalSeconds = Double.parseDouble(m.group(1));
    } else if ((m = BYTES.matcher(line)).find()) {
      streamBytes = Long.parseLong(m.group(1));
    } else if ((m = BIT_DEPTH.matcher(line)).find()) {
      lumaBitDepth = Integer.parseInt(m.group(1));
    }
    return null;
  }

  @Override
  public boolean isComplete() {
    return !Double.isNaN(totalSeconds);
  }

  @Override
  public double cpuSeconds() {
    return totalSeconds;
  }

  @Override
  public long streamBytes() {
    return streamBytes;
  }

  /** Luma bit depth HM works with; 0 if it did not get that far. */
  int lumaBitDepth() {
    return lumaBitDepth;
  }
}
