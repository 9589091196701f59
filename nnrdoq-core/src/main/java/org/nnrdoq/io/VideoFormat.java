package org.nnrdoq.io;

/**
 * Geometry of 4:2:0 video.
 *
 * @param width luma columns, 1 or more
 * @param height luma rows, 1 or more
 * @param bitDepth 8 or 10
 * @param fpsNum numerator of the frame rate, 1 or more
 * @param fpsDen denominator of the frame rate, 1 or more
 */
public record VideoFormat(int width, int height, int bitDepth, int fpsNum, int fpsDen) {
  public VideoFormat {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException("size " + width + "x" + height + ": expected 1x1 or more");
    }
    if (bitDepth != 8 && bitDepth != 10) {
      throw new IllegalArgumentException("bitDepth=" + bitDepth + ": expected 8 or 10");
    }
    if (fpsNum < 1 || fpsDen < 1) {
      throw new IllegalArgumentException(
          "frame rate " + fpsNum + ":" + fpsDen + ": expected positive numbers");
    }
  }

  public int chromaWidth() {
    return (width + 1) / 2;
  }

  public int chromaHeight() {
    return (height + 1) / 2;
  }

  public double fps() {
    return (double) fpsNum / fpsDen;
  }
}
