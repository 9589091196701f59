package org.nnrdoq.encoder.embedded;

import org.nnrdoq.io.Frame;

/** Peak signal-to-noise ratio of a reconstruction; a measure, which decides nothing. */
final class Psnr {
  private Psnr() {}

  /**
   * PSNR of one plane in dB over the visible samples; infinite if they are equal.
   *
   * @param source what was encoded
   * @param cIdx colour component: 0 Y, 1 Cb, 2 Cr
   * @param bitDepth of the samples
   * @param recon reconstructed samples
   * @param stride from a row of them to the next
   */
  static double of(Frame source, int cIdx, int bitDepth, short[] recon, int stride) {
    int w = source.width(cIdx);
    int h = source.height(cIdx);
    short[] original = source.plane(cIdx);
    long sse = 0;
    for (int y = 0; y < h; y++) {
      for (int x = 0; x < w; x++) {
        int d = original[y * w + x] - recon[y * stride + x];
        sse += d * d;
      }
    }
    // HM's peak: 255 scaled up, not the largest 10-bit sample
    double peak = 255 << bitDepth - 8;
    return 10 * Math.log10(peak * peak * w * h / sse);
  }
}
