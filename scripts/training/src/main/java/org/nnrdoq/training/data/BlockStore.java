package org.nnrdoq.training.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.io.RecordedBlock;
import org.nnrdoq.io.RecordingException;
import org.nnrdoq.io.RecordingReader;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.RecordedBlocks;
import org.nnrdoq.quantizer.net.RoundedBlock;

/**
 * Recorded blocks in memory, cut to their crops, sorted by the shape of the crop.
 *
 * <p>Holds what training needs again and again: coefficients and entropy costs. Blocks that round
 * to zero are left out, since no network sees them.
 */
public final class BlockStore {
  /** Shapes of crops: 1 to 8 coefficient groups high and wide. */
  public static final int SHAPES = 64;

  /**
   * A copy of one stored block.
   *
   * @param parameters what it is
   * @param source index of the recording in {@link #sources}
   * @param height rows of its crop
   * @param width columns of its crop
   * @param coefficients of the crop, raster order
   * @param costs entropy costs in the order of {@link EntropyCosts}
   */
  public record Block(
      BlockParameters parameters,
      int source,
      int height,
      int width,
      short[] coefficients,
      int[] costs) {

    /** Puts the crop back into a whole block, with zeros around it, raster order. */
    public void expand(int[] whole) {
      int size = parameters.size();
      Arrays.fill(whole, 0, size * size, 0);
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          whole[y * size + x] = coefficients[y * width + x];
        }
      }
    }
  }

  private final List<Path> files = new ArrayList<>();
  private final List<String> sources = new ArrayList<>();
  private final List<BlockDigests> digests = new ArrayList<>();
  private final PackedBlocks blocks = new PackedBlocks();
  private BitWeights weights;

  /**
   * Takes a sample of every recording of a directory.
   *
   * @param limit most blocks to take of each recording
   * @param seed decides which
   * @throws RecordingException if there is none, or one is damaged or lacks entropy costs
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
   * @param file recording with entropy costs in every block
   * @param limit most blocks to take
   * @param seed decides which
   */
  public void add(Path file, int limit, long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed ^ file.getFileName().toString().hashCode());
    int source = sources.size();
    files.add(file);
    sources.add(file.getFileName().toString());
    BlockDigests own = new BlockDigests();
    digests.add(own);
    weights = null;
    RoundedBlock rounded = new RoundedBlock();
    RecordedBlock recorded = new RecordedBlock();
    Block[] sample = new Block[limit];
    long seen = 0;
    try (RecordingReader reader = new RecordingReader(file)) {
      while (reader.read(recorded)) {
        if (!recorded.hasCosts()) {
          throw new RecordingException(
              file + ": a block lacks entropy costs; record with the rdoq quantizer");
        }
        own.add(recorded);
        BlockParameters parameters = RecordedBlocks.parameters(recorded);
        if (parameters.lambda() == 0 || rounded.round(parameters, recorded.coefficients()) == 0) {
          continue;
        }
        // Reservoir sampling: every block that counts has the same chance to stay.
        long slot = seen < limit ? seen : random.nextLong(seen + 1);
        seen++;
        if (slot < limit) {
          sample[(int) slot] = cut(parameters, source, rounded, recorded);
        }
      }
    }
    try {
      Arrays.stream(sample).filter(Objects::nonNull).forEach(blocks::add);
    } catch (IllegalArgumentException e) {
      throw new RecordingException(file + ": " + e.getMessage(), e);
    }
  }

  private static Block cut(
      BlockParameters parameters, int source, RoundedBlock rounded, RecordedBlock recorded) {
    int h = rounded.height();
    int w = rounded.width();
    int size = parameters.size();
    short[] coefficients = new short[h * w];
    for (int y = 0; y < h; y++) {
      for (int x = 0; x < w; x++) {
        coefficients[y * w + x] = (short) recorded.coefficients()[y * size + x];
      }
    }
    return new Block(parameters, source, h, w, coefficients, recorded.costs().clone());
  }

  /** What a bit weighs in each recording. */
  BitWeights weights() {
    if (weights == null) {
      weights = new BitWeights(this);
    }
    return weights;
  }

  /**
   * Requires that no recording here and none of another store hold the same blocks.
   *
   * @throws RecordingException if two do; the message names them
   */
  public void requireDisjoint(BlockStore other) throws RecordingException {
    for (int i = 0; i < files.size(); i++) {
      for (int j = 0; j < other.files.size(); j++) {
        int shared = digests.get(i).shared(other.digests.get(j));
        if (shared > 0) {
          throw new RecordingException(
              files.get(i)
                  + " and "
                  + other.files.get(j)
                  + " share "
                  + shared
                  + " blocks: expected validation on blocks that are not learned from; remove one"
                  + " of the two recordings");
        }
      }
    }
  }

  /**
   * Recordings that hold many blocks, and none that RDOQ would empty. They were made without blocks
   * whose levels are all zero, so that nobody can learn from them when to empty a block.
   */
  public List<String> sourcesWithoutEmptyBlocks() {
    List<String> names = new ArrayList<>();
    for (int s = 0; s < sources.size(); s++) {
      if (weights().neverEmpty(s)) {
        names.add(sources.get(s));
      }
    }
    return names;
  }

  /** Number of blocks. */
  public int size() {
    return blocks.size();
  }

  /** A block by its index, 0 to {@link #size} - 1; those of a recording follow each other. */
  public Block get(int i) {
    int[] crop = new int[area(blocks.shape(i))];
    blocks.readCoefficients(i, crop);
    short[] coefficients = new short[crop.length];
    for (int p = 0; p < crop.length; p++) {
      coefficients[p] = (short) crop[p];
    }
    EntropyCosts costs = new EntropyCosts();
    blocks.readCosts(i, costs);
    return new Block(
        blocks.parameters(i), source(i), height(i), width(i), coefficients, costs.ratesQ15());
  }

  /** Parameters of a block. */
  public BlockParameters parameters(int i) {
    return blocks.parameters(i);
  }

  /** Index of a block's recording in {@link #sources}. */
  public int source(int i) {
    return blocks.source(i);
  }

  /** Rows of a block's crop. */
  public int height(int i) {
    return 4 * (blocks.shape(i) / 8 + 1);
  }

  /** Columns of a block's crop. */
  public int width(int i) {
    return 4 * (blocks.shape(i) % 8 + 1);
  }

  /**
   * Reads a block.
   *
   * @param crop receives the coefficients of the crop, raster order
   * @param costs receives the entropy costs
   */
  void read(int i, int[] crop, EntropyCosts costs) {
    blocks.readCoefficients(i, crop);
    blocks.readCosts(i, costs);
  }

  /** File names of the recordings, in the order they were added. */
  public List<String> sources() {
    return sources;
  }

  /** Indices of blocks by shape of crop: entry {@code (height / 4 - 1) * 8 + width / 4 - 1}. */
  public int[][] byShape() {
    int[] counts = new int[SHAPES];
    for (int i = 0; i < size(); i++) {
      counts[blocks.shape(i)]++;
    }
    int[][] result = new int[SHAPES][];
    for (int s = 0; s < SHAPES; s++) {
      result[s] = new int[counts[s]];
    }
    for (int i = size() - 1; i >= 0; i--) {
      int s = blocks.shape(i);
      result[s][--counts[s]] = i;
    }
    return result;
  }

  /** Index of a shape of crops in {@link #byShape}. */
  static int shape(int height, int width) {
    return (height / 4 - 1) * 8 + width / 4 - 1;
  }

  /** Positions of a crop of one of the shapes of {@link #byShape}. */
  public static int area(int shape) {
    return 16 * (shape / 8 + 1) * (shape % 8 + 1);
  }

  /** The same block with another lambda, and with signs hidden or not. */
  static BlockParameters parameters(BlockParameters block, double lambda, boolean signHiding) {
    return lambda == block.lambda() && signHiding == block.signHiding()
        ? block
        : new BlockParameters(
            block.log2TrafoSize(),
            block.cIdx(),
            block.predMode(),
            block.sliceType(),
            block.scanIdx(),
            block.qp(),
            block.bitDepth(),
            lambda,
            block.transformSkip(),
            signHiding);
  }
}
