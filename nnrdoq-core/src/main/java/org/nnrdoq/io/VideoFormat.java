package org.nnrdoq.io;

/**
 * Geometry of 4:2:0 or 4:0:0 video.
 *
 * @param width luma columns, 1 or more
 * @param height luma rows, 1 or more
 * @param bitDepth 8 or 10
 * @param fpsNum numerator of the frame rate, 1 or more
 * @param fpsDen denominator of the frame rate, 1 or more
 * @param chromaFormatIdc {@code chroma_format_idc} (H.265 §6.2): 0 = 4:0:0, luma alone; 1 = 4:2:0
 * @since 1.0
 */
public record VideoFormat(
    int width, int height, int bitDepth, int fpsNum, int fpsDen, int chromaFormatIdc) {
  /**
   * Checks the values.
   *
   * @param width luma columns, 1 or more
   * @param height luma rows, 1 or more
   * @param bitDepth 8 or 10
   * @param fpsNum numerator of the frame rate, 1 or more
   * @param fpsDen denominator of the frame rate, 1 or more
   * @param chromaFormatIdc {@code chroma_format_idc} (H.265 §6.2): 0 = 4:0:0, luma alone; 1 = 4:2:0
   * @throws IllegalArgumentException if one is out of its range
   */
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
    if (chromaFormatIdc != 0 && chromaFormatIdc != 1) {
      throw new IllegalArgumentException(
          "chromaFormatIdc=" + chromaFormatIdc + ": expected 0 (4:0:0) or 1 (4:2:0)");
    }
  }

  /**
   * Geometry of 4:2:0 video.
   *
   * @param width luma columns
   * @param height luma rows, 1 or more
   * @param bitDepth 8 or 10
   * @param fpsNum numerator of the frame rate, 1 or more
   * @param fpsDen denominator of the frame rate, 1 or more
   */
  public VideoFormat(int width, int height, int bitDepth, int fpsNum, int fpsDen) {
    this(width, height, bitDepth, fpsNum, fpsDen, 1);
  }

  /** {@return columns of a chroma plane; 0 in 4:0:0} */
  public int chromaWidth() {
    return chromaFormatIdc == 0 ? 0 : (width + 1) / 2;
  }

  /** {@return rows of a chroma plane; 0 in 4:0:0} */
  public int chromaHeight() {
    return chromaFormatIdc == 0 ? 0 : (height + 1) / 2;
  }

  /** {@return number of planes: 1 or 3} */
  public int planes() {
    return chromaFormatIdc == 0 ? 1 : 3;
  }

  /** {@return {@code 4:0:0} or {@code 4:2:0}} */
  public String chromaName() {
    return chromaFormatIdc == 0 ? "4:0:0" : "4:2:0";
  }

  /** {@return size, chroma format and bit depth as a person reads them} */
  public String text() {
    return width + "x" + height + ", " + chromaName() + ", " + bitDepth + " bit";
  }

  /** {@return frames a second} */
  public double fps() {
    return (double) fpsNum / fpsDen;
  }
}
