package org.nnrdoq.encoder.embedded;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/** Ends the threads of a pool before what they use is closed. */
public final class Workers {
  private Workers() {}

  /**
   * Interrupts the threads of a pool, drops what waits, and returns when none of them runs any
   * more. An interrupt of the calling thread does not shorten that; its flag is set again
   * afterwards.
   */
  public static void end(ExecutorService pool) {
    pool.shutdownNow();
    boolean interrupted = false;
    boolean ended = false;
    while (!ended) {
      try {
        ended = pool.awaitTermination(1, TimeUnit.DAYS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
