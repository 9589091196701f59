package org.nnrdoq.encoder;

import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.quantizer.BlockParameters;

/**
 * Sees the transform blocks of a picture as it was decided, in the order of the stream.
 *
 * @since 1.0
 */
@FunctionalInterface
public interface BlockObserver {
  /**
   * A transform block. Everything belongs to the caller and changes after the call.
   *
   * @param x luma column of the block
   * @param y luma row of the block
   * @param block what the block is
   * @param coefficients what was quantized, as {@link org.nnrdoq.quantizer.Quantizer#quantize}
   *     takes it
   * @param costs entropy costs in the context states that the stream has before the residual
   * @param levels what the stream holds
   */
  void block(
      int x, int y, BlockParameters block, int[] coefficients, EntropyCosts costs, int[] levels);
}
