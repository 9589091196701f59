package org.nnrdoq.network;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.nnrdoq.hevc.SliceType;

/**
 * What a bit counts for a network, in lambdas, by slice type and channel: chosen so that streams
 * gain most, which is not where each block's D + lambda R is least.
 *
 * <p>Weights are whole hundredths, so that all backends multiply lambda by the same number.
 *
 * @param percent for B, P and I slices, luma and then chroma of each
 * @since 1.0
 */
public record RateWeights(List<Integer> percent) {
  /** Number of weights. */
  public static final int COUNT = 2 * SliceType.values().length;

  /** Least weight. */
  public static final int LEAST = 25;

  /** Greatest weight. */
  public static final int MOST = 400;

  /** A bit counts what it costs. */
  public static final RateWeights EVEN = new RateWeights(Collections.nCopies(COUNT, 100));

  /**
   * Checks the values and copies the collections.
   *
   * @param percent for B, P and I slices, luma and then chroma of each
   * @throws IllegalArgumentException if one is out of its range
   */
  public RateWeights {
    percent = List.copyOf(percent);
    if (percent.size() != COUNT || percent.stream().anyMatch(p -> p < LEAST || p > MOST)) {
      throw new IllegalArgumentException(
          "rateWeights="
              + percent
              + ": expected "
              + COUNT
              + " whole numbers of "
              + LEAST
              + " to "
              + MOST
              + " hundredths: luma and chroma of B, P and I slices");
    }
  }

  /**
   * The weights as numbers.
   *
   * @param strength that all of them are multiplied by
   * @return a weight for each {@link #index}
   */
  public double[] weights(double strength) {
    return percent.stream().mapToDouble(p -> p / 100.0 * strength).toArray();
  }

  /**
   * {@return the index of the weight for blocks of a kind of slice and a channel}
   *
   * @param sliceType of the slice
   * @param luma whether the block is luma
   */
  public static int index(SliceType sliceType, boolean luma) {
    return 2 * sliceType.ordinal() + (luma ? 0 : 1);
  }

  /**
   * Takes the weights of a sidecar.
   *
   * @param value what stands there, or {@code null}: {@link #EVEN}
   * @return the weights
   * @throws IllegalArgumentException if it is no such list
   */
  public static RateWeights parse(Object value) {
    if (value == null) {
      return EVEN;
    }
    List<Integer> percent = new ArrayList<>();
    if (value instanceof List<?> numbers) {
      for (Object n : numbers) {
        percent.add(n instanceof Long l ? (int) Math.max(-1, Math.min(l, MOST + 1L)) : -1);
      }
    }
    return new RateWeights(percent);
  }
}
