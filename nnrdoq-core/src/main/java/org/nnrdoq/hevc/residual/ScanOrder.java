package org.nnrdoq.hevc.residual;

import org.nnrdoq.hevc.PredMode;

/**
 * Order in which the levels of a transform block are scanned: 4x4 coefficient groups in scan order,
 * and the same scan inside each group (H.265 §6.5.3 to §6.5.5, §7.3.8.11).
 *
 * <p>Scan position 0 is the DC coefficient; residual_coding() walks from high positions to low
 * ones. Instances are immutable and shared.
 */
public final class ScanOrder {
  /** {@code scanIdx} of the up-right diagonal scan. */
  public static final int DIAGONAL = 0;

  /** {@code scanIdx} of the horizontal scan. */
  public static final int HORIZONTAL = 1;

  /** {@code scanIdx} of the vertical scan. */
  public static final int VERTICAL = 2;

  private static final int MIN_LOG2 = 2;
  private static final int MAX_LOG2 = 5;
  private static final ScanOrder[] ALL = buildAll();

  private final int log2TrafoSize;
  private final int scanIdx;

  /** Raster position by scan position; read-only, for the kernels of this package. */
  final short[] positions;

  /**
   * Turns a bit mask over a coefficient group in raster order into one in scan order: entry m holds
   * that of the first two rows m, entry 256 + m that of the last two; read-only.
   */
  final short[] masks;

  private final byte[] groupX;
  private final byte[] groupY;

  private ScanOrder(int log2TrafoSize, int scanIdx) {
    this.log2TrafoSize = log2TrafoSize;
    this.scanIdx = scanIdx;
    int log2Groups = log2TrafoSize - 2;
    int groups = 1 << (2 * log2Groups);
    int[] outer = rasterScan(log2Groups, scanIdx);
    int[] inner = rasterScan(2, scanIdx);
    positions = new short[groups << 4];
    masks = masks(inner);
    groupX = new byte[groups];
    groupY = new byte[groups];
    for (int i = 0; i < groups; i++) {
      int gx = outer[i] & ((1 << log2Groups) - 1);
      int gy = outer[i] >> log2Groups;
      groupX[i] = (byte) gx;
      groupY[i] = (byte) gy;
      for (int n = 0; n < 16; n++) {
        int x = (gx << 2) + (inner[n] & 3);
        int y = (gy << 2) + (inner[n] >> 2);
        positions[(i << 4) + n] = (short) ((y << log2TrafoSize) + x);
      }
    }
  }

  /**
   * The scan of one block size.
   *
   * @param log2TrafoSize log2 of the side of the block in samples of its own component, 2..5
   * @param scanIdx 0 up-right diagonal, 1 horizontal, 2 vertical
   * @throws IllegalArgumentException if a parameter is out of range
   */
  public static ScanOrder of(int log2TrafoSize, int scanIdx) {
    if (log2TrafoSize < MIN_LOG2 || log2TrafoSize > MAX_LOG2) {
      throw new IllegalArgumentException("log2TrafoSize=" + log2TrafoSize + ": expected 2..5");
    }
    if (scanIdx < DIAGONAL || scanIdx > VERTICAL) {
      throw new IllegalArgumentException("scanIdx=" + scanIdx + ": expected 0..2");
    }
    return ALL[(log2TrafoSize - MIN_LOG2) * 3 + scanIdx];
  }

  /**
   * {@code scanIdx} of a 4:2:0 block (H.265 §7.4.9.11): intra blocks of 4x4 (luma and chroma) and
   * luma blocks of 8x8 follow their prediction direction, all others scan diagonally.
   *
   * @param log2TrafoSize log2 of the side of the block in samples of its own component, 2..5
   * @param cIdx colour component: 0 Y, 1 Cb, 2 Cr
   * @param predMode prediction mode of the coding unit
   * @param intraPredMode IntraPredModeY or, for chroma, IntraPredModeC, 0..34 (derived mode, not
   *     the coded index); ignored for inter blocks
   */
  public static int scanIdxFor(int log2TrafoSize, int cIdx, PredMode predMode, int intraPredMode) {
    if (predMode != PredMode.INTRA) {
      return DIAGONAL;
    }
    if (log2TrafoSize != 2 && !(log2TrafoSize == 3 && cIdx == 0)) {
      return DIAGONAL;
    }
    if (intraPredMode >= 6 && intraPredMode <= 14) {
      return VERTICAL;
    }
    return intraPredMode >= 22 && intraPredMode <= 30 ? HORIZONTAL : DIAGONAL;
  }

  /**
   * Raster position (row * side + column) of scan position {@code scanPos}, 0..side squared - 1.
   */
  public int position(int scanPos) {
    return positions[scanPos];
  }

  /** Column of scan position {@code scanPos}. */
  public int x(int scanPos) {
    return positions[scanPos] & ((1 << log2TrafoSize) - 1);
  }

  /** Row of scan position {@code scanPos}. */
  public int y(int scanPos) {
    return positions[scanPos] >> log2TrafoSize;
  }

  /** Column, in groups, of the {@code i}-th 4x4 coefficient group in scan order. */
  public int groupX(int i) {
    return groupX[i];
  }

  /** Row, in groups, of the {@code i}-th 4x4 coefficient group in scan order. */
  public int groupY(int i) {
    return groupY[i];
  }

  /** Number of 4x4 coefficient groups: 1, 4, 16 or 64. */
  public int groups() {
    return groupX.length;
  }

  public int log2TrafoSize() {
    return log2TrafoSize;
  }

  public int scanIdx() {
    return scanIdx;
  }

  private static short[] masks(int[] inner) {
    short[] masks = new short[512];
    for (int n = 0; n < 16; n++) {
      int half = inner[n] >> 3;
      for (int m = 0; m < 256; m++) {
        masks[half << 8 | m] |= (short) ((m >> (inner[n] & 7) & 1) << n);
      }
    }
    return masks;
  }

  private static ScanOrder[] buildAll() {
    ScanOrder[] all = new ScanOrder[(MAX_LOG2 - MIN_LOG2 + 1) * 3];
    for (int i = 0; i < all.length; i++) {
      all[i] = new ScanOrder(MIN_LOG2 + i / 3, i % 3);
    }
    return all;
  }

  /** One non-hierarchical scan of a square with side {@code 1 << log2Size}, as raster positions. */
  private static int[] rasterScan(int log2Size, int scanIdx) {
    int size = 1 << log2Size;
    int[] raster = new int[size * size];
    int i = 0;
    if (scanIdx == DIAGONAL) {
      for (int diagonal = 0; diagonal < 2 * size - 1; diagonal++) {
        int bottom = Math.min(diagonal, size - 1);
        for (int y = bottom; y >= 0 && diagonal - y < size; y--) {
          raster[i++] = y * size + diagonal - y;
        }
      }
      return raster;
    }
    for (; i < raster.length; i++) {
      raster[i] = scanIdx == HORIZONTAL ? i : (i % size) * size + i / size;
    }
    return raster;
  }
}
