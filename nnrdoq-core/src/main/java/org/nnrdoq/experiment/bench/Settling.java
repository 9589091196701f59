package org.nnrdoq.experiment.bench;

import java.util.function.DoubleSupplier;

/**
 * Warms up until the machine code has settled. Java's compilers come in the middle of whatever
 * runs, so what counts is not how often something ran but whether it still gets faster.
 */
final class Settling {
  /** Two slices that differ by less than this share agree. */
  private static final double AGREEMENT = 0.04;

  /** The interpreter is steady too: not before it has been left. */
  private static final int LEAST_SLICES = 4;

  private Settling() {}

  /**
   * Measures slice after slice until two in a row agree.
   *
   * @param slice does the work for a while; gives back a time or a rate, above 0
   * @param limitNanos when to give up
   * @return whether two agreed
   */
  static boolean settle(DoubleSupplier slice, long limitNanos) {
    long start = System.nanoTime();
    double previous = slice.getAsDouble();
    for (int n = 2; ; n++) {
      double now = slice.getAsDouble();
      if (n >= LEAST_SLICES && Math.abs(now - previous) <= AGREEMENT * previous) {
        return true;
      }
      if (n >= LEAST_SLICES && System.nanoTime() - start > limitNanos) {
        return false;
      }
      previous = now;
    }
  }
}
