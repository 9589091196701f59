package org.nnrdoq.hevc.intra;

/**
 * Intra sample prediction written sample by sample after the formulae of H.265 §8.4.4.2.2 to
 * §8.4.4.2.6, for 4:2:0 without range extensions.
 *
 * <p>Neighbours are two arrays, {@code left[y + 1]} = p[-1][y] and {@code above[x + 1]} = p[x][-1];
 * both hold the corner at index 0.
 */
final class IntraReference {
  private static final int[] INTRA_PRED_ANGLE = {
    0, 0, 32, 26, 21, 17, 13, 9, 5, 2, 0, -2, -5, -9, -13, -17, -21, -26, -32, -26, -21, -17, -13,
    -9, -5, -2, 0, 2, 5, 9, 13, 17, 21, 26, 32
  };
  private static final int[] INV_ANGLE = {
    -4096, -1638, -910, -630, -482, -390, -315, -256, -315, -390, -482, -630, -910, -1638, -4096
  };

  final int size;
  final int[] left;
  final int[] above;

  IntraReference(int size) {
    this.size = size;
    this.left = new int[2 * size + 1];
    this.above = new int[2 * size + 1];
  }

  /** p[x][y] with x = -1 or y = -1. */
  private int p(int x, int y) {
    if (x == -1) {
      return left[y + 1];
    }
    assert y == -1;
    return above[x + 1];
  }

  /** §8.4.4.2.2; -1 marks a sample that is not available. */
  void substitute(int bitDepth) {
    int n = 4 * size + 1;
    int[] path = new int[n];
    int found = -1;
    for (int i = 0; i < n; i++) {
      path[i] = i < 2 * size ? p(-1, 2 * size - 1 - i) : p(i - 2 * size - 1, -1);
      if (found < 0 && path[i] >= 0) {
        found = path[i];
      }
    }
    if (found < 0) {
      found = 1 << (bitDepth - 1);
    }
    if (path[0] < 0) {
      path[0] = found;
    }
    for (int i = 1; i < n; i++) {
      if (path[i] < 0) {
        path[i] = path[i - 1];
      }
    }
    for (int i = 0; i <= 2 * size; i++) {
      left[i] = path[2 * size - i];
      above[i] = path[2 * size + i];
    }
  }

  /** §8.4.4.2.1 and §8.4.4.2.3: the neighbours that prediction in this mode uses. */
  IntraReference filteredFor(int mode, int cIdx, boolean strong, int bitDepth) {
    if (cIdx != 0 || mode == 1 || size == 4) {
      return this;
    }
    int minDistVerHor = Math.min(Math.abs(mode - 26), Math.abs(mode - 10));
    int threshold = size == 8 ? 7 : size == 16 ? 1 : size == 32 ? 0 : 10;
    if (minDistVerHor <= threshold) {
      return this;
    }
    IntraReference f = new IntraReference(size);
    int n = 2 * size - 1;
    if (strong
        && size == 32
        && Math.abs(p(-1, -1) + p(n, -1) - 2 * p(size - 1, -1)) < (1 << (bitDepth - 5))
        && Math.abs(p(-1, -1) + p(-1, n) - 2 * p(-1, size - 1)) < (1 << (bitDepth - 5))) {
      f.left[0] = p(-1, -1);
      f.above[0] = p(-1, -1);
      for (int i = 0; i <= 62; i++) {
        f.left[i + 1] = ((63 - i) * p(-1, -1) + (i + 1) * p(-1, 63) + 32) >> 6;
        f.above[i + 1] = ((63 - i) * p(-1, -1) + (i + 1) * p(63, -1) + 32) >> 6;
      }
      f.left[64] = p(-1, 63);
      f.above[64] = p(63, -1);
      return f;
    }
    int corner = (p(-1, 0) + 2 * p(-1, -1) + p(0, -1) + 2) >> 2;
    f.left[0] = corner;
    f.above[0] = corner;
    for (int i = 0; i < n; i++) {
      f.left[i + 1] = (p(-1, i + 1) + 2 * p(-1, i) + p(-1, i - 1) + 2) >> 2;
      f.above[i + 1] = ((i == 0 ? p(-1, -1) : p(i - 1, -1)) + 2 * p(i, -1) + p(i + 1, -1) + 2) >> 2;
    }
    f.left[n + 1] = p(-1, n);
    f.above[n + 1] = p(n, -1);
    return f;
  }

  /** predSamples in raster order. */
  int[] predict(int mode, int cIdx, int bitDepth) {
    int[] out = new int[size * size];
    int log2 = Integer.numberOfTrailingZeros(size);
    int dcVal = size;
    for (int i = 0; i < size; i++) {
      dcVal += p(i, -1) + p(-1, i);
    }
    dcVal >>= log2 + 1;
    for (int y = 0; y < size; y++) {
      for (int x = 0; x < size; x++) {
        int value;
        if (mode == 0) {
          value =
              ((size - 1 - x) * p(-1, y)
                      + (x + 1) * p(size, -1)
                      + (size - 1 - y) * p(x, -1)
                      + (y + 1) * p(-1, size)
                      + size)
                  >> (log2 + 1);
        } else if (mode == 1) {
          value = dc(x, y, dcVal, cIdx);
        } else {
          value = angular(mode, x, y, cIdx, bitDepth);
        }
        out[y * size + x] = value;
      }
    }
    return out;
  }

  private int dc(int x, int y, int dcVal, int cIdx) {
    if (cIdx != 0 || size >= 32 || (x != 0 && y != 0)) {
      return dcVal;
    }
    if (x == 0 && y == 0) {
      return (p(-1, 0) + 2 * dcVal + p(0, -1) + 2) >> 2;
    }
    return ((y == 0 ? p(x, -1) : p(-1, y)) + 3 * dcVal + 2) >> 2;
  }

  private int angular(int mode, int x, int y, int cIdx, int bitDepth) {
    int angle = INTRA_PRED_ANGLE[mode];
    boolean vertical = mode >= 18;
    boolean edge = cIdx == 0 && size < 32;
    if (mode == 26 && x == 0 && edge) {
      return clip(p(0, -1) + ((p(-1, y) - p(-1, -1)) >> 1), bitDepth);
    }
    if (mode == 10 && y == 0 && edge) {
      return clip(p(-1, 0) + ((p(x, -1) - p(-1, -1)) >> 1), bitDepth);
    }
    int along = vertical ? y : x;
    int across = vertical ? x : y;
    int iIdx = ((along + 1) * angle) >> 5;
    int iFact = ((along + 1) * angle) & 31;
    if (iFact == 0) {
      return ref(mode, across + iIdx + 1);
    }
    return ((32 - iFact) * ref(mode, across + iIdx + 1) + iFact * ref(mode, across + iIdx + 2) + 16)
        >> 5;
  }

  private int ref(int mode, int x) {
    boolean vertical = mode >= 18;
    if (x >= 0) {
      return vertical ? p(x - 1, -1) : p(-1, x - 1);
    }
    int side = -1 + ((x * INV_ANGLE[mode - 11] + 128) >> 8);
    return vertical ? p(-1, side) : p(side, -1);
  }

  private static int clip(int value, int bitDepth) {
    return Math.max(0, Math.min((1 << bitDepth) - 1, value));
  }
}
