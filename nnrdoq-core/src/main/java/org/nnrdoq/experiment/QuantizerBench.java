package org.nnrdoq.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.nnrdoq.encoder.EmbeddedEncoder;
import org.nnrdoq.encoder.EncodeJob;
import org.nnrdoq.encoder.Encoder;
import org.nnrdoq.encoder.EncoderException;
import org.nnrdoq.hevc.cabac.EntropyCosts;
import org.nnrdoq.io.RecordedBlock;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.Quantizer;
import org.nnrdoq.quantizer.QuantizerKind;
import org.nnrdoq.quantizer.QuantizerSpec;
import org.nnrdoq.quantizer.Quantizers;
import org.nnrdoq.quantizer.RecordedBlocks;
import org.nnrdoq.quantizer.TappedQuantizer;

/**
 * Measures how long quantizers take for blocks that an encoder really quantizes.
 *
 * <p>All quantizers run in one process on one thread over the same blocks, in turns, so that
 * whatever else the machine does hits them alike; the figure is the fastest turn.
 */
public final class QuantizerBench {
  /** Blocks of one kind at most. */
  public static final int MAX_BLOCKS = 1500;

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

  private record Sample(BlockParameters parameters, int[] coefficients, EntropyCosts costs) {}

  /** Blocks of one encode: by log2 size - 2 those that do not round to zero, and a mix of all. */
  private static final class Harvest {
    private final List<List<Sample>> bySize =
        List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    private final List<Sample> mix = new ArrayList<>();
    private final long[] seen = new long[5];
    private final Random random = new Random(1);

    void take(BlockParameters parameters, int[] coefficients, EntropyCosts costs, int[] levels) {
      keep(mix, 4, parameters, coefficients, costs);
      if (!TappedQuantizer.roundsToZero(parameters, coefficients)) {
        int size = parameters.log2TrafoSize() - 2;
        keep(bySize.get(size), size, parameters, coefficients, costs);
      }
    }

    /** Reservoir sampling: each block of the encode is as likely as any other. */
    private void keep(
        List<Sample> list, int index, BlockParameters p, int[] coefficients, EntropyCosts costs) {
      long n = ++seen[index];
      if (list.size() < MAX_BLOCKS) {
        list.add(copy(p, coefficients, costs));
      } else {
        long at = (long) (random.nextDouble() * n);
        if (at < MAX_BLOCKS) {
          list.set((int) at, copy(p, coefficients, costs));
        }
      }
    }

    private static Sample copy(BlockParameters p, int[] coefficients, EntropyCosts costs) {
      RecordedBlock block = new RecordedBlock();
      RecordedBlocks.setParameters(block, p);
      RecordedBlocks.setCosts(block, costs);
      EntropyCosts own = new EntropyCosts();
      RecordedBlocks.getCosts(block, own);
      return new Sample(p, Arrays.copyOf(coefficients, p.coefficients()), own);
    }
  }

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
    Harvest harvest = harvest(clip, qp);
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      if (!harvest.bySize.get(i).isEmpty()) {
        lines.add(line(qp, 4 << i, harvest.bySize.get(i)));
      }
    }
    lines.add(line(qp, 0, harvest.mix));
    return lines;
  }

  private static Harvest harvest(Clip clip, int qp) throws IOException, EncoderException {
    Harvest harvest = new Harvest();
    Path stream = Files.createTempFile("nnrdoq-bench", ".hevc");
    try {
      new EmbeddedEncoder(spec -> new TappedQuantizer(Quantizers.create(spec), harvest::take))
          .encode(
              new EncodeJob(
                  clip.file(),
                  clip.rawFormat(),
                  stream,
                  null,
                  qp,
                  clip.firstFrame(),
                  clip.frames(),
                  1,
                  QuantizerSpec.of(QuantizerKind.SQ),
                  EncodeJob.Tools.DEFAULT),
              Encoder.Progress.NONE);
    } finally {
      Files.deleteIfExists(stream);
    }
    return harvest;
  }

  private Line line(int qp, int size, List<Sample> blocks) {
    Collections.shuffle(blocks, new Random(2)); // no quantizer may learn the order of an encode
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

  private long turn(int q, List<Sample> blocks, int repeats) {
    Quantizer quantizer = quantizers.get(q);
    Quantizer.Workspace workspace = workspaces.get(q);
    long start = System.nanoTime();
    for (int r = 0; r < repeats; r++) {
      for (Sample s : blocks) {
        sink += quantizer.quantize(s.parameters, s.coefficients, s.costs, levels, workspace);
      }
    }
    return System.nanoTime() - start;
  }

  /** Sum of all levels that were made; keeps the compiler from dropping the work. */
  public long sink() {
    return sink;
  }
}
