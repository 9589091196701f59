package org.nnrdoq.host;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.nnrdoq.encoder.EncodeResult;
import org.nnrdoq.quantizer.QuantizerStats;

/**
 * What a host says while it encodes; fed line by line. The lines of the nnrdoq hook are the same in
 * all hosts; a subclass knows the host's own.
 */
public abstract class HostLog {
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
  private final List<EncodeResult.BlockTimes> blockTimes = new ArrayList<>();
  private double startSeconds;
  private double startCpuSeconds;
  private double quantizerSeconds = Double.NaN;
  private QuantizerStats stats;

  /** Takes one line; gives back the frame if it reports one, else {@code null}. */
  public final EncodeResult.Frame line(String line) {
    Matcher m;
    if ((m = BLOCKS.matcher(line)).find()) {
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
    } else {
      EncodeResult.Frame frame = hostLine(line);
      if (frame != null) {
        frames.add(frame);
      }
      return frame;
    }
    return null;
  }

  /** Takes a line of the host's own; gives back the frame if it reports one, else {@code null}. */
  protected abstract EncodeResult.Frame hostLine(String line);

  /** The log ended as that of a finished encode. */
  public abstract boolean isComplete();

  /** Processor seconds of the encode over all threads, start-up of nnrdoq excluded. */
  public abstract double cpuSeconds();

  /** Size of the stream that the host means to have written; -1 if it does not say. */
  public abstract long streamBytes();

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

  /** A PSNR as hosts print it: {@code inf}, or 999.99 in some, stands for a lossless plane. */
  protected static double decibel(String text) {
    double value =
        text.toLowerCase(Locale.ROOT).contains("inf")
            ? Double.POSITIVE_INFINITY
            : Double.parseDouble(text);
    return value > 999 ? Double.POSITIVE_INFINITY : value;
  }

  /** Pictures in output order. */
  public final List<EncodeResult.Frame> frames() {
    List<EncodeResult.Frame> sorted = new ArrayList<>(frames);
    sorted.sort(Comparator.comparingInt(EncodeResult.Frame::poc));
    return List.copyOf(sorted);
  }

  /** Elapsed seconds it took to start Java and open the quantizer; 0 without nnrdoq. */
  public final double startSeconds() {
    return startSeconds;
  }

  /**
   * Processor seconds of the same, over all threads; the elapsed ones if the hook is an older one
   * that does not tell.
   */
  public final double startCpuSeconds() {
    return startCpuSeconds;
  }

  /** Elapsed seconds in the quantizer; NaN without nnrdoq. */
  public final double quantizerSeconds() {
    return quantizerSeconds;
  }

  /** What quantization took, by size of block; empty unless the host was told to measure it. */
  public final List<EncodeResult.BlockTimes> blockTimes() {
    return List.copyOf(blockTimes);
  }

  /** Blocks by size; {@code null} without nnrdoq. */
  public final QuantizerStats stats() {
    return stats;
  }
}
