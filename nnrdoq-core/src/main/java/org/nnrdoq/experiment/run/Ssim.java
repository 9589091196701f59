package org.nnrdoq.experiment.run;

import java.io.IOException;
import org.nnrdoq.io.Frame;
import org.nnrdoq.io.VideoFileException;
import org.nnrdoq.io.VideoReader;

/**
 * Structural similarity (Wang et al., 2004) of luma on windows of 8x8 samples that overlap by four,
 * weighted evenly: what FFmpeg and x264 report, to their rounding.
 */
public final class Ssim {
  private static final int STEP = 4;

  private Ssim() {}

  /**
   * Mean over the frames of a decoded clip.
   *
   * @param source the original
   * @param first its frame that belongs to the decoded clip's first
   * @param decoded as many frames as are measured; same size and bit depth
   * @return at most 1, which is for equal pictures
   * @throws VideoFileException if the sizes differ or are below 8x8
   */
  public static double luma(VideoReader source, int first, VideoReader decoded) throws IOException {
    Frame a = new Frame(source.format());
    Frame b = new Frame(decoded.format());
    if (a.width(0) != b.width(0)
        || a.height(0) != b.height(0)
        || source.format().bitDepth() != decoded.format().bitDepth()) {
      throw new VideoFileException(
          decoded.path(), "has another size or bit depth than " + source.path());
    }
    if (a.width(0) < 2 * STEP || a.height(0) < 2 * STEP) {
      throw new VideoFileException(source.path(), "is too small for SSIM: expected 8x8 or more");
    }
    double sum = 0;
    for (int i = 0; i < decoded.frameCount(); i++) {
      source.read(first + i, a);
      decoded.read(i, b);
      sum += plane(a.plane(0), b.plane(0), a.width(0), a.height(0), source.format().bitDepth());
    }
    return sum / decoded.frameCount();
  }

  /**
   * SSIM of two planes.
   *
   * @param a samples in raster order, width times height
   * @param b likewise
   * @param width 8 or more
   * @param height 8 or more
   * @param bitDepth 8 to 16
   */
  static double plane(short[] a, short[] b, int width, int height, int bitDepth) {
    int columns = width / STEP;
    int rows = height / STEP;
    double peak = (1 << bitDepth) - 1;
    // for sums over 64 samples instead of means
    double c1 = (long) (0.01 * 0.01 * peak * peak * 64 + 0.5);
    double c2 = (long) (0.03 * 0.03 * peak * peak * 64 * 63 + 0.5);
    long[] upper = new long[4 * columns];
    long[] lower = new long[4 * columns];
    sums(a, b, width, 0, upper);
    double total = 0;
    for (int row = 1; row < rows; row++) {
      sums(a, b, width, row * STEP, lower);
      for (int x = 0; x + 1 < columns; x++) {
        total += window(upper, lower, 4 * x, c1, c2);
      }
      long[] swap = upper;
      upper = lower;
      lower = swap;
    }
    return total / ((double) (columns - 1) * (rows - 1));
  }

  /** Per block of 4x4: sum of a, sum of b, sum of squares of both, sum of products. */
  private static void sums(short[] a, short[] b, int width, int y, long[] out) {
    for (int block = 0; block < width / STEP; block++) {
      long sa = 0;
      long sb = 0;
      long squares = 0;
      long products = 0;
      for (int dy = 0; dy < STEP; dy++) {
        int at = (y + dy) * width + block * STEP;
        for (int dx = 0; dx < STEP; dx++) {
          int va = a[at + dx];
          int vb = b[at + dx];
          sa += va;
          sb += vb;
          squares += (long) va * va + (long) vb * vb;
          products += (long) va * vb;
        }
      }
      out[4 * block] = sa;
      out[4 * block + 1] = sb;
      out[4 * block + 2] = squares;
      out[4 * block + 3] = products;
    }
  }

  private static double window(long[] upper, long[] lower, int at, double c1, double c2) {
    double sa = upper[at] + upper[at + 4] + lower[at] + lower[at + 4];
    double sb = upper[at + 1] + upper[at + 5] + lower[at + 1] + lower[at + 5];
    double squares = upper[at + 2] + upper[at + 6] + lower[at + 2] + lower[at + 6];
    double products = upper[at + 3] + upper[at + 7] + lower[at + 3] + lower[at + 7];
    double variances = squares * 64 - sa * sa - sb * sb;
    double covariance = products * 64 - sa * sb;
    return (2 * sa * sb + c1)
        * (2 * covariance + c2)
        / ((sa * sa + sb * sb + c1) * (variances + c2));
  }
}
