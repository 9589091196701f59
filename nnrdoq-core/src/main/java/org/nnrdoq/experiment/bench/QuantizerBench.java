package org.nnrdoq.experiment.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nnrdoq.encoder.EncoderException;
import org.nnrdoq.experiment.Clip;
import org.nnrdoq.io.RecordedBlock;
import org.nnrdoq.quantizer.Quantizer;
import org.nnrdoq.quantizer.QuantizerSpec;
import org.nnrdoq.quantizer.Quantizers;

/**
 * Measures how long quantizers take for blocks that an encoder really quantizes.
 *
 * <p>All quantizers run in one process on one thread over the same blocks, in turns, so that
 * whatever else the machine does hits them alike; the figure is the fastest turn.
 */
public final class QuantizerBench {
  private static final int TURNS = 7;
  private static final long MIN_TURN_NANOS = 20_000_000;

  /**
   * Time for one kind of block.
   *
   * @param qp slice QP of the encode that the blocks come from
   * @param size side of the blocks, 0 = all sizes as the encoder calls them, zeros included
   * @param blocks number of distinct blocks
   * @param microseconds for one block, by quantizer
   */
  public record Line(int qp, int size, int blocks, double[] microseconds) {}

  private final List<Quantizer> quantizers = new ArrayList<>();
  private final List<Quantizer.Workspace> workspaces = new ArrayList<>();
  private final int[] levels = new int[RecordedBlock.MAX_COEFFICIENTS];
  private long sink;

  public QuantizerBench(List<QuantizerSpec> specs) {
    for (QuantizerSpec spec : specs) {
      Quantizer quantizer = Quantizers.create(spec);
      quantizers.add(quantizer);
      workspaces.add(quantizer.newWorkspace());
    }
  }

  /**
   * Encodes a clip at one QP with scalar quantization to get blocks, then measures.
   *
   * @return a line for each size with blocks, then one for the mix
   */
  public List<Line> run(Clip clip, int qp) throws IOException, EncoderException {
    BlockSamples samples = BlockSamples.of(clip, qp);
    List<Line> lines = new ArrayList<>();
    for (int size = 4; size <= 32; size *= 2) {
      if (!samples.ofSize(size).isEmpty()) {
        lines.add(line(qp, size, samples.ofSize(size)));
      }
    }
    lines.add(line(qp, 0, samples.mix()));
    return lines;
  }

  private Line line(int qp, int size, List<BlockSamples.Sample> blocks) {
    int[] repeats = new int[quantizers.size()];
    for (int q = 0; q < repeats.length; q++) {
      turn(q, blocks, 1);
      repeats[q] = (int) Math.max(1, MIN_TURN_NANOS / Math.max(1, turn(q, blocks, 1)));
      turn(q, blocks, 2 * repeats[q]); // warm up
    }
    double[] best = new double[repeats.length];
    Arrays.fill(best, Double.POSITIVE_INFINITY);
    for (int t = 0; t < TURNS; t++) {
      for (int q = 0; q < repeats.length; q++) {
        long nanos = turn(q, blocks, repeats[q]);
        best[q] = Math.min(best[q], nanos * 1e-3 / repeats[q] / blocks.size());
      }
    }
    return new Line(qp, size, blocks.size(), best);
  }

  private long turn(int q, List<BlockSamples.Sample> blocks, int repeats) {
    Quantizer quantizer = quantizers.get(q);
    Quantizer.Workspace workspace = workspaces.get(q);
    long start = System.nanoTime();
    for (int r = 0; r < repeats; r++) {
      for (BlockSamples.Sample s : blocks) {
        sink += quantizer.quantize(s.parameters(), s.coefficients(), s.costs(), levels, workspace);
      }
    }
    return System.nanoTime() - start;
  }

  /** Sum of all levels that were made; keeps the compiler from dropping the work. */
  public long sink() {
    return sink;
  }
}
