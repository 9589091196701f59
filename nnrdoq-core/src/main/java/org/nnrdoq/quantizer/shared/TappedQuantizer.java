package org.nnrdoq.quantizer.shared;

import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.Quantizer;

/** Quantizes as another quantizer does and shows every block to a listener. */
public final class TappedQuantizer implements Quantizer {
  /** Sees blocks; called from the thread that quantizes, so possibly from several. */
  @FunctionalInterface
  public interface Tap {
    /**
     * A block was quantized. Everything belongs to the caller and changes after the call.
     *
     * @param block what the block is
     * @param coefficients as {@link Quantizer#quantize} takes them
     * @param costs entropy costs, never {@code null}
     * @param levels what the quantizer decided
     */
    void block(BlockParameters block, int[] coefficients, EntropyCosts costs, int[] levels);
  }

  private final Quantizer quantizer;
  private final Tap tap;

  /**
   * Listens to a quantizer.
   *
   * @param quantizer is closed together with this one
   */
  public TappedQuantizer(Quantizer quantizer, Tap tap) {
    this.quantizer = quantizer;
    this.tap = tap;
  }

  /** Whether all coefficients of a block round to zero: then there is nothing to decide. */
  public static boolean roundsToZero(BlockParameters block, int[] coefficients) {
    return QuantizationScale.of(block).allRoundToZero(coefficients, block.coefficients());
  }

  @Override
  public String name() {
    return quantizer.name();
  }

  @Override
  public String describe() {
    return quantizer.describe();
  }

  /** Always: the listener wants them. */
  @Override
  public boolean needsEntropyCosts() {
    return true;
  }

  @Override
  public Workspace newWorkspace() {
    return quantizer.newWorkspace();
  }

  @Override
  public int quantize(
      BlockParameters block,
      int[] coefficients,
      EntropyCosts costs,
      int[] levels,
      Workspace workspace) {
    int sum = quantizer.quantize(block, coefficients, costs, levels, workspace);
    tap.block(block, coefficients, costs, levels);
    return sum;
  }

  @Override
  public void close() {
    quantizer.close();
  }
}
