package org.nnrdoq.quantizer;

import java.util.Arrays;
import org.nnrdoq.hevc.PredMode;
import org.nnrdoq.hevc.SliceType;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.hevc.residual.CoefficientContexts;
import org.nnrdoq.io.RecordedBlock;

/**
 * Converts between what recordings hold and what quantizers take.
 *
 * @since 1.0
 */
public final class RecordedBlocks {
  private static final PredMode[] PRED_MODES = PredMode.values();
  private static final SliceType[] SLICE_TYPES = SliceType.values();

  private RecordedBlocks() {}

  /**
   * {@return the parameters of a recorded block}
   *
   * @param block the block
   */
  public static BlockParameters parameters(RecordedBlock block) {
    return new BlockParameters(
        block.log2TrafoSize(),
        block.cIdx(),
        PRED_MODES[block.predMode()],
        SLICE_TYPES[block.sliceType()],
        block.scanIdx(),
        block.qp(),
        block.bitDepth(),
        block.lambda(),
        block.transformSkip(),
        block.signHiding());
  }

  /**
   * Stores parameters in a block that is to be written.
   *
   * @param block the block
   * @param parameters what the block is
   */
  public static void setParameters(RecordedBlock block, BlockParameters parameters) {
    block.setLog2TrafoSize(parameters.log2TrafoSize());
    block.setCIdx(parameters.cIdx());
    block.setPredMode(parameters.predMode().ordinal());
    block.setSliceType(parameters.sliceType().ordinal());
    block.setScanIdx(parameters.scanIdx());
    block.setQp(parameters.qp());
    block.setBitDepth(parameters.bitDepth());
    block.setLambda(parameters.lambda());
    block.setTransformSkip(parameters.transformSkip());
    block.setSignHiding(parameters.signHiding());
  }

  /**
   * Copies a block's recorded entropy costs.
   *
   * @param block the block
   * @param costs rates in 1/32768 bit, read or overwritten
   * @throws IllegalArgumentException if the block has none
   */
  public static void getCosts(RecordedBlock block, EntropyCosts costs) {
    if (!block.hasCosts()) {
      throw new IllegalArgumentException(
          "the recorded block has no entropy costs: record them, or use a quantizer without them");
    }
    costs.copyFrom(block.costs());
  }

  /**
   * Stores entropy costs in a block whose parameters are set already; entries that do not exist for
   * its channel type and size become 0, so that leftovers in {@code costs} do not bloat the file.
   *
   * @param block the block
   * @param costs rates in 1/32768 bit, read or overwritten
   */
  public static void setCosts(RecordedBlock block, EntropyCosts costs) {
    int[] to = block.costs();
    System.arraycopy(costs.ratesQ15(), 0, to, 0, EntropyCosts.COUNT);
    clearAbsent(to, block.log2TrafoSize(), block.cIdx() == 0);
    block.setHasCosts(true);
  }

  private static void clearAbsent(int[] rates, int log2TrafoSize, boolean luma) {
    if (!luma) {
      int sig = EntropyCosts.SIG_COEFF_FLAG + 2 * CoefficientContexts.SIG_CHROMA;
      int greater1 = EntropyCosts.GREATER1_FLAG + 2 * CoefficientContexts.GREATER1_CHROMA;
      int greater2 = EntropyCosts.GREATER2_FLAG + 2 * CoefficientContexts.GREATER2_CHROMA;
      Arrays.fill(rates, sig, EntropyCosts.GREATER1_FLAG, 0);
      Arrays.fill(rates, greater1, EntropyCosts.GREATER2_FLAG, 0);
      Arrays.fill(rates, greater2, EntropyCosts.LAST_X_PREFIX, 0);
    }
    int prefixes = CoefficientContexts.lastPrefixMax(log2TrafoSize) + 1;
    Arrays.fill(rates, EntropyCosts.LAST_X_PREFIX + prefixes, EntropyCosts.LAST_Y_PREFIX, 0);
    Arrays.fill(rates, EntropyCosts.LAST_Y_PREFIX + prefixes, EntropyCosts.CODED_BLOCK_FLAG, 0);
  }
}
