package org.nnrdoq.experiment.inspect;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.Quantizer;
import org.nnrdoq.quantizer.QuantizerScope;
import org.nnrdoq.quantizer.shared.BlockCost;
import org.nnrdoq.quantizer.shared.TappedQuantizer;

/**
 * Runs two quantizers on blocks and keeps what they cost. Blocks whose coefficients all round to
 * zero are counted but not kept: nothing is decided there. Not thread-safe.
 */
public final class BlockInspector implements AutoCloseable {
  /** Side in coefficients and component (0 luma, 1 chroma) of what {@link #differences} counts. */
  private static final int KINDS = 8;

  /**
   * A block with its numbers.
   *
   * @param block summary
   * @param coefficients raster order
   * @param first levels of the first quantizer
   * @param second levels of the second
   */
  public record Detail(InspectedBlock block, int[] coefficients, int[] first, int[] second) {}

  private final Quantizer first;
  private final Quantizer second;
  private final Predicate<InspectedBlock> wanted;
  private final QuantizerScope scope = new QuantizerScope();
  private final Quantizer.Workspace firstWorkspace;
  private final Quantizer.Workspace secondWorkspace;
  private final BlockCost cost = new BlockCost();
  private final int[] firstLevels = new int[32 * 32];
  private final int[] secondLevels = new int[32 * 32];
  private final List<InspectedBlock> blocks = new ArrayList<>();
  private final List<Detail> details = new ArrayList<>();
  private final long[][] differences = new long[KINDS][];
  private long seen;

  /**
   * Prepares to inspect.
   *
   * @param first stays the caller's, who closes it after the inspector
   * @param second stays the caller's as well
   * @param wanted blocks whose coefficients and levels are kept, too
   */
  public BlockInspector(Quantizer first, Quantizer second, Predicate<InspectedBlock> wanted) {
    this.first = first;
    this.second = second;
    this.wanted = wanted;
    try {
      firstWorkspace = scope.newWorkspace(first);
      secondWorkspace = scope.newWorkspace(second);
    } catch (RuntimeException e) {
      scope.close();
      throw e;
    }
    for (int k = 0; k < KINDS; k++) {
      differences[k] = new long[1 << 2 * (k / 2 + 2)];
    }
  }

  /**
   * Takes one block.
   *
   * @param x luma column, or -1
   * @param y luma row, or -1
   * @param costs entropy costs before the block
   */
  public void add(int x, int y, BlockParameters block, int[] coefficients, EntropyCosts costs) {
    long number = seen++;
    if (TappedQuantizer.roundsToZero(block, coefficients)) {
      return;
    }
    first.quantize(block, coefficients, costs, firstLevels, firstWorkspace);
    second.quantize(block, coefficients, costs, secondLevels, secondWorkspace);
    int count = block.coefficients();
    int differing = 0;
    long[] positions = differences[kind(block.log2TrafoSize(), block.cIdx())];
    for (int i = 0; i < count; i++) {
      if (firstLevels[i] != secondLevels[i]) {
        differing++;
        positions[i]++;
      }
    }
    InspectedBlock summary =
        new InspectedBlock(
            number,
            x,
            y,
            block,
            side(block, coefficients, costs, firstLevels),
            side(block, coefficients, costs, secondLevels),
            differing);
    blocks.add(summary);
    if (wanted.test(summary)) {
      details.add(
          new Detail(
              summary,
              Arrays.copyOf(coefficients, count),
              Arrays.copyOf(firstLevels, count),
              Arrays.copyOf(secondLevels, count)));
    }
  }

  private InspectedBlock.Side side(
      BlockParameters block, int[] coefficients, EntropyCosts costs, int[] levels) {
    int nonZero = 0;
    for (int i = 0; i < block.coefficients(); i++) {
      nonZero += levels[i] != 0 ? 1 : 0;
    }
    double distortion = cost.distortion(block, coefficients, levels);
    double bits = cost.rateQ15(block, costs, levels) / (double) EntropyCosts.ONE_BIT;
    return new InspectedBlock.Side(nonZero, distortion, bits, distortion + block.lambda() * bits);
  }

  private static int kind(int log2TrafoSize, int cIdx) {
    return 2 * (log2TrafoSize - 2) + (cIdx == 0 ? 0 : 1);
  }

  /** Name of the first quantizer. */
  public String firstName() {
    return first.name();
  }

  /** Name of the second quantizer. */
  public String secondName() {
    return second.name();
  }

  /** Number of blocks taken, those that round to zero included. */
  public long seen() {
    return seen;
  }

  /** Blocks that do not round to zero, in the order they came. */
  public List<InspectedBlock> blocks() {
    return List.copyOf(blocks);
  }

  /** The wanted blocks. */
  public List<Detail> details() {
    return List.copyOf(details);
  }

  /** How many blocks of a kind differ at each coefficient, raster order; live. */
  long[] differences(int log2TrafoSize, int channelType) {
    return differences[kind(log2TrafoSize, channelType)];
  }

  @Override
  public void close() {
    scope.close();
  }
}
