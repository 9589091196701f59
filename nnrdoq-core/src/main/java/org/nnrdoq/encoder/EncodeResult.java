package org.nnrdoq.encoder;

import java.util.List;
import org.nnrdoq.io.VideoFormat;
import org.nnrdoq.quantizer.QuantizerStats;

/**
 * What came out of an encode.
 *
 * @param format of the input
 * @param frames one entry per frame in output order
 * @param streamBytes size of the whole Annex B stream
 * @param wallNanos elapsed time from first read to last write, start-up of processes excluded where
 *     known
 * @param cpuNanos processor time of the encode over all threads, start-up excluded alike
 * @param startUp what was excluded
 * @param quantizer what the quantizer did; {@code null} if the host cannot tell
 * @param blockTimes what quantization took by kind of block; empty if the host was not told to
 *     measure it
 * @param ran what quantized, in one line: quantizer, network, backend and instruction set; {@code
 *     null} if the host does not tell
 * @since 1.0
 */
public record EncodeResult(
    VideoFormat format,
    List<Frame> frames,
    long streamBytes,
    long wallNanos,
    long cpuNanos,
    StartUp startUp,
    QuantizerStats quantizer,
    List<BlockTimes> blockTimes,
    String ran) {

  /**
   * Copies the lists.
   *
   * @param format of the input
   * @param frames one entry per frame in output order
   * @param streamBytes size of the whole Annex B stream
   * @param wallNanos elapsed time from first read to last write, start-up of processes excluded
   *     where known
   * @param cpuNanos processor time of the encode over all threads, start-up excluded alike
   * @param startUp what was excluded
   * @param quantizer what the quantizer did; {@code null} if the host cannot tell
   * @param blockTimes what quantization took by kind of block; empty if the host was not told to
   *     measure it
   * @param ran what quantized, in one line: quantizer, network, backend and instruction set; {@code
   *     null} if the host does not tell
   */
  public EncodeResult {
    blockTimes = List.copyOf(blockTimes);
  }

  /**
   * Of a host without start-up that measures no block.
   *
   * @param format of the input
   * @param frames one entry per frame in output order
   * @param streamBytes size of the whole Annex B stream
   * @param wallNanos elapsed time from first read to last write, start-up of processes excluded
   *     where known
   * @param cpuNanos processor time of the encode over all threads, start-up excluded alike
   * @param quantizer what the quantizer did; {@code null} if the host cannot tell
   */
  public EncodeResult(
      VideoFormat format,
      List<Frame> frames,
      long streamBytes,
      long wallNanos,
      long cpuNanos,
      QuantizerStats quantizer) {
    this(
        format, frames, streamBytes, wallNanos, cpuNanos, StartUp.NONE, quantizer, List.of(), null);
  }

  /**
   * Of a host that does not tell what quantized.
   *
   * @param format of the input
   * @param frames one entry per frame in output order
   * @param streamBytes size of the whole Annex B stream
   * @param wallNanos elapsed time from first read to last write, start-up of processes excluded
   *     where known
   * @param cpuNanos processor time of the encode over all threads, start-up excluded alike
   * @param startUp what was excluded
   * @param quantizer what the quantizer did; {@code null} if the host cannot tell
   * @param blockTimes what quantization took by kind of block; empty if the host was not told to
   *     measure it
   */
  public EncodeResult(
      VideoFormat format,
      List<Frame> frames,
      long streamBytes,
      long wallNanos,
      long cpuNanos,
      StartUp startUp,
      QuantizerStats quantizer,
      List<BlockTimes> blockTimes) {
    this(format, frames, streamBytes, wallNanos, cpuNanos, startUp, quantizer, blockTimes, null);
  }

  /**
   * {@return the same result, which says what quantized}
   *
   * @param description what quantized, as a quantizer describes itself
   */
  public EncodeResult ranBy(String description) {
    return new EncodeResult(
        format,
        frames,
        streamBytes,
        wallNanos,
        cpuNanos,
        startUp,
        quantizer,
        blockTimes,
        description);
  }

  /**
   * Time before the encode, for example of starting a virtual machine.
   *
   * @param wallNanos elapsed
   * @param cpuNanos of processor over all threads
   */
  public record StartUp(long wallNanos, long cpuNanos) {
    /** Of a host that just begins. */
    public static final StartUp NONE = new StartUp(0, 0);
  }

  /** Kinds of blocks whose times are told. */
  public enum Blocks {
    /** All luma blocks. */
    LUMA,
    /** All chroma blocks. */
    CHROMA,
    /** Luma and chroma blocks that do not round to zero. */
    NONZERO
  }

  /**
   * Times of quantization in the host, a reading of its clock included.
   *
   * @param size side of the blocks: 4, 8, 16 or 32
   * @param blocks which of them
   * @param calls 1 or more
   * @param meanNanos of a call
   * @param p50Nanos half of the calls took no longer
   * @param p99Nanos 99 of 100 calls took no longer
   * @param seconds of all calls
   */
  public record BlockTimes(
      int size,
      Blocks blocks,
      long calls,
      double meanNanos,
      double p50Nanos,
      double p99Nanos,
      double seconds) {}

  /**
   * One coded picture.
   *
   * @param poc picture order count
   * @param sliceType {@code I}, {@code P} or {@code B}
   * @param qp slice QP
   * @param bits size of its NAL units in bits, start codes and SEI included
   * @param psnrY luma PSNR in dB; infinite if lossless
   * @param psnrU Cb PSNR in dB
   * @param psnrV Cr PSNR in dB
   */
  public record Frame(
      int poc, char sliceType, int qp, long bits, double psnrY, double psnrU, double psnrV) {}
}
