package org.nnrdoq.cli.options;

import java.util.Locale;

/** How long the rest of some work takes, at the speed so far. */
public final class TimeLeft {
  private final long start = System.nanoTime();

  /**
   * As minutes and seconds, or hours, minutes and seconds; {@code ?} before anything is done.
   *
   * @param done since this object was made, in any unit
   * @param rest still to do, in the same unit
   */
  public String text(long done, long rest) {
    if (done == 0) {
      return "?";
    }
    long seconds = (long) ((System.nanoTime() - start) * 1e-9 * rest / done + 0.5);
    return seconds < 3600
        ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
        : String.format(
            Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
  }
}
