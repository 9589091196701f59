package org.nnrdoq.training.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.quantizer.BlockParameters;

/**
 * Blocks in memory, each in one run of shorts, so that millions of them fit and reading one at
 * random touches few lines of the cache.
 *
 * <p>A run holds the coefficients of the crop, raster order; for each context an index into a table
 * of what its two bins cost, since there are as many such pairs as there are context states; the
 * costs of the last_sig_coeff prefixes that a block of the size has; and those of the coded block
 * flag.
 */
final class PackedBlocks {
  private static final int CHUNK = 1 << 22;

  /** Contexts whose bins have a cost each; they come first in {@link EntropyCosts}. */
  private static final int CONTEXTS = EntropyCosts.LAST_X_PREFIX / 2;

  private static final int MOST_PAIRS = 1 << 16;

  private final List<short[]> chunks = new ArrayList<>();
  private int usedInChunk = CHUNK;
  private int count;
  private int[] chunkOf = new int[1024];
  private int[] startOf = new int[1024];
  private int[] kindOf = new int[1024];
  private int[] sourceOf = new int[1024];
  private byte[] shapeOf = new byte[1024];

  private final List<BlockParameters> kinds = new ArrayList<>();
  private final Map<BlockParameters, Integer> kindIndex = new HashMap<>();

  private final Map<Long, Integer> pairIndex = new HashMap<>();
  private int[] zeroCosts = new int[256];
  private int[] oneCosts = new int[256];

  /** Number of blocks. */
  int size() {
    return count;
  }

  /**
   * Adds a block.
   *
   * @throws IllegalArgumentException if its entropy costs come from no table of context states:
   *     there are more than {@value #MOST_PAIRS} pairs of costs of two bins
   */
  void add(BlockStore.Block block) {
    int prefixes = prefixes(block.parameters());
    int length = block.coefficients().length + CONTEXTS + 2 * (2 * prefixes + 2);
    if (usedInChunk + length > CHUNK) {
      chunks.add(new short[CHUNK]);
      usedInChunk = 0;
    }
    if (count == startOf.length) {
      chunkOf = Arrays.copyOf(chunkOf, 2 * count);
      startOf = Arrays.copyOf(startOf, 2 * count);
      kindOf = Arrays.copyOf(kindOf, 2 * count);
      sourceOf = Arrays.copyOf(sourceOf, 2 * count);
      shapeOf = Arrays.copyOf(shapeOf, 2 * count);
    }
    chunkOf[count] = chunks.size() - 1;
    startOf[count] = usedInChunk;
    kindOf[count] = kind(block.parameters());
    sourceOf[count] = block.source();
    shapeOf[count] = (byte) BlockStore.shape(block.height(), block.width());
    write(block, chunks.get(chunks.size() - 1), usedInChunk, prefixes);
    usedInChunk += length;
    count++;
  }

  private int kind(BlockParameters parameters) {
    return kindIndex.computeIfAbsent(
        parameters,
        p -> {
          kinds.add(p);
          return kinds.size() - 1;
        });
  }

  private void write(BlockStore.Block block, short[] to, int start, int prefixes) {
    int[] costs = block.costs();
    int at = start + block.coefficients().length;
    System.arraycopy(block.coefficients(), 0, to, start, block.coefficients().length);
    for (int c = 0; c < CONTEXTS; c++) {
      to[at++] = (short) pair(costs[2 * c], costs[2 * c + 1]);
    }
    for (int first : new int[] {EntropyCosts.LAST_X_PREFIX, EntropyCosts.LAST_Y_PREFIX}) {
      for (int i = 0; i < prefixes; i++) {
        at = writeInt(costs[first + i], to, at);
      }
    }
    at = writeInt(costs[EntropyCosts.CODED_BLOCK_FLAG], to, at);
    writeInt(costs[EntropyCosts.CODED_BLOCK_FLAG + 1], to, at);
  }

  private int pair(int zero, int one) {
    return pairIndex.computeIfAbsent(
        (long) zero << 32 | one & 0xffffffffL,
        p -> {
          int index = pairIndex.size();
          if (index == MOST_PAIRS) {
            throw new IllegalArgumentException(
                "entropy costs of more than " + MOST_PAIRS + " context states: expected 128");
          }
          if (index == zeroCosts.length) {
            zeroCosts = Arrays.copyOf(zeroCosts, 2 * index);
            oneCosts = Arrays.copyOf(oneCosts, 2 * index);
          }
          zeroCosts[index] = zero;
          oneCosts[index] = one;
          return index;
        });
  }

  private static int writeInt(int value, short[] to, int at) {
    to[at] = (short) value;
    to[at + 1] = (short) (value >> 16);
    return at + 2;
  }

  private static int readInt(short[] from, int at) {
    return from[at] & 0xffff | from[at + 1] << 16;
  }

  /** Values that a last_sig_coeff prefix can have in a block. */
  private static int prefixes(BlockParameters parameters) {
    return 2 * parameters.log2TrafoSize();
  }

  /** Parameters of a block. */
  BlockParameters parameters(int i) {
    return kinds.get(kindOf[i]);
  }

  /** Index of the recording of a block. */
  int source(int i) {
    return sourceOf[i];
  }

  /** Shape of the crop of a block, as {@link BlockStore#shape} counts shapes. */
  int shape(int i) {
    return shapeOf[i];
  }

  /** Reads the coefficients of a block's crop, raster order. */
  void readCoefficients(int i, int[] crop) {
    short[] from = chunks.get(chunkOf[i]);
    int start = startOf[i];
    int area = BlockStore.area(shapeOf[i]);
    for (int p = 0; p < area; p++) {
      crop[p] = from[start + p];
    }
  }

  /** Reads the entropy costs of a block; those that a block of its size does not use are 0. */
  void readCosts(int i, EntropyCosts to) {
    short[] from = chunks.get(chunkOf[i]);
    int[] costs = to.ratesQ15();
    int at = startOf[i] + BlockStore.area(shapeOf[i]);
    for (int c = 0; c < CONTEXTS; c++) {
      int pair = from[at++] & 0xffff;
      costs[2 * c] = zeroCosts[pair];
      costs[2 * c + 1] = oneCosts[pair];
    }
    int prefixes = prefixes(parameters(i));
    Arrays.fill(costs, EntropyCosts.LAST_X_PREFIX, EntropyCosts.CODED_BLOCK_FLAG, 0);
    for (int p = 0; p < prefixes; p++) {
      costs[EntropyCosts.LAST_X_PREFIX + p] = readInt(from, at + 2 * p);
      costs[EntropyCosts.LAST_Y_PREFIX + p] = readInt(from, at + 2 * (prefixes + p));
    }
    at += 4 * prefixes;
    costs[EntropyCosts.CODED_BLOCK_FLAG] = readInt(from, at);
    costs[EntropyCosts.CODED_BLOCK_FLAG + 1] = readInt(from, at + 2);
  }
}
