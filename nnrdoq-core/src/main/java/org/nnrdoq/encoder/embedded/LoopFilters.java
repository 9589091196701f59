package org.nnrdoq.encoder.embedded;

import org.nnrdoq.hevc.filter.DeblockingFilter;
import org.nnrdoq.hevc.filter.EdgeMap;
import org.nnrdoq.hevc.filter.SampleAdaptiveOffset;
import org.nnrdoq.hevc.filter.SaoDecision;
import org.nnrdoq.hevc.filter.SaoParameters;

/** Runs the in-loop filters over a decided picture (H.265 §8.7). */
final class LoopFilters {
  private final PictureState picture;
  private final SliceParameters slice;
  private final DeblockingFilter deblocking;
  private final EdgeMap edges;
  private final SaoDecision decision;
  private final SampleAdaptiveOffset sao;
  private final SaoParameters[] units;
  private final double[] lambda = new double[3];

  /** Deblocked planes, which sample adaptive offset reads while it writes. */
  private final short[][] deblocked = new short[3][];

  LoopFilters(PictureState picture, SliceParameters slice) {
    this.picture = picture;
    this.slice = slice;
    deblocking = new DeblockingFilter(DeblockingFilter.Settings.of(slice.qp, slice.bitDepth));
    edges = new EdgeMap(picture.width, picture.height);
    decision =
        new SaoDecision(picture.width, picture.height, slice.bitDepth, PictureState.LOG2_CTB);
    sao = new SampleAdaptiveOffset(slice.bitDepth);
    units = new SaoParameters[picture.ctbCols * picture.ctbRows];
    for (int i = 0; i < units.length; i++) {
      units[i] = new SaoParameters();
    }
    for (int c = 0; c < 3; c++) {
      lambda[c] = slice.lambda(c);
      deblocked[c] = new short[picture.recon(c).length];
    }
  }

  /** Deblocks the reconstruction if the tool is on. */
  void deblock() {
    if (!slice.tools.deblocking()) {
      return;
    }
    edges.clear();
    for (int y = 0; y < picture.height; y += 4) {
      for (int x = 0; x < picture.width; x += 4) {
        int size = 1 << CodingUnits.log2TrafoSize(picture.unit(x, y));
        if ((x | y) % size == 0) {
          edges.mark(x, y, size);
        }
      }
    }
    deblocking.filterLuma(picture.recon(0), picture.stride(0), edges);
    for (int c = 1; c < 3; c++) {
      deblocking.filterChroma(c, picture.recon(c), picture.stride(c), edges);
    }
  }

  /**
   * Decides and applies sample adaptive offset if the tool is on.
   *
   * @return whether the slice uses it
   */
  boolean sampleAdaptiveOffset() {
    if (!slice.tools.sao()) {
      return false;
    }
    if (!decision.decide(picture.sources(), picture.recons(), lambda, slice.qp, units)) {
      return false;
    }
    for (int c = 0; c < 3; c++) {
      short[] plane = picture.recon(c);
      System.arraycopy(plane, 0, deblocked[c], 0, plane.length);
      sao.applyPlane(
          c, units, PictureState.LOG2_CTB, deblocked[c], plane, picture.stride(c), picture.rows(c));
    }
    return true;
  }

  /** What was decided for a coding tree unit, by its raster address. */
  SaoParameters saoUnit(int ctb) {
    return units[ctb];
  }
}
