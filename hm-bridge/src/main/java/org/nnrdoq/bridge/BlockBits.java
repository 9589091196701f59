package org.nnrdoq.bridge;

import org.nnrdoq.hevc.PredMode;
import org.nnrdoq.hevc.SliceType;
import org.nnrdoq.quantizer.BlockParameters;

/** The small fields of a block packed in one {@code int}, as {@code nnrdoq.cpp} packs them. */
final class BlockBits {
  private static final PredMode[] PRED_MODES = PredMode.values();
  private static final SliceType[] SLICE_TYPES = SliceType.values();

  private BlockBits() {}

  static BlockParameters unpack(int bits, double lambda) {
    return new BlockParameters(
        (bits & 3) + 2,
        bits >> 2 & 3,
        PRED_MODES[bits >> 4 & 1],
        SLICE_TYPES[bits >> 5 & 3],
        bits >> 7 & 3,
        bits >> 14 & 127,
        (bits >> 9 & 7) + 8,
        lambda,
        (bits >> 12 & 1) != 0,
        (bits >> 13 & 1) != 0);
  }

  static int pack(BlockParameters b) {
    return b.log2TrafoSize() - 2
        | b.cIdx() << 2
        | b.predMode().ordinal() << 4
        | b.sliceType().ordinal() << 5
        | b.scanIdx() << 7
        | b.bitDepth() - 8 << 9
        | (b.transformSkip() ? 1 << 12 : 0)
        | (b.signHiding() ? 1 << 13 : 0)
        | b.qp() << 14;
  }
}
