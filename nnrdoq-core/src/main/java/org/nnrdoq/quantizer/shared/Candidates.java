package org.nnrdoq.quantizer.shared;

import java.util.Arrays;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.quantizer.BlockBatch;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.Quantizer;

/**
 * Blocks of which an encoder will code some: the candidate modes of a block, quantized in one call.
 * Those of a component are priced by the same context states. For one thread.
 */
public final class Candidates {
  private static final int COMPONENTS = 3;

  private final Quantizer quantizer;
  private final Quantizer.Workspace workspace;
  private final BlockBatch batch = new BlockBatch();
  private final EntropyCosts[] costs = new EntropyCosts[COMPONENTS];
  private int[][] coefficients = new int[0][];
  private int[][] levels = new int[0][];
  private int[] modes = new int[0];

  /**
   * No candidates yet.
   *
   * @param workspace of the quantizer, for this thread
   */
  public Candidates(Quantizer quantizer, Quantizer.Workspace workspace) {
    this.quantizer = quantizer;
    this.workspace = workspace;
    for (int c = 0; quantizer.needsEntropyCosts() && c < COMPONENTS; c++) {
      costs[c] = new EntropyCosts();
    }
  }

  /** Forgets all candidates. */
  public void clear() {
    batch.clear();
  }

  /**
   * Entropy costs of a component's candidates, for the caller to fill; {@code null} if the
   * quantizer needs none.
   */
  public EntropyCosts costs(int cIdx) {
    return costs[cIdx];
  }

  /**
   * Adds a candidate.
   *
   * @param block what it is
   * @param mode that it is predicted with
   * @param transformed its coefficients, which are copied
   */
  public void add(BlockParameters block, int mode, int[] transformed) {
    int i = batch.size();
    int count = block.coefficients();
    if (i == modes.length) {
      int room = 2 * i + 4;
      coefficients = Arrays.copyOf(coefficients, room);
      levels = Arrays.copyOf(levels, room);
      modes = Arrays.copyOf(modes, room);
    }
    if (coefficients[i] == null || coefficients[i].length < count) {
      coefficients[i] = new int[count];
      levels[i] = new int[count];
    }
    System.arraycopy(transformed, 0, coefficients[i], 0, count);
    modes[i] = mode;
    batch.add(block, coefficients[i], costs[block.cIdx()], levels[i]);
  }

  /** Quantizes all candidates. */
  public void quantize() {
    quantizer.quantizeAll(batch, workspace);
  }

  /**
   * Takes a candidate.
   *
   * @param block what it is
   * @param mode that it is predicted with
   * @param transformed receives its coefficients
   * @param quantized receives its levels
   * @return sum of the absolute levels, or -1 if there is no such candidate
   */
  public int take(BlockParameters block, int mode, int[] transformed, int[] quantized) {
    for (int i = 0; i < batch.size(); i++) {
      BlockParameters b = batch.parameters(i);
      if (modes[i] == mode
          && b.cIdx() == block.cIdx()
          && b.transformSkip() == block.transformSkip()) {
        System.arraycopy(coefficients[i], 0, transformed, 0, b.coefficients());
        System.arraycopy(levels[i], 0, quantized, 0, b.coefficients());
        return batch.sum(i);
      }
    }
    return -1;
  }
}
