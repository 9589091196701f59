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
 * @param cpuNanos processor time of the encode over all threads
 * @param quantizer what the quantizer did; {@code null} if the host cannot tell
 */
public record EncodeResult(
    VideoFormat format,
    List<Frame> frames,
    long streamBytes,
    long wallNanos,
    long cpuNanos,
    QuantizerStats quantizer) {

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
