package org.nnrdoq.host.kvazaar;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.nnrdoq.encoder.EncodeResult;
import org.nnrdoq.host.HostLog;

/**
 * What kvazaar says on its standard error while it encodes.
 *
 * <p>Understands the lines of kvazaar 2.3: one for each picture, and the processor time at the end.
 */
final class KvazaarLog extends HostLog {
  private static final Pattern FRAME =
      Pattern.compile(
          "^POC\\s+(-?\\d+)\\s+QP\\s+(-?\\d+)\\s.*?\\(([IPB])-frame\\)\\s+(\\d+)\\s+bits"
              + "\\s+PSNR\\s+Y\\s+(\\S+)\\s+U\\s+(\\S+)\\s+V\\s+(\\S+)");
  private static final Pattern ALL =
      Pattern.compile("^\\s*Processed\\s+\\d+\\s+frames,\\s+(\\d+)\\s+bits");
  private static final Pattern TIME = Pattern.compile("^\\s*Encoding time:\\s+([0-9.]+)\\s+s");

  private double encodingSeconds = Double.NaN;
  private long streamBytes = -1;

  @Override
  protected EncodeResult.Frame hostLine(String line) {
    Matcher m = FRAME.matcher(line);
    if (m.find()) {
      return new EncodeResult.Frame(
          Integer.parseInt(m.group(1)),
          m.group(3).charAt(0),
          Integer.parseInt(m.group(2)),
          Long.parseLong(m.group(4)),
          decibel(m.group(5)),
          decibel(m.group(6)),
          decibel(m.group(7)));
    }
    if ((m = ALL.matcher(line)).find()) {
      streamBytes = Long.parseLong(m.group(1)) / 8;
    } else if ((m = TIME.matcher(line)).find()) {
      encodingSeconds = Double.parseDouble(m.group(1));
    }
    return null;
  }

  @Override
  public boolean isComplete() {
    return !Double.isNaN(encodingSeconds);
  }

  /** The clock of kvazaar starts when the encoder is open, and with it nnrdoq. */
  @Override
  public double cpuSeconds() {
    return encodingSeconds;
  }

  @Override
  public long streamBytes() {
    return streamBytes;
  }
}
