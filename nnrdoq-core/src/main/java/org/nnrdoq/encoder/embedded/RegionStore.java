package org.nnrdoq.encoder.embedded;

/** Copy of everything that a search wrote for one square of a picture, to come back to it. */
final class RegionStore {
  private final int log2Size;
  private final short[][] recon = new short[3][];
  private final int[][] levels = new int[3][];
  private final int[] units;

  RegionStore(int log2Size) {
    this.log2Size = log2Size;
    int samples = 1 << 2 * log2Size;
    for (int c = 0; c < 3; c++) {
      recon[c] = new short[c == 0 ? samples : samples / 4];
      levels[c] = new int[c == 0 ? samples : samples / 4];
    }
    units = new int[samples / 16];
  }

  /** Keeps components {@code firstC} to {@code lastC} and the decisions. */
  void save(PictureState picture, int x, int y, int firstC, int lastC) {
    for (int c = firstC; c <= lastC; c++) {
      int n = side(c);
      short[] plane = picture.recon(c);
      int stride = picture.stride(c);
      int at = sample(c, x, y, stride);
      for (int j = 0; j < n; j++) {
        System.arraycopy(plane, at + j * stride, recon[c], j * n, n);
      }
      System.arraycopy(
          picture.levels(c), picture.levelOffset(c, x, y), levels[c], 0, levels[c].length);
    }
    int n = 1 << log2Size - 2;
    int at = picture.unitIndex(x, y);
    for (int j = 0; j < n; j++) {
      System.arraycopy(picture.units, at + j * picture.unitStride, units, j * n, n);
    }
  }

  /** Puts back what {@link #save} kept. */
  void restore(PictureState picture, int x, int y, int firstC, int lastC) {
    for (int c = firstC; c <= lastC; c++) {
      int n = side(c);
      short[] plane = picture.recon(c);
      int stride = picture.stride(c);
      int at = sample(c, x, y, stride);
      for (int j = 0; j < n; j++) {
        System.arraycopy(recon[c], j * n, plane, at + j * stride, n);
      }
      System.arraycopy(
          levels[c], 0, picture.levels(c), picture.levelOffset(c, x, y), levels[c].length);
    }
    int n = 1 << log2Size - 2;
    int at = picture.unitIndex(x, y);
    for (int j = 0; j < n; j++) {
      System.arraycopy(units, j * n, picture.units, at + j * picture.unitStride, n);
    }
  }

  private int side(int cIdx) {
    return cIdx == 0 ? 1 << log2Size : 1 << log2Size - 1;
  }

  private static int sample(int cIdx, int x, int y, int stride) {
    return cIdx == 0 ? y * stride + x : (y >> 1) * stride + (x >> 1);
  }
}
