package org.nnrdoq.encoder.embedded;

import java.util.Arrays;
import org.nnrdoq.hevc.PredMode;
import org.nnrdoq.hevc.residual.ScanOrder;
import org.nnrdoq.io.Frame;
import org.nnrdoq.io.VideoFormat;

/**
 * One picture while it is being coded: padded source, reconstruction, decisions and levels.
 *
 * <p>All planes cover the coded size (a multiple of 8). Decisions lie in raster order over 4x4 luma
 * units with room for whole coding tree blocks; levels lie block by block in z-scan order, so that
 * every quadtree node owns one contiguous run. Reused from picture to picture; not thread-safe.
 */
final class PictureState {
  static final int LOG2_CTB = 6;
  static final int CTB = 1 << LOG2_CTB;
  static final int UNITS_PER_CTB = CTB / 4;

  /** Z-scan index of a 4x4 unit within its coding tree block, by {@code y * 16 + x}. */
  private static final int[] Z_ORDER = zOrder();

  final int width;
  final int height;
  final int ctbCols;
  final int ctbRows;
  final int bitDepth;

  /** Row length of {@link #units}. */
  final int unitStride;

  /** {@link CodingUnits} of each 4x4 luma unit. */
  final int[] units;

  private final short[][] source = new short[3][];
  private final short[][] recon = new short[3][];
  private final int[][] levels = new int[3][];

  /**
   * @param width of the coded picture, a multiple of 8
   * @param height of the coded picture, a multiple of 8
   */
  PictureState(int width, int height, int bitDepth) {
    this.width = width;
    this.height = height;
    this.bitDepth = bitDepth;
    ctbCols = (width + CTB - 1) >> LOG2_CTB;
    ctbRows = (height + CTB - 1) >> LOG2_CTB;
    unitStride = ctbCols * UNITS_PER_CTB;
    units = new int[unitStride * ctbRows * UNITS_PER_CTB];
    for (int c = 0; c < 3; c++) {
      int samples = c == 0 ? width * height : width * height / 4;
      source[c] = new short[samples];
      recon[c] = new short[samples];
      levels[c] = new int[ctbCols * ctbRows * (c == 0 ? CTB * CTB : CTB * CTB / 4)];
    }
  }

  private static int[] zOrder() {
    int[] z = new int[UNITS_PER_CTB * UNITS_PER_CTB];
    for (int i = 0; i < z.length; i++) {
      int x = i % UNITS_PER_CTB;
      int y = i / UNITS_PER_CTB;
      for (int b = 0; b < 4; b++) {
        z[i] |= (x >> b & 1) << 2 * b | (y >> b & 1) << 2 * b + 1;
      }
    }
    return z;
  }

  /**
   * Takes over a new source picture, padding right and below by repetition, and forgets the old.
   */
  void start(Frame frame) {
    for (int c = 0; c < 3; c++) {
      pad(frame.plane(c), frame.width(c), frame.height(c), source[c], stride(c), rows(c));
    }
    Arrays.fill(units, 0);
  }

  private static void pad(short[] from, int w, int h, short[] to, int stride, int rows) {
    for (int y = 0; y < rows; y++) {
      int row = y * stride;
      System.arraycopy(from, Math.min(y, h - 1) * w, to, row, w);
      Arrays.fill(to, row + w, row + stride, to[row + w - 1]);
    }
  }

  /** Padded input samples of a component. */
  short[] source(int cIdx) {
    return source[cIdx];
  }

  /** Reconstructed samples of a component. */
  short[] recon(int cIdx) {
    return recon[cIdx];
  }

  /** Source planes by component, stride as {@link #stride}. */
  short[][] sources() {
    return source;
  }

  /** Reconstructed planes by component. */
  short[][] recons() {
    return recon;
  }

  /** Columns of a plane, which is also its stride. */
  int stride(int cIdx) {
    return cIdx == 0 ? width : width >> 1;
  }

  int rows(int cIdx) {
    return cIdx == 0 ? height : height >> 1;
  }

  /** Levels of a component; see {@link #levelOffset}. */
  int[] levels(int cIdx) {
    return levels[cIdx];
  }

  /** Where the levels of the block at this luma position start. */
  int levelOffset(int cIdx, int x, int y) {
    int ctb = (y >> LOG2_CTB) * ctbCols + (x >> LOG2_CTB);
    int z = zIndex(x, y);
    return cIdx == 0 ? ctb * CTB * CTB + z * 16 : ctb * CTB * CTB / 4 + z * 4;
  }

  private static int zIndex(int x, int y) {
    return Z_ORDER[(y >> 2 & 15) << 4 | x >> 2 & 15];
  }

  /** Index into {@link #units} of the unit at this luma position. */
  int unitIndex(int x, int y) {
    return (y >> 2) * unitStride + (x >> 2);
  }

  /** Decisions of the unit at this luma position. */
  int unit(int x, int y) {
    return units[(y >> 2) * unitStride + (x >> 2)];
  }

  /**
   * Whether the square block at ({@code nx}, {@code ny}) of the current block's size was decoded
   * before the block at ({@code x}, {@code y}) (H.265 §6.4.1 for one slice and tile); positions are
   * luma, {@code nx} and {@code ny} may lie outside the picture.
   */
  boolean isAvailable(int x, int y, int nx, int ny) {
    if (nx < 0 || ny < 0 || nx >= width || ny >= height) {
      return false;
    }
    int ctbRow = y >> LOG2_CTB;
    int otherRow = ny >> LOG2_CTB;
    if (otherRow != ctbRow) {
      return otherRow < ctbRow;
    }
    int ctbCol = x >> LOG2_CTB;
    int otherCol = nx >> LOG2_CTB;
    if (otherCol != ctbCol) {
      return otherCol < ctbCol;
    }
    return zIndex(nx, ny) < zIndex(x, y);
  }

  /** Whether a transform tree node with this corner has any coded block of a component. */
  boolean anyCbf(int cIdx, int x, int y, int log2Size) {
    int n = 1 << log2Size - 2;
    int row = unitIndex(x, y);
    for (int j = 0; j < n; j++, row += unitStride) {
      for (int i = 0; i < n; i++) {
        if (CodingUnits.cbf(units[row + i], cIdx)) {
          return true;
        }
      }
    }
    return false;
  }

  /** ctxInc of {@code split_cu_flag}: neighbours that are split deeper (H.265 §9.3.4.2.2). */
  int splitContext(int x, int y, int log2CbSize) {
    int ctxInc = 0;
    if (x > 0 && CodingUnits.log2CbSize(unit(x - 1, y)) < log2CbSize) {
      ctxInc++;
    }
    if (y > 0 && CodingUnits.log2CbSize(unit(x, y - 1)) < log2CbSize) {
      ctxInc++;
    }
    return ctxInc;
  }

  /** {@link MostProbableModes} of the luma prediction block at this position. */
  void candModeList(int x, int y, int[] list) {
    int left = x > 0 ? CodingUnits.lumaMode(unit(x - 1, y)) : MostProbableModes.DC;
    boolean sameRow = (y & CTB - 1) != 0;
    int above = sameRow ? CodingUnits.lumaMode(unit(x, y - 1)) : MostProbableModes.DC;
    MostProbableModes.derive(left, above, list);
  }

  /** {@code scanIdx} of a decided transform block; the position is luma. */
  int scanIdx(int cIdx, int x, int y, int log2TrafoSize) {
    int unit = unit(x, y);
    int mode = CodingUnits.lumaMode(unit);
    if (cIdx > 0) {
      mode = MostProbableModes.chromaMode(CodingUnits.chromaSyntaxMode(unit), mode);
    }
    return ScanOrder.scanIdxFor(log2TrafoSize, cIdx, PredMode.INTRA, mode);
  }

  /** Gives all units of a square of {@code size} luma samples the same decisions. */
  void fillUnits(int x, int y, int size, int unit) {
    int n = size >> 2;
    int row = unitIndex(x, y);
    for (int j = 0; j < n; j++, row += unitStride) {
      Arrays.fill(units, row, row + n, unit);
    }
  }

  /** Sets {@code intra_chroma_pred_mode} of a coding unit. */
  void setChromaMode(int x, int y, int size, int syntaxMode) {
    int n = size >> 2;
    int row = unitIndex(x, y);
    for (int j = 0; j < n; j++, row += unitStride) {
      for (int i = row; i < row + n; i++) {
        units[i] = CodingUnits.withChromaSyntaxMode(units[i], syntaxMode);
      }
    }
  }

  /** Sets chroma flags of a square of {@code size} luma samples. */
  void setChromaTransform(int cIdx, int x, int y, int size, boolean cbf, boolean skip) {
    int n = size >> 2;
    int row = unitIndex(x, y);
    for (int j = 0; j < n; j++, row += unitStride) {
      for (int i = row; i < row + n; i++) {
        units[i] = CodingUnits.withChromaTransform(units[i], cIdx, cbf, skip);
      }
    }
  }

  /**
   * Takes over reconstruction and levels of a transform block.
   *
   * @param x luma column
   * @param y luma row
   * @param log2TrafoSize in samples of the component
   */
  void storeBlock(int cIdx, int x, int y, int log2TrafoSize, BlockResult result) {
    int n = 1 << log2TrafoSize;
    int shift = cIdx == 0 ? 0 : 1;
    int stride = stride(cIdx);
    int at = (y >> shift) * stride + (x >> shift);
    short[] plane = recon[cIdx];
    int[] from = result.recon;
    for (int j = 0; j < n; j++, at += stride) {
      for (int i = 0; i < n; i++) {
        plane[at + i] = (short) from[j * n + i];
      }
    }
    if (result.cbf) {
      System.arraycopy(result.levels, 0, levels[cIdx], levelOffset(cIdx, x, y), n * n);
    }
  }

  /** A copy of the reconstruction without padding. */
  Frame visible(VideoFormat format) {
    Frame frame = new Frame(format);
    for (int c = 0; c < 3; c++) {
      int w = frame.width(c);
      for (int y = 0; y < frame.height(c); y++) {
        System.arraycopy(recon[c], y * stride(c), frame.plane(c), y * w, w);
      }
    }
    return frame;
  }
}
