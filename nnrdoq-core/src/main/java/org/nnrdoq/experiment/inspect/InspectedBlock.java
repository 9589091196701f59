package org.nnrdoq.experiment.inspect;

import org.nnrdoq.quantizer.BlockParameters;

/**
 * What two quantizers make of one block.
 *
 * @param number of the block in its source, from 0; blocks that round to zero count too
 * @param x luma column, or -1 if the source does not tell
 * @param y luma row, or -1
 * @param block what it is
 * @param first of the first quantizer
 * @param second of the second
 * @param differing positions with different levels
 */
public record InspectedBlock(
    long number, int x, int y, BlockParameters block, Side first, Side second, int differing) {

  /**
   * What one quantizer's levels cost, context states adapting inside the block as in the stream.
   *
   * @param nonZero number of levels that are not 0
   * @param distortion squared error in 8-bit samples
   * @param bits of the residual and its coded block flag
   * @param cost distortion plus lambda times bits
   */
  public record Side(int nonZero, double distortion, double bits, double cost) {}

  /** By how many bits' worth of cost the second quantizer is better; negative = worse. */
  public double savedBitsWorth() {
    return block.lambda() > 0 ? (first.cost - second.cost) / block.lambda() : 0;
  }

  /** For example {@code 8x8 Y at 24,16}. */
  public String where() {
    String kind =
        block.size() + "x" + block.size() + " " + new String[] {"Y", "Cb", "Cr"}[block.cIdx()];
    return x < 0 ? kind : kind + " at " + x + "," + y;
  }
}
