package org.nnrdoq.training.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nnrdoq.hevc.SliceType;
import org.nnrdoq.hevc.transform.Scaling;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.net.FeatureSet;

/**
 * Validation blocks in batches, at one factor of lambda or several, with what does not change from
 * one validation to the next: the teacher's levels, and what they, rounding to nearest and scalar
 * quantization cost.
 */
public final class Validation {
  /**
   * Blocks of one shape at one factor of lambda.
   *
   * @param indices of the blocks in {@link #store}
   * @param lambdaFactor that their lambda is multiplied by
   * @param teacher the teacher's levels of each block
   */
  public record Part(int[] indices, double lambdaFactor, short[][] teacher) {
    /** The factor of each block. */
    public double[] lambdaFactors() {
      double[] factors = new double[indices.length];
      Arrays.fill(factors, lambdaFactor);
      return factors;
    }
  }

  private final BlockStore store;
  private final BlockScratch scratch;
  private final double[] lambdaFactors;
  private final int[] levels = new int[1024];
  private final List<List<Part>> parts = new ArrayList<>();
  private final Totals[][] others;

  /**
   * Prepares validations.
   *
   * @param lambdaFactors at least one
   */
  public Validation(TrainConfig config, BlockStore store, double[] lambdaFactors) {
    this.store = store;
    // The teacher sees a block whole, whatever a network takes of it.
    scratch = new BlockScratch(config.inputs().lists() ? FeatureSet.BLOCK_2 : config.inputs());
    this.lambdaFactors = lambdaFactors;
    others = new Totals[lambdaFactors.length][];
    int[][] shapes = store.byShape();
    for (int f = 0; f < lambdaFactors.length; f++) {
      others[f] = Totals.zeros(store.sources().size());
      List<Part> own = new ArrayList<>();
      for (int shape = 0; shape < shapes.length; shape++) {
        int most = config.blocksPerBatch(shape);
        for (int from = 0; from < shapes[shape].length; from += most) {
          int to = Math.min(from + most, shapes[shape].length);
          own.add(part(Arrays.copyOfRange(shapes[shape], from, to), f));
        }
      }
      parts.add(own);
    }
  }

  private Part part(int[] indices, int factor) {
    short[][] teacher = new short[indices.length][];
    for (int b = 0; b < indices.length; b++) {
      int area = store.height(indices[b]) * store.width(indices[b]);
      scratch.start(store, indices[b], lambdaFactors[factor]);
      int source = store.source(indices[b]);
      Totals totals = others[factor][source];
      double weight = store.weights().weight(source, lambdaFactors[factor]);
      scratch.teach(levels);
      totals.teacher += weight * scratch.cost.cost(levels);
      teacher[b] = new short[area];
      for (int i = 0; i < area; i++) {
        teacher[b][i] = (short) levels[i];
      }
      totals.nearest += weight * scratch.cost.cost(scratch.features.levels());
      deadZone(area);
      totals.scalar += weight * scratch.cost.cost(levels);
    }
    return new Part(indices, lambdaFactors[factor], teacher);
  }

  /** HM's scalar quantization: 171/512 in intra slices, 85/512 in others. */
  private void deadZone(int area) {
    BlockParameters block = scratch.parameters();
    int shift = Scaling.qBits(block.log2TrafoSize(), block.qp(), block.bitDepth());
    long offset = (block.sliceType() == SliceType.I ? 171L : 85L) << (shift - 9);
    for (int i = 0; i < area; i++) {
      long magnitude = Math.abs(scratch.coefficients()[i]);
      long scaled = magnitude * Scaling.quantScale(block.qp());
      levels[i] = (int) Math.min((scaled + offset) >> shift, 32767);
    }
  }

  /** The blocks. */
  public BlockStore store() {
    return store;
  }

  /** Factors that lambda is multiplied by in turn. */
  public double[] lambdaFactors() {
    return lambdaFactors.clone();
  }

  /** Batches of one of the {@link #lambdaFactors}. */
  public List<Part> parts(int factor) {
    return parts.get(factor);
  }

  /**
   * Totals by recording with all but the network's part filled in, for one of the {@link
   * #lambdaFactors}.
   */
  public Totals[] start(int factor) {
    Totals[] totals = Totals.zeros(store.sources().size());
    for (int s = 0; s < totals.length; s++) {
      totals[s].add(others[factor][s]);
    }
    return totals;
  }
}
