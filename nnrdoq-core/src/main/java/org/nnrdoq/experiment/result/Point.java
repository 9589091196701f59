package org.nnrdoq.experiment.result;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * The outcome of one encode: a point of a rate-distortion curve.
 *
 * <p>PSNRs are means over frames, as HM reports them; {@code null} if a frame was lossless.
 *
 * @param key hash of everything that can change the point
 * @param setup name of the setup
 * @param sequence name of the clip
 * @param quantizer name of the candidate
 * @param qp slice QP
 * @param frames number of frames
 * @param bits size of the whole stream
 * @param kbps rate in kilobits per second at the clip's frame rate
 * @param psnrY luma PSNR in dB
 * @param psnrU Cb PSNR in dB
 * @param psnrV Cr PSNR in dB
 * @param ssimY luma SSIM, mean of frames; {@code null} if it was not asked for
 * @param encodeSeconds elapsed time
 * @param cpuSeconds processor time over all threads
 * @param threads worker threads
 * @param streamMd5 MD5 of the stream
 * @param verified whether an independent decoder reproduced the reconstruction; {@code null}: it
 *     was not asked
 * @param host where it was encoded
 * @param blocks what the quantizer did, by block size and component; empty if not known
 * @param ran what quantized: network, backend and instruction set; {@code null} if the host does
 *     not tell
 * @since 1.0
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Point(
    String key,
    String setup,
    String sequence,
    String quantizer,
    int qp,
    int frames,
    long bits,
    double kbps,
    Double psnrY,
    Double psnrU,
    Double psnrV,
    Double ssimY,
    double encodeSeconds,
    double cpuSeconds,
    int threads,
    String streamMd5,
    Boolean verified,
    Host host,
    List<Blocks> blocks,
    String ran) {

  /** Version of what is measured and how; kept points of another version are not used. */
  public static final int METRICS = 2;

  /**
   * The machine of an encode, and what else it did.
   *
   * @param cpu processor
   * @param cores logical processors
   * @param load average number of running processes over the last minute of the encode; {@code
   *     null} if the system does not tell
   * @param jobs encodes that this run does side by side
   */
  public record Host(String cpu, int cores, Double load, int jobs) {}

  /**
   * Transform blocks of one kind.
   *
   * @param size side in samples
   * @param component {@code luma} or {@code chroma}
   * @param zero all zero before refinement
   * @param quantized went through the quantizer
   * @param unsupported left to the host's own quantizer
   * @param bits of residual syntax in the stream; {@code null} if the host does not tell
   */
  public record Blocks(
      int size, String component, long zero, long quantized, long unsupported, Double bits) {}

  /** {@return (6 Y + U + V) / 8 of the PSNRs in dB; {@code null} if one is missing} */
  public Double psnrYuv611() {
    return psnrY == null || psnrU == null || psnrV == null
        ? null
        : Double.valueOf((6 * psnrY + psnrU + psnrV) / 8);
  }

  /**
   * {@return SSIM on a scale where equal steps look alike: -10 log10(1 - SSIM); {@code null}
   * without}
   */
  public Double ssimDecibel() {
    return ssimY == null ? null : Double.valueOf(-10 * Math.log10(1 - ssimY));
  }

  /**
   * {@return the same outcome, of another machine}
   *
   * @param other the machine
   */
  public Point on(Host other) {
    return new Point(
        key,
        setup,
        sequence,
        quantizer,
        qp,
        frames,
        bits,
        kbps,
        psnrY,
        psnrU,
        psnrV,
        ssimY,
        encodeSeconds,
        cpuSeconds,
        threads,
        streamMd5,
        verified,
        other,
        blocks,
        ran);
  }

  /**
   * {@return the same outcome under other names}
   *
   * @param newSetup name of the setup
   * @param newSequence name of the sequence
   * @param newQuantizer name of the quantizer
   */
  public Point named(String newSetup, String newSequence, String newQuantizer) {
    return new Point(
        key,
        newSetup,
        newSequence,
        newQuantizer,
        qp,
        frames,
        bits,
        kbps,
        psnrY,
        psnrU,
        psnrV,
        ssimY,
        encodeSeconds,
        cpuSeconds,
        threads,
        streamMd5,
        verified,
        host,
        blocks,
        ran);
  }
}
