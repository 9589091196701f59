package org.nnrdoq.training.learn;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.io.RecordedBlock;
import org.nnrdoq.io.RecordingException;
import org.nnrdoq.io.RecordingReader;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.RecordedBlocks;
import org.nnrdoq.quantizer.scalar.DeadZoneCells;
import org.nnrdoq.quantizer.scalar.DeadZoneTable;
import org.nnrdoq.quantizer.shared.BlockCost;

/**
 * Fits the thresholds of {@code adz}.
 *
 * <p>One round prices, in every block, what lowering each single level would change in D + lambda
 * R, with the other levels as the table of the round before leaves them. The prices, in bits, are
 * summed by cell and excess; the best threshold of a cell is where the running sum is least. Cells
 * with few coefficients lean on their likes in other sizes, modes and lambdas. Signs are not hidden
 * while fitting.
 */
public final class DeadZoneFitter {
  private static final int BINS = DeadZoneTable.MAX_THRESHOLD - DeadZoneTable.MIN_THRESHOLD;

  /** So many coefficients of the likes of a cell count beside its own. */
  private static final double PRIOR_WEIGHT = 300;

  private final double[][] price = new double[DeadZoneCells.CELLS][BINS];
  private final long[] count = new long[DeadZoneCells.CELLS];
  private final DeadZoneCells cells = new DeadZoneCells();
  private final BlockCost cost = new BlockCost();
  private final EntropyCosts costs = new EntropyCosts();
  private final int[] levels = new int[RecordedBlock.MAX_COEFFICIENTS];
  private long blocks;
  private double bits;

  /** Number of blocks added. */
  public long blocks() {
    return blocks;
  }

  /** Mean J of the blocks added, in bits, as the table that was passed leaves them. */
  public double meanBits() {
    return bits / Math.max(1, blocks);
  }

  /**
   * Adds every {@code stride}-th block of a recording.
   *
   * @param table decides the levels around the one that is priced
   */
  public void add(Path file, int stride, DeadZoneTable table) throws IOException {
    RecordedBlock block = new RecordedBlock();
    try (RecordingReader reader = new RecordingReader(file)) {
      while (reader.read(block)) {
        if (!block.hasCosts()) {
          throw new RecordingException(
              file + ": a block lacks entropy costs; record with the rdoq quantizer");
        }
        if (reader.blocks() % stride == 0 && block.lambda() > 0) {
          block.setSignHiding(false);
          add(block, table);
        }
      }
    }
  }

  private void add(RecordedBlock block, DeadZoneTable table) {
    BlockParameters parameters = RecordedBlocks.parameters(block);
    int[] coefficients = block.coefficients();
    int listed = cells.list(parameters, coefficients);
    if (listed == 0) {
      return;
    }
    RecordedBlocks.getCosts(block, costs);
    Arrays.fill(levels, 0, parameters.coefficients(), 0);
    for (int k = 0; k < listed; k++) {
      set(coefficients, k, table.decide(cells, k));
    }
    cost.prepare(parameters, costs);
    double now = bits(parameters, coefficients);
    for (int k = 0; k < listed; k++) {
      int kept = cells.level(k);
      boolean keeps = Math.abs(levels[cells.position(k)]) == kept;
      set(coefficients, k, keeps ? kept - 1 : kept);
      double other = bits(parameters, coefficients);
      set(coefficients, k, keeps ? kept : kept - 1);
      int bin = Math.min(cells.excess(k), DeadZoneTable.MAX_THRESHOLD - 1);
      price[cells.cell(k)][bin - DeadZoneTable.MIN_THRESHOLD] += keeps ? other - now : now - other;
      count[cells.cell(k)]++;
    }
    bits += now;
    blocks++;
  }

  private void set(int[] coefficients, int k, int level) {
    int position = cells.position(k);
    levels[position] = coefficients[position] < 0 ? -level : level;
  }

  private double bits(BlockParameters block, int[] coefficients) {
    return cost.distortion(block, coefficients, levels) / block.lambda()
        + cost.rateOfPrepared(block, costs, levels) / (double) EntropyCosts.ONE_BIT;
  }

  /** The table that is best by what was added; empty cells keep {@code before}'s thresholds. */
  public DeadZoneTable fit(DeadZoneTable before) {
    int[] thresholds = new int[DeadZoneCells.CELLS];
    double[][] likes = new double[2 * DeadZoneCells.INNER_CELLS][BINS];
    long[] likesCount = new long[likes.length];
    for (int cell = 0; cell < price.length; cell++) {
      int like = like(cell);
      likesCount[like] += count[cell];
      for (int bin = 0; bin < BINS; bin++) {
        likes[like][bin] += price[cell][bin];
      }
    }
    for (int cell = 0; cell < price.length; cell++) {
      int like = like(cell);
      thresholds[cell] =
          likesCount[like] == 0
              ? before.threshold(cell)
              : best(price[cell], likes[like], PRIOR_WEIGHT / likesCount[like]);
    }
    return new DeadZoneTable(thresholds);
  }

  /** Cells of the same channel type that agree in all but size, prediction mode and lambda. */
  private static int like(int cell) {
    int channel = cell / (2 * 3 * DeadZoneCells.INNER_CELLS) % 2;
    return channel * DeadZoneCells.INNER_CELLS + cell % DeadZoneCells.INNER_CELLS;
  }

  /** Lowering all below the threshold costs the sum of their prices: the least sum wins. */
  private static int best(double[] own, double[] like, double weight) {
    double sum = 0;
    double least = 0;
    int best = 0;
    for (int bin = 0; bin < BINS; bin++) {
      sum += own[bin] + weight * like[bin];
      if (sum < least) {
        least = sum;
        best = bin + 1;
      }
    }
    return DeadZoneTable.MIN_THRESHOLD + best;
  }
}
