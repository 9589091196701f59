package org.nnrdoq.training.data;

import java.util.Arrays;
import org.nnrdoq.io.RecordedBlock;

/**
 * Digests of the blocks of a recording, by which two recordings of the same blocks are told,
 * whatever they are called and whichever share of the blocks each of them holds.
 *
 * <p>What counts are size, component, coefficients and entropy costs. Coefficients alone will not
 * do: a residual of one sample in a flat area gives sixteen of them, and looks alike in every clip.
 * With the context states at that moment they are as good as unique. Lambda and levels do not
 * count.
 */
final class BlockDigests {
  private static final int MIN_COEFFICIENTS = 8;

  /** Recordings that share a smaller part of their blocks do so by chance: repeated patterns. */
  private static final double MIN_SHARE = 0.01;

  private static final int MIN_BLOCKS = 3;

  private static final long MULTIPLIER = 0x9e3779b97f4a7c15L;

  private long[] digests = new long[1024];
  private int count;
  private boolean sorted;

  /** Adds a block. */
  void add(RecordedBlock block) {
    int nonZeros = 0;
    int hash = 3 * block.log2TrafoSize() + block.cIdx();
    int[] coefficients = block.coefficients();
    for (int i = 0; i < block.coefficientCount(); i++) {
      nonZeros += coefficients[i] != 0 ? 1 : 0;
      hash = 31 * hash + coefficients[i];
    }
    if (nonZeros < MIN_COEFFICIENTS) {
      return;
    }
    long digest = mix(hash) + Arrays.hashCode(block.costs());
    if (count == digests.length) {
      digests = Arrays.copyOf(digests, 2 * count);
    }
    digests[count++] = mix(digest);
    sorted = false;
  }

  private static long mix(long value) {
    long mixed = value * MULTIPLIER;
    return (mixed ^ mixed >>> 32) * MULTIPLIER;
  }

  /**
   * How many different blocks of another recording are here as well; 0 if they are so few that it
   * may be chance. A block that repeats itself counts once: a pattern at the start of slices, where
   * all context states are alike, may do so in any clip.
   */
  int shared(BlockDigests other) {
    sort();
    other.sort();
    int shared = 0;
    int i = 0;
    for (int j = 0; j < other.count; j++) {
      while (i < count && digests[i] < other.digests[j]) {
        i++;
      }
      boolean isNew = j == 0 || other.digests[j] != other.digests[j - 1];
      shared += isNew && i < count && digests[i] == other.digests[j] ? 1 : 0;
    }
    double least = MIN_SHARE * Math.min(count, other.count);
    return shared >= Math.max(MIN_BLOCKS, least) ? shared : 0;
  }

  private void sort() {
    if (!sorted) {
      Arrays.sort(digests, 0, count);
      sorted = true;
    }
  }
}
