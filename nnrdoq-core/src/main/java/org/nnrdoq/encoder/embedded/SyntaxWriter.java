package org.nnrdoq.encoder.embedded;

import org.nnrdoq.hevc.cabac.BinSink;
import org.nnrdoq.hevc.residual.ResidualCoding;

/**
 * Writes the coding quadtree of a decided picture (H.265 §7.3.8.4 to §7.3.8.11).
 *
 * <p>Everything comes from the {@link PictureState}; nothing is decided here.
 */
final class SyntaxWriter {
  private final PictureState picture;
  private final SliceParameters slice;
  private final BinSink sink;
  private final Visitor visitor;
  private final int[] block = new int[32 * 32];
  private final int[] candModeList = new int[3];

  SyntaxWriter(PictureState picture, SliceParameters slice, BinSink sink) {
    this(picture, slice, sink, null);
  }

  /** A writer that shows every transform block to {@code visitor}. */
  SyntaxWriter(PictureState picture, SliceParameters slice, BinSink sink, Visitor visitor) {
    this.picture = picture;
    this.slice = slice;
    this.sink = sink;
    this.visitor = visitor;
  }

  /** Sees transform blocks in the order of their residuals; positions are luma. */
  interface Visitor {
    /** A block, coded or not, whose residual would come now. */
    void before(int cIdx, int x, int y, int log2TrafoSize);

    /** The same block, its residual being written. */
    void after(int cIdx, int x, int y, int log2TrafoSize);
  }

  /** {@code coding_quadtree()} at a luma position inside the picture. */
  void codingQuadtree(int x, int y, int log2CbSize) {
    int size = 1 << log2CbSize;
    boolean inside = x + size <= picture.width && y + size <= picture.height;
    boolean split = !inside || CodingUnits.log2CbSize(picture.unit(x, y)) < log2CbSize;
    if (inside && log2CbSize > 3) {
      IntraSyntax.splitCuFlag(sink, split, picture.splitContext(x, y, log2CbSize));
    }
    if (!split) {
      codingUnit(x, y, log2CbSize);
      return;
    }
    int half = size >> 1;
    for (int i = 0; i < 4; i++) {
      int cx = x + (i & 1) * half;
      int cy = y + (i >> 1) * half;
      if (cx < picture.width && cy < picture.height) {
        codingQuadtree(cx, cy, log2CbSize - 1);
      }
    }
  }

  private void codingUnit(int x, int y, int log2CbSize) {
    int unit = picture.unit(x, y);
    boolean nxn = (unit & CodingUnits.NXN) != 0;
    if (log2CbSize == 3) {
      IntraSyntax.partMode(sink, nxn);
    }
    int parts = nxn ? 4 : 1;
    for (int i = 0; i < parts; i++) {
      int px = x + (i & 1) * 4;
      int py = y + (i >> 1) * 4;
      picture.candModeList(px, py, candModeList);
      int mode = CodingUnits.lumaMode(picture.unit(px, py));
      IntraSyntax.prevIntraLumaPredFlag(sink, MostProbableModes.indexOf(candModeList, mode) >= 0);
    }
    for (int i = 0; i < parts; i++) {
      int px = x + (i & 1) * 4;
      int py = y + (i >> 1) * 4;
      picture.candModeList(px, py, candModeList);
      IntraSyntax.lumaModeIndex(sink, candModeList, CodingUnits.lumaMode(picture.unit(px, py)));
    }
    IntraSyntax.intraChromaPredMode(sink, CodingUnits.chromaSyntaxMode(unit));
    transformTree(x, y, log2CbSize, 0, nxn, true, true);
  }

  private void transformTree(
      int x, int y, int log2Size, int trafoDepth, boolean nxn, boolean parentCb, boolean parentCr) {
    boolean split = CodingUnits.log2TrafoSize(picture.unit(x, y)) < log2Size;
    int maxDepth = SliceParameters.MAX_TRANSFORM_DEPTH + (nxn ? 1 : 0);
    if (log2Size <= 5 && log2Size > 2 && trafoDepth < maxDepth && !(nxn && trafoDepth == 0)) {
      IntraSyntax.splitTransformFlag(sink, split, log2Size);
    }
    boolean cb = parentCb;
    boolean cr = parentCr;
    if (log2Size > 2) {
      if (parentCb) {
        cb = picture.anyCbf(1, x, y, log2Size);
        IntraSyntax.cbfChroma(sink, cb, trafoDepth);
      }
      if (parentCr) {
        cr = picture.anyCbf(2, x, y, log2Size);
        IntraSyntax.cbfChroma(sink, cr, trafoDepth);
      }
    }
    if (split) {
      int half = 1 << log2Size - 1;
      for (int i = 0; i < 4; i++) {
        int cx = x + (i & 1) * half;
        int cy = y + (i >> 1) * half;
        transformTree(cx, cy, log2Size - 1, trafoDepth + 1, nxn, cb, cr);
      }
      return;
    }
    int unit = picture.unit(x, y);
    IntraSyntax.cbfLuma(sink, CodingUnits.cbf(unit, 0), trafoDepth);
    residual(0, x, y, log2Size);
    if (log2Size > 2) {
      residual(1, x, y, log2Size - 1);
      residual(2, x, y, log2Size - 1);
    } else if ((x & 4) != 0 && (y & 4) != 0) {
      // four luma blocks share one chroma block, which follows the last of them
      residual(1, x - 4, y - 4, 2);
      residual(2, x - 4, y - 4, 2);
    }
  }

  private void residual(int cIdx, int x, int y, int log2TrafoSize) {
    int unit = picture.unit(x, y);
    if (visitor != null) {
      visitor.before(cIdx, x, y, log2TrafoSize);
    }
    if (CodingUnits.cbf(unit, cIdx)) {
      int scanIdx = picture.scanIdx(cIdx, x, y, log2TrafoSize);
      boolean skip = CodingUnits.transformSkip(unit, cIdx);
      System.arraycopy(
          picture.levels(cIdx), picture.levelOffset(cIdx, x, y), block, 0, 1 << 2 * log2TrafoSize);
      ResidualCoding.write(
          sink,
          log2TrafoSize,
          cIdx,
          scanIdx,
          slice.tools.transformSkip(),
          skip,
          slice.tools.signHiding(),
          block);
    }
    if (visitor != null) {
      visitor.after(cIdx, x, y, log2TrafoSize);
    }
  }
}
