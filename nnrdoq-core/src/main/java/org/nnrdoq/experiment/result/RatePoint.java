package org.nnrdoq.experiment.result;

import java.util.List;

/**
 * A point of a rate-distortion curve as results.json holds it; {@link Point} says what each figure
 * is.
 *
 * @param qp slice QP
 * @param bits size of the whole stream
 * @param kbps rate in kilobits per second
 * @param psnrY luma PSNR in dB; {@code null} if a frame was lossless
 * @param psnrU Cb PSNR in dB
 * @param psnrV Cr PSNR in dB
 * @param psnrYuv (6 Y + U + V) / 8 of the PSNRs in dB
 * @param ssimY luma SSIM; {@code null} if it was not asked for
 * @param encodeSeconds elapsed time
 * @param cpuSeconds processor time over all threads
 * @param streamMd5 MD5 of the stream
 * @param verified whether an independent decoder reproduced the reconstruction; {@code null}: it
 *     was not asked
 * @param host where it was encoded
 * @param blocks what the quantizer did; empty if not known
 * @param ran what quantized; {@code null} if the host does not tell
 * @since 1.0
 */
public record RatePoint(
    int qp,
    long bits,
    double kbps,
    Double psnrY,
    Double psnrU,
    Double psnrV,
    Double psnrYuv,
    Double ssimY,
    double encodeSeconds,
    double cpuSeconds,
    String streamMd5,
    Boolean verified,
    Point.Host host,
    List<Point.Blocks> blocks,
    String ran) {

  /**
   * What a file leaves out is empty.
   *
   * @param qp slice QP
   * @param bits size of the whole stream
   * @param kbps rate in kilobits per second
   * @param psnrY luma PSNR in dB; {@code null} if a frame was lossless
   * @param psnrU Cb PSNR in dB
   * @param psnrV Cr PSNR in dB
   * @param psnrYuv (6 Y + U + V) / 8 of the PSNRs in dB
   * @param ssimY luma SSIM; {@code null} if it was not asked for
   * @param encodeSeconds elapsed time
   * @param cpuSeconds processor time over all threads
   * @param streamMd5 MD5 of the stream
   * @param verified whether an independent decoder reproduced the reconstruction; {@code null}: it
   *     was not asked
   * @param host where it was encoded
   * @param blocks what the quantizer did; empty if not known
   * @param ran what quantized; {@code null} if the host does not tell
   */
  public RatePoint {
    blocks = blocks == null ? List.of() : List.copyOf(blocks);
  }

  /** A point of the first schema, whose {@code false} meant that nobody had looked. */
  RatePoint withFalseAsUnknown() {
    return new RatePoint(
        qp,
        bits,
        kbps,
        psnrY,
        psnrU,
        psnrV,
        psnrYuv,
        ssimY,
        encodeSeconds,
        cpuSeconds,
        streamMd5,
        Boolean.TRUE.equals(verified) ? Boolean.TRUE : null,
        host,
        blocks,
        ran);
  }

  /**
   * Takes over what results.json holds of a point.
   *
   * @param p a finished encode
   * @return the point of a curve
   */
  public static RatePoint of(Point p) {
    return new RatePoint(
        p.qp(),
        p.bits(),
        p.kbps(),
        p.psnrY(),
        p.psnrU(),
        p.psnrV(),
        p.psnrYuv611(),
        p.ssimY(),
        p.encodeSeconds(),
        p.cpuSeconds(),
        p.streamMd5(),
        p.verified(),
        p.host(),
        p.blocks(),
        p.ran());
  }
}
