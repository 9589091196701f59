package org.nnrdoq.training.data;

import java.util.List;
import java.util.SplittableRandom;

/**
 * A range of factors that the lambda of a recorded block is multiplied by, so that a network learns
 * what to do at other ratios of lambda to step size than its recordings have.
 *
 * <p>Coefficients and entropy costs stay those of the recording; prices, inputs and the teacher's
 * levels are those of the block with the other lambda.
 *
 * @param from smallest factor, {@value #LEAST} or more
 * @param to largest factor, {@value #MOST} or less
 */
public record LambdaFactors(double from, double to) {
  /** Smallest factor that is accepted. */
  public static final double LEAST = 1 / 64.0;

  /** Largest factor that is accepted. */
  public static final double MOST = 64;

  /** Lambda as it was recorded. */
  public static final LambdaFactors RECORDED = new LambdaFactors(1, 1);

  public LambdaFactors {
    if (!(from >= LEAST && from <= MOST)) {
      throw new IllegalArgumentException("from=" + from + ": expected 1/64 to 64");
    }
    if (!(to >= from && to <= MOST)) {
      throw new IllegalArgumentException("to=" + to + ": expected 'from', " + from + ", to 64");
    }
  }

  static LambdaFactors of(JsonEntries entries) {
    entries.allow(List.of("from", "to"));
    return entries.make(() -> new LambdaFactors(entries.number("from"), entries.number("to")));
  }

  /** Whether every block keeps the lambda of its recording. */
  public boolean recorded() {
    return from == 1 && to == 1;
  }

  /** Draws a factor, with an even distribution of its logarithm. */
  public double draw(SplittableRandom random) {
    return from == to ? from : from * StrictMath.pow(to / from, random.nextDouble());
  }
}
