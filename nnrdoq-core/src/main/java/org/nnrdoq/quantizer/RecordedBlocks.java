package org.nnrdoq.quantizer;

import java.util.Arrays;
import org.nnrdoq.hevc.PredMode;
import org.nnrdoq.hevc.SliceType;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.io.RecordedBlock;

/** Converts between what recordings hold and what quantizers take. */
public final class RecordedBlocks {
  private static final PredMode[] PRED_MODES = PredMode.values();
  private static final SliceType[] SLICE_TYPES = SliceType.values();

  private RecordedBlocks() {}

  /** The parameters of a recorded block. */
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

  /** Stores parameters in a block that is to be written. */
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
   * @throws IllegalArgumentException if the block has none
   */
  public static void getCosts(RecordedBlock block, EntropyCosts costs) {
    if (!block.hasCosts()) {
      throw new IllegalArgumentException(
          "the recorded block has no entropy costs: record them, or use a quantizer without them");
    }
    int[] c = block.costs();
    copyOut(c, RecordedBlock.COSTS_CODED_SUB_BLOCK_FLAG, costs.codedSubBlockFlag);
    copyOut(c, RecordedBlock.COSTS_SIG_COEFF_FLAG, costs.sigCoeffFlag);
    copyOut(c, RecordedBlock.COSTS_GREATER1_FLAG, costs.greater1Flag);
    copyOut(c, RecordedBlock.COSTS_GREATER2_FLAG, costs.greater2Flag);
    copyOut(c, RecordedBlock.COSTS_LAST_SIG_COEFF_X_PREFIX, costs.lastSigCoeffXPrefix);
    copyOut(c, RecordedBlock.COSTS_LAST_SIG_COEFF_Y_PREFIX, costs.lastSigCoeffYPrefix);
    copyOut(c, RecordedBlock.COSTS_CODED_BLOCK_FLAG, costs.codedBlockFlag);
  }

  /**
   * Stores entropy costs in a block whose parameters are set already; entries that do not exist for
   * its channel type and size become 0, so that leftovers in {@code costs} do not bloat the file.
   */
  public static void setCosts(RecordedBlock block, EntropyCosts costs) {
    boolean luma = block.cIdx() == 0;
    int prefixes = 2 * block.log2TrafoSize();
    int[] c = block.costs();
    Arrays.fill(c, 0);
    copyIn(costs.codedSubBlockFlag, 2 * 2, c, RecordedBlock.COSTS_CODED_SUB_BLOCK_FLAG);
    copyIn(costs.sigCoeffFlag, 2 * (luma ? 27 : 15), c, RecordedBlock.COSTS_SIG_COEFF_FLAG);
    copyIn(costs.greater1Flag, 2 * (luma ? 16 : 8), c, RecordedBlock.COSTS_GREATER1_FLAG);
    copyIn(costs.greater2Flag, 2 * (luma ? 4 : 2), c, RecordedBlock.COSTS_GREATER2_FLAG);
    copyIn(costs.lastSigCoeffXPrefix, prefixes, c, RecordedBlock.COSTS_LAST_SIG_COEFF_X_PREFIX);
    copyIn(costs.lastSigCoeffYPrefix, prefixes, c, RecordedBlock.COSTS_LAST_SIG_COEFF_Y_PREFIX);
    copyIn(costs.codedBlockFlag, 2, c, RecordedBlock.COSTS_CODED_BLOCK_FLAG);
    block.setHasCosts(true);
  }

  private static void copyOut(int[] flat, int from, int[] to) {
    System.arraycopy(flat, from, to, 0, to.length);
  }

  private static void copyIn(int[] from, int count, int[] flat, int to) {
    System.arraycopy(from, 0, flat, to, count);
  }
}
