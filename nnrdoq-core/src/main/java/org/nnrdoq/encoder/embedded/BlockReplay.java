package org.nnrdoq.encoder.embedded;

import java.util.Arrays;
import org.nnrdoq.encoder.BlockObserver;
import org.nnrdoq.hevc.SliceType;
import org.nnrdoq.hevc.cabac.BitCounter;
import org.nnrdoq.hevc.cabac.CabacContexts;
import org.nnrdoq.hevc.rate.CostEstimator;
import org.nnrdoq.hevc.rate.EntropyCosts;

/**
 * Shows the blocks of a decided picture to an observer: predicts and transforms each once more.
 *
 * <p>To be run before the loop filters, while the reconstruction is what blocks were predicted
 * from.
 */
final class BlockReplay implements SyntaxWriter.Visitor {
  private final SliceParameters slice;
  private final PictureState picture;
  private final BlockCoder coder;
  private final BlockObserver observer;
  private final BitCounter counter = new BitCounter();
  private final EntropyCosts costs = new EntropyCosts();
  private final int[] levels = new int[32 * 32];

  BlockReplay(
      SliceParameters slice, PictureState picture, BlockCoder coder, BlockObserver observer) {
    this.slice = slice;
    this.picture = picture;
    this.coder = coder;
    this.observer = observer;
  }

  /** Goes through the whole picture. */
  void run() {
    counter.contexts().init(SliceType.I, slice.qp);
    SyntaxWriter writer = new SyntaxWriter(picture, slice, counter, this);
    for (int y = 0; y < picture.height; y += PictureState.CTB) {
      for (int x = 0; x < picture.width; x += PictureState.CTB) {
        writer.codingQuadtree(x, y, PictureState.LOG2_CTB);
      }
    }
  }

  @Override
  public void before(int cIdx, int x, int y, int log2TrafoSize) {
    int unit = picture.unit(x, y);
    boolean coded = CodingUnits.cbf(unit, cIdx);
    boolean skip = coded && CodingUnits.transformSkip(unit, cIdx);
    int mode = CodingUnits.lumaMode(unit);
    if (cIdx > 0) {
      mode = MostProbableModes.chromaMode(CodingUnits.chromaSyntaxMode(unit), mode);
    }
    coder.begin(cIdx, x, y, log2TrafoSize);
    int[] coefficients = coder.transform(mode, skip);
    int count = 1 << 2 * log2TrafoSize;
    if (coded) {
      System.arraycopy(picture.levels(cIdx), picture.levelOffset(cIdx, x, y), levels, 0, count);
    } else {
      Arrays.fill(levels, 0, count, 0);
    }
    CostEstimator.estimate(
        counter.contexts(), log2TrafoSize, cIdx, cbfCtxIdx(unit, cIdx, log2TrafoSize), costs);
    int scanIdx = picture.scanIdx(cIdx, x, y, log2TrafoSize);
    observer.block(
        x, y, slice.block(cIdx, log2TrafoSize, scanIdx, skip), coefficients, costs, levels);
  }

  /** By the depth of the transform tree; 4x4 chroma of four luma blocks hangs one level higher. */
  private static int cbfCtxIdx(int unit, int cIdx, int log2TrafoSize) {
    int log2CbSize = CodingUnits.log2CbSize(unit);
    return cIdx == 0
        ? CabacContexts.CBF_LUMA + (log2CbSize == log2TrafoSize ? 1 : 0)
        : CabacContexts.CBF_CHROMA + log2CbSize - log2TrafoSize - 1;
  }

  @Override
  public void after(int cIdx, int x, int y, int log2TrafoSize) {}
}
