package org.nnrdoq.training.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.io.RecordedBlock;
import org.nnrdoq.io.RecordingException;
import org.nnrdoq.io.RecordingReader;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.RecordedBlocks;
import org.nnrdoq.quantizer.net.BlockFeatures;
import org.nnrdoq.quantizer.net.FeatureSet;

/**
 * Recorded blocks in memory, cut to their crops, sorted by the shape of the crop.
 *
 * <p>Holds what training needs again and again: coefficients, the teacher's levels, entropy costs.
 * Blocks that round to zero are left out, since no network sees them.
 */
public final class BlockStore {
  /**
   * One stored block.
   *
   * @param parameters what it is
   * @param source index of the recording in {@link #sources}
   * @param height rows of its crop
   * @param width columns of its crop
   * @param coefficients of the crop, raster order
   * @param teacher levels of the recording's quantizer without sign, order as the coefficients
   * @param costs as {@link RecordedBlock#costs()}
   */
  public record Block(
      BlockParameters parameters,
      int source,
      int height,
      int width,
      short[] coefficients,
      short[] teacher,
      int[] costs) {}

  /** Blocks of a recording that its weight is taken from. */
  private static final int WEIGHED_BLOCKS = 1000;

  private final List<String> sources = new ArrayList<>();
  private final List<Block> blocks = new ArrayList<>();
  private float[] weights;

  /**
   * Takes a sample of every recording of a directory.
   *
   * @param limit most blocks to take of each recording
   * @param seed decides which
   * @throws RecordingException if there is none, or one is damaged or lacks levels or costs
   */
  public static BlockStore load(Path directory, int limit, long seed) throws IOException {
    BlockStore store = new BlockStore();
    for (Path file : Recordings.list(directory)) {
      store.add(file, limit, seed);
    }
    return store;
  }

  /**
   * Adds an even sample of the blocks of a recording that do not round to zero.
   *
   * @param file recording with levels and costs in every block
   * @param limit most blocks to take
   * @param seed decides which
   */
  public void add(Path file, int limit, long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed ^ file.getFileName().toString().hashCode());
    int source = sources.size();
    sources.add(file.getFileName().toString());
    BlockFeatures features = new BlockFeatures(FeatureSet.BLOCK_1);
    RecordedBlock recorded = new RecordedBlock();
    Block[] sample = new Block[limit];
    long seen = 0;
    try (RecordingReader reader = new RecordingReader(file)) {
      while (reader.read(recorded)) {
        if (!recorded.hasLevels() || !recorded.hasCosts()) {
          throw new RecordingException(
              file + ": a block lacks levels or entropy costs; record with the rdoq quantizer");
        }
        BlockParameters parameters = RecordedBlocks.parameters(recorded);
        if (parameters.lambda() == 0 || features.round(parameters, recorded.coefficients()) == 0) {
          continue;
        }
        // Reservoir sampling: every block that counts has the same chance to stay.
        long slot = seen < limit ? seen : random.nextLong(seen + 1);
        seen++;
        if (slot < limit) {
          sample[(int) slot] = cut(parameters, source, features, recorded);
        }
      }
    }
    Arrays.stream(sample).filter(b -> b != null).forEach(blocks::add);
  }

  private static Block cut(
      BlockParameters parameters, int source, BlockFeatures features, RecordedBlock recorded) {
    int h = features.height();
    int w = features.width();
    int size = parameters.size();
    short[] coefficients = new short[h * w];
    short[] teacher = new short[h * w];
    for (int y = 0; y < h; y++) {
      for (int x = 0; x < w; x++) {
        coefficients[y * w + x] = (short) recorded.coefficients()[y * size + x];
        teacher[y * w + x] = (short) Math.abs(recorded.levels()[y * size + x]);
      }
    }
    return new Block(parameters, source, h, w, coefficients, teacher, recorded.costs().clone());
  }

  /**
   * What a bit weighs in each recording, by source: the inverse of a block's mean cost there, 1 on
   * average. Rate at high QP is scarce, and BD-rate counts it relatively; without weights the
   * lowest QP would decide alone.
   */
  float[] weights() {
    if (weights == null || weights.length != sources.size()) {
      weights = weigh();
    }
    return weights;
  }

  private float[] weigh() {
    double[] bits = new double[sources.size()];
    int[] counts = new int[sources.size()];
    BlockFeatures features = new BlockFeatures(FeatureSet.BLOCK_1);
    EntropyCosts entropyCosts = new EntropyCosts();
    AlternativeCosts cost = new AlternativeCosts();
    int[] coefficients = new int[1024];
    int[] levels = new int[1024];
    for (Block b : blocks) {
      if (counts[b.source()] >= WEIGHED_BLOCKS) {
        continue;
      }
      expand(b, coefficients);
      features.round(b.parameters(), coefficients);
      costs(b, entropyCosts);
      cost.start(b.parameters(), features, entropyCosts);
      for (int i = 0; i < b.teacher().length; i++) {
        levels[i] = b.teacher()[i];
      }
      bits[b.source()] += cost.cost(levels);
      counts[b.source()]++;
    }
    double sum = 0;
    for (int s = 0; s < bits.length; s++) {
      bits[s] = counts[s] / Math.max(bits[s], 1);
      sum += bits[s];
    }
    float[] result = new float[bits.length];
    for (int s = 0; s < bits.length; s++) {
      result[s] = (float) (bits[s] * bits.length / sum);
    }
    return result;
  }

  public int size() {
    return blocks.size();
  }

  public Block get(int i) {
    return blocks.get(i);
  }

  /** File names of the recordings, in the order they were added. */
  public List<String> sources() {
    return sources;
  }

  /** Indices of blocks by shape of crop: entry {@code (height / 4 - 1) * 8 + width / 4 - 1}. */
  public int[][] byShape() {
    int[] counts = new int[64];
    blocks.forEach(b -> counts[shape(b)]++);
    int[][] result = new int[64][];
    for (int s = 0; s < 64; s++) {
      result[s] = new int[counts[s]];
    }
    for (int i = blocks.size() - 1; i >= 0; i--) {
      int s = shape(blocks.get(i));
      result[s][--counts[s]] = i;
    }
    return result;
  }

  private static int shape(Block b) {
    return (b.height() / 4 - 1) * 8 + b.width() / 4 - 1;
  }

  /** Puts a crop back into a whole block with zeros around it. */
  public static void expand(Block b, int[] coefficients) {
    int size = b.parameters().size();
    Arrays.fill(coefficients, 0, size * size, 0);
    for (int y = 0; y < b.height(); y++) {
      for (int x = 0; x < b.width(); x++) {
        coefficients[y * size + x] = b.coefficients()[y * b.width() + x];
      }
    }
  }

  /** Entropy costs of a block in the form that {@link AlternativeCosts} reads. */
  public static void costs(Block b, EntropyCosts to) {
    to.copyFrom(b.costs());
  }
}
