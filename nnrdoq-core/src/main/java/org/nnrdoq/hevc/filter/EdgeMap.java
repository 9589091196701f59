package org.nnrdoq.hevc.filter;

import java.util.Arrays;

/**
 * Which 4-sample pieces of a picture's luma grid are edges of transform or prediction blocks.
 *
 * <p>In intra pictures every such edge has boundary filtering strength 2 (H.265 §8.7.2.4). Edges
 * off the 8x8 grid may be marked; they are not filtered. Not thread-safe.
 */
public final class EdgeMap {
  final int width;
  final int height;

  /** Units of 4 luma samples in a row. */
  final int stride;

  /** Non-zero where the left side of a 4x4 unit is an edge. */
  final byte[] vertical;

  /** Non-zero where the upper side of a 4x4 unit is an edge. */
  final byte[] horizontal;

  /**
   * A map without edges.
   *
   * @param width coded luma columns, a multiple of 8
   * @param height coded luma rows, a multiple of 8
   */
  public EdgeMap(int width, int height) {
    if (width <= 0 || height <= 0 || (width & 7) != 0 || (height & 7) != 0) {
      throw new IllegalArgumentException(
          "size " + width + "x" + height + ": expected positive multiples of 8");
    }
    this.width = width;
    this.height = height;
    stride = width >> 2;
    vertical = new byte[stride * (height >> 2)];
    horizontal = new byte[stride * (height >> 2)];
  }

  /** Forgets all edges. */
  public void clear() {
    Arrays.fill(vertical, (byte) 0);
    Arrays.fill(horizontal, (byte) 0);
  }

  /**
   * Marks the left and upper side of a block; its other sides belong to its neighbours.
   *
   * @param x luma column, a multiple of 4
   * @param y luma row, a multiple of 4
   * @param size side in luma samples, a multiple of 4; the block may reach past the picture
   */
  public void mark(int x, int y, int size) {
    int first = (y >> 2) * stride + (x >> 2);
    int rows = Math.min(size, height - y) >> 2;
    for (int i = 0; i < rows; i++) {
      vertical[first + i * stride] = 1;
    }
    int columns = Math.min(size, width - x) >> 2;
    Arrays.fill(horizontal, first, first + columns, (byte) 1);
  }
}
