package org.nnrdoq.io;

/**
 * One picture: three planes of unsigned samples in {@code short}s, stride = plane width, no
 * padding. In 4:0:0 the chroma planes are empty.
 *
 * @since 1.0
 */
public final class Frame {
  /** Geometry of the picture. */
  public final VideoFormat format;

  private final short[][] planes;

  /**
   * Makes a picture of zeros.
   *
   * @param format its geometry
   */
  public Frame(VideoFormat format) {
    this.format = format;
    int chroma = format.chromaWidth() * format.chromaHeight();
    planes =
        new short[][] {
          new short[format.width() * format.height()], new short[chroma], new short[chroma]
        };
  }

  /**
   * {@return live samples of component {@code cIdx} (0 Y, 1 Cb, 2 Cr), row by row}
   *
   * @param cIdx colour component: 0 Y, 1 Cb, 2 Cr
   */
  public short[] plane(int cIdx) {
    return planes[cIdx];
  }

  /**
   * Columns of a component; 0 for chroma in 4:0:0.
   *
   * @param cIdx colour component: 0 Y, 1 Cb, 2 Cr
   * @return samples
   */
  public int width(int cIdx) {
    return cIdx == 0 ? format.width() : format.chromaWidth();
  }

  /**
   * Rows of a component; 0 for chroma in 4:0:0.
   *
   * @param cIdx colour component: 0 Y, 1 Cb, 2 Cr
   * @return samples
   */
  public int height(int cIdx) {
    return cIdx == 0 ? format.height() : format.chromaHeight();
  }
}
