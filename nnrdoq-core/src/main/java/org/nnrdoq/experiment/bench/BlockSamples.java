package org.nnrdoq.experiment.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.nnrdoq.encoder.EncodeJob;
import org.nnrdoq.encoder.Encoder;
import org.nnrdoq.encoder.EncoderException;
import org.nnrdoq.encoder.embedded.EmbeddedEncoder;
import org.nnrdoq.experiment.plan.Clip;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.io.RecordedBlock;
import org.nnrdoq.io.RecordingReader;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.QuantizerKind;
import org.nnrdoq.quantizer.QuantizerSpec;
import org.nnrdoq.quantizer.RecordedBlocks;
import org.nnrdoq.quantizer.shared.TappedQuantizer;
import org.nnrdoq.quantizer.shipped.Quantizers;

/** Blocks of one encode: by size those that do not round to zero, and a mix of all. */
public final class BlockSamples {
  /** Blocks of one kind at most. */
  public static final int MAX_BLOCKS = 1500;

  private static final int MIX = 4;

  /** A block as a quantizer gets it. */
  public record Sample(BlockParameters parameters, int[] coefficients, EntropyCosts costs) {}

  private final List<List<Sample>> lists = new ArrayList<>();
  private final long[] seen = new long[MIX + 1];
  private final Random random = new Random(1);

  private BlockSamples() {
    for (int i = 0; i <= MIX; i++) {
      lists.add(new ArrayList<>());
    }
  }

  /** Encodes a clip at one QP with scalar quantization. */
  public static BlockSamples of(Clip clip, int qp) throws IOException, EncoderException {
    BlockSamples samples = new BlockSamples();
    Path stream = Files.createTempFile("nnrdoq-bench", ".hevc");
    try {
      new EmbeddedEncoder(
              spec ->
                  new TappedQuantizer(
                      Quantizers.create(spec), (p, c, costs, levels) -> samples.take(p, c, costs)))
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
    return samples.shuffled();
  }

  /**
   * Reads a recording.
   *
   * @throws IOException if it cannot be read, or its blocks have no entropy costs
   */
  public static BlockSamples of(Path recording) throws IOException {
    BlockSamples samples = new BlockSamples();
    EntropyCosts costs = new EntropyCosts();
    RecordedBlock block = new RecordedBlock();
    try (RecordingReader reader = new RecordingReader(recording)) {
      while (reader.read(block)) {
        if (!block.hasCosts()) {
          throw new IOException(
              recording + ": has blocks without entropy costs; record it with them");
        }
        RecordedBlocks.getCosts(block, costs);
        samples.take(RecordedBlocks.parameters(block), block.coefficients(), costs);
      }
    }
    return samples.shuffled();
  }

  private void take(BlockParameters parameters, int[] coefficients, EntropyCosts costs) {
    keep(MIX, parameters, coefficients, costs);
    if (!TappedQuantizer.roundsToZero(parameters, coefficients)) {
      keep(parameters.log2TrafoSize() - 2, parameters, coefficients, costs);
    }
  }

  /** Reservoir sampling: each block of the encode is as likely as any other. */
  private void keep(int index, BlockParameters p, int[] coefficients, EntropyCosts costs) {
    List<Sample> list = lists.get(index);
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

  /** No quantizer may learn the order of an encode. */
  private BlockSamples shuffled() {
    lists.forEach(list -> java.util.Collections.shuffle(list, new Random(2)));
    return this;
  }

  /**
   * Blocks of one size that do not round to zero; may be empty.
   *
   * @param size 4, 8, 16 or 32
   */
  public List<Sample> ofSize(int size) {
    return lists.get(Integer.numberOfTrailingZeros(size) - 2);
  }

  /** Blocks of all sizes as the encoder calls them, zeros included. */
  public List<Sample> mix() {
    return lists.get(MIX);
  }
}
