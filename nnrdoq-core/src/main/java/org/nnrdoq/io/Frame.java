package org.nnrdoq.io;

/**
 * One picture: three planes of unsigned samples in {@code short}s, stride = plane width, no
 * padding. In 4:0:0 the chroma planes are empty.
 *
 * @since 1.0
 */
public final class Frame {
  public final VideoFormat format;
  private final short[][] planes;

  public Frame(VideoFormat format) {
    this.format = format;
    int chroma = format.chromaWidth() * format.chromaHeight();
    planes =
        new short[][] {
          new short[format.width() * format.height()], new short[chroma], new short[chroma]
        };
  }

  /** Live samples of component {@code cIdx} (0 Y, 1 Cb, 2 Cr), row by row. */
  public short[] plane(int cIdx) {
    return planes[cIdx];
  }

  public int width(int cIdx) {
    return cIdx == 0 ? format.width() : format.chromaWidth();
  }

  public int height(int cIdx) {
    return cIdx == 0 ? format.height() : format.chromaHeight();
  }
}
