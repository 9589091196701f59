package org.nnrdoq.host.hm;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.nnrdoq.encoder.EncodeResult;
import org.nnrdoq.quantizer.QuantizerStats;

/**
 * What HM says on its standard output while it encodes; fed line by line.
 *
 * <p>Understands the lines of HM 16.15 to 18.0: one for each picture, the total time, the bit depth
 * and the summary of the nnrdoq hook.
 */
final class HmLog {
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
  private static final Pattern BLOCKS =
      Pattern.compile("^NNRDOQ (\\d+)x\\d+ (luma|chroma)\\s+(\\d+)\\s+(\\d+)\\s+(\\d+)");
  private static final Pattern TIME =
      Pattern.compile(
          "^NNRDOQ time in the quantizer ([0-9.]+) s, .* start-up ([0-9.]+) s"
              + "(?: \\(processor ([0-9.]+) s\\))?");
  private static final Pattern BLOCK_TIMES =
      Pattern.compile(
          "^NNRDOQ times (\\d+)x\\d+ (luma|chroma|nonzero)\\s+(\\d+)\\s+([0-9.]+)\\s+(\\d+)\\s+(\\d+)"
              + "\\s+([0-9.]+)");

  private final List<EncodeResult.Frame> frames = new ArrayList<>();
  private double totalSeconds = Double.NaN;
  private double startSeconds;
  private double startCpuSeconds;
  private double quantizerSeconds = Double.NaN;
  private long streamBytes = -1;
  private int lumaBitDepth;
  private QuantizerStats stats;
  private final List<EncodeResult.BlockTimes> blockTimes = new ArrayList<>();

  /** Takes one line; gives back the frame if it reports one, else {@code null}. */
  EncodeResult.Frame line(String line) {
    Matcher m = FRAME.matcher(line);
    if (m.find()) {
      EncodeResult.Frame frame =
          new EncodeResult.Frame(
              Integer.parseInt(m.group(1)),
              Character.toUpperCase(m.group(2).charAt(0)),
              Integer.parseInt(m.group(3)),
              Long.parseLong(m.group(4)),
              decibel(m.group(5)),
              decibel(m.group(6)),
              decibel(m.group(7)));
      frames.add(frame);
      return frame;
    }
    if ((m = TOTAL_TIME.matcher(line)).find()) {
      totalSeconds = Double.parseDouble(m.group(1));
    } else if ((m = BYTES.matcher(line)).find()) {
      streamBytes = Long.parseLong(m.group(1));
    } else if ((m = BIT_DEPTH.matcher(line)).find()) {
      lumaBitDepth = Integer.parseInt(m.group(1));
    } else if ((m = BLOCKS.matcher(line)).find()) {
      countBlocks(m);
    } else if ((m = TIME.matcher(line)).find()) {
      quantizerSeconds = Double.parseDouble(m.group(1));
      startSeconds = Double.parseDouble(m.group(2));
      startCpuSeconds = m.group(3) == null ? startSeconds : Double.parseDouble(m.group(3));
    } else if ((m = BLOCK_TIMES.matcher(line)).find()) {
      blockTimes.add(
          new EncodeResult.BlockTimes(
              Integer.parseInt(m.group(1)),
              EncodeResult.Blocks.valueOf(m.group(2).toUpperCase(Locale.ROOT)),
              Long.parseLong(m.group(3)),
              Double.parseDouble(m.group(4)),
              Double.parseDouble(m.group(5)),
              Double.parseDouble(m.group(6)),
              Double.parseDouble(m.group(7))));
    }
    return null;
  }

  private void countBlocks(Matcher m) {
    if (stats == null) {
      stats = new QuantizerStats();
    }
    int log2 = Integer.numberOfTrailingZeros(Integer.parseInt(m.group(1)));
    int cIdx = m.group(2).equals("luma") ? 0 : 1;
    stats.count(log2, cIdx, QuantizerStats.Outcome.QUANTIZED, Long.parseLong(m.group(3)));
    stats.count(log2, cIdx, QuantizerStats.Outcome.ZERO, Long.parseLong(m.group(4)));
    stats.count(log2, cIdx, QuantizerStats.Outcome.UNSUPPORTED, Long.parseLong(m.group(5)));
  }

  /** HM prints {@code inf}, or 999.99 in some releases, for a lossless plane. */
  private static double decibel(String text) {
    double value =
        text.toLowerCase(Locale.ROOT).contains("inf")
            ? Double.POSITIVE_INFINITY
            : Double.parseDouble(text);
    return value > 999 ? Double.POSITIVE_INFINITY : value;
  }

  /** The log ended as that of a finished encode. */
  boolean isComplete() {
    return !Double.isNaN(totalSeconds);
  }

  /** Pictures in output order. */
  List<EncodeResult.Frame> frames() {
    List<EncodeResult.Frame> sorted = new ArrayList<>(frames);
    sorted.sort(Comparator.comparingInt(EncodeResult.Frame::poc));
    return List.copyOf(sorted);
  }

  /** Processor seconds as HM measures them, over all threads, start-up of Java excluded. */
  double totalSeconds() {
    return totalSeconds;
  }

  /** Elapsed seconds it took to start Java and open the quantizer; 0 without nnrdoq. */
  double startSeconds() {
    return startSeconds;
  }

  /**
   * Processor seconds of the same, over all threads; the elapsed ones if the hook is an older one
   * that does not tell.
   */
  double startCpuSeconds() {
    return startCpuSeconds;
  }

  /** Elapsed seconds in the quantizer; NaN without nnrdoq. */
  double quantizerSeconds() {
    return quantizerSeconds;
  }

  /** Size of the stream that HM means to have written; -1 if it does not say. */
  long streamBytes() {
    return streamBytes;
  }

  /** Luma bit depth HM works with; 0 if it did not get that far. */
  int lumaBitDepth() {
    return lumaBitDepth;
  }

  /** What quantization took, by size of block; empty unless HM was told {@code NNRDOQTimes}. */
  List<EncodeResult.BlockTimes> blockTimes() {
    return List.copyOf(blockTimes);
  }

  /** Blocks by size; {@code null} without nnrdoq. */
  QuantizerStats stats() {
    return stats;
  }
}
