package org.nnrdoq.hevc.filter;

import org.nnrdoq.hevc.cabac.BinSink;
import org.nnrdoq.hevc.cabac.CabacContexts;

/** The sao() syntax structure, H.265 §7.3.8.3, §9.3.3. */
public final class SaoSyntax {
  private SaoSyntax() {}

  /**
   * Writes sao() of one coding tree unit with luma and chroma enabled in the slice.
   *
   * @param sink takes the bins
   * @param sao what to write
   * @param left whether the left neighbour is in the slice and tile, so that merging is possible
   * @param up likewise the upper neighbour
   * @param bitDepth of all components
   */
  public static void write(
      BinSink sink, SaoParameters sao, boolean left, boolean up, int bitDepth) {
    assert (left || !sao.mergeLeft) && (up || !sao.mergeUp) : "merges with what is not there";
    mergeFlags(sink, sao.mergeLeft, sao.mergeUp, left, up);
    if (!sao.mergeLeft && !sao.mergeUp) {
      for (int cIdx = 0; cIdx < 3; cIdx++) {
        component(sink, sao, cIdx, bitDepth);
      }
    }
  }

  static void mergeFlags(
      BinSink sink, boolean mergeLeft, boolean mergeUp, boolean left, boolean up) {
    if (left) {
      sink.bin(CabacContexts.SAO_MERGE, mergeLeft ? 1 : 0);
    }
    if (up && !mergeLeft) {
      sink.bin(CabacContexts.SAO_MERGE, mergeUp ? 1 : 0);
    }
  }

  /** Everything of one component; Cr inherits type and class from Cb. */
  static void component(BinSink sink, SaoParameters sao, int cIdx, int bitDepth) {
    int type = sao.typeIdx[cIdx];
    if (cIdx < 2) {
      sink.bin(CabacContexts.SAO_TYPE_IDX, type == SaoParameters.OFF ? 0 : 1);
      if (type != SaoParameters.OFF) {
        sink.bypass(type == SaoParameters.EDGE ? 1 : 0);
      }
    }
    if (type == SaoParameters.OFF) {
      return;
    }
    int[] offsets = sao.offsets[cIdx];
    int max = SaoParameters.maxOffset(bitDepth);
    for (int i = 0; i < 4; i++) {
      offsetAbs(sink, Math.abs(offsets[i]), max);
    }
    if (type == SaoParameters.BAND) {
      for (int i = 0; i < 4; i++) {
        if (offsets[i] != 0) {
          sink.bypass(offsets[i] < 0 ? 1 : 0);
        }
      }
      sink.bypassBins(sao.bandPosition[cIdx], 5);
    } else if (cIdx < 2) {
      sink.bypassBins(sao.eoClass[cIdx], 2);
    }
  }

  /** sao_offset_abs: truncated Rice with cRiceParam 0, all bypass. */
  private static void offsetAbs(BinSink sink, int value, int max) {
    // value ones and, below the maximum, a zero; at most 31 bins.
    int ones = (1 << value) - 1;
    if (value < max) {
      sink.bypassBins(ones << 1, value + 1);
    } else {
      sink.bypassBins(ones, value);
    }
  }
}
