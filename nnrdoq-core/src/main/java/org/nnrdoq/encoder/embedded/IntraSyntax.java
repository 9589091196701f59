package org.nnrdoq.encoder.embedded;

import org.nnrdoq.hevc.cabac.BinSink;
import org.nnrdoq.hevc.cabac.CabacContexts;

/**
 * Bins of the syntax elements of an intra coding quadtree, one method per element (H.265 §7.3.8.4
 * to §7.3.8.10, §9.3.3). The search and the stream both go through these.
 */
final class IntraSyntax {
  private IntraSyntax() {}

  /**
   * {@code split_cu_flag}.
   *
   * @param ctxInc number of available neighbours (left, above) with a deeper quadtree, 0..2
   */
  static void splitCuFlag(BinSink sink, boolean split, int ctxInc) {
    sink.bin(CabacContexts.SPLIT_CU_FLAG + ctxInc, split ? 1 : 0);
  }

  /** {@code part_mode} of an intra coding unit of minimum size. */
  static void partMode(BinSink sink, boolean nxn) {
    sink.bin(CabacContexts.PART_MODE, nxn ? 0 : 1);
  }

  /** {@code prev_intra_luma_pred_flag}. */
  static void prevIntraLumaPredFlag(BinSink sink, boolean inList) {
    sink.bin(CabacContexts.PREV_INTRA_LUMA_PRED_FLAG, inList ? 1 : 0);
  }

  /**
   * {@code mpm_idx} or {@code rem_intra_luma_pred_mode}.
   *
   * @param list {@link MostProbableModes} of the block
   */
  static void lumaModeIndex(BinSink sink, int[] list, int mode) {
    int index = MostProbableModes.indexOf(list, mode);
    if (index < 0) {
      sink.bypassBins(MostProbableModes.remaining(list, mode), 5);
    } else if (index == 0) {
      sink.bypass(0);
    } else {
      sink.bypassBins(1 + index, 2);
    }
  }

  /** {@code intra_chroma_pred_mode}, 0..4. */
  static void intraChromaPredMode(BinSink sink, int syntaxMode) {
    if (syntaxMode == 4) {
      sink.bin(CabacContexts.INTRA_CHROMA_PRED_MODE, 0);
    } else {
      sink.bin(CabacContexts.INTRA_CHROMA_PRED_MODE, 1);
      sink.bypassBins(syntaxMode, 2);
    }
  }

  /** {@code split_transform_flag}. */
  static void splitTransformFlag(BinSink sink, boolean split, int log2TrafoSize) {
    sink.bin(CabacContexts.SPLIT_TRANSFORM_FLAG + 5 - log2TrafoSize, split ? 1 : 0);
  }

  /** {@code cbf_luma}. */
  static void cbfLuma(BinSink sink, boolean cbf, int trafoDepth) {
    sink.bin(CabacContexts.CBF_LUMA + (trafoDepth == 0 ? 1 : 0), cbf ? 1 : 0);
  }

  /** {@code cbf_cb} or {@code cbf_cr}. */
  static void cbfChroma(BinSink sink, boolean cbf, int trafoDepth) {
    sink.bin(CabacContexts.CBF_CHROMA + trafoDepth, cbf ? 1 : 0);
  }
}
