package org.nnrdoq.bridge;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.Quantizer;

/** Zeroes blocks until the 10 000th, which it fails on; a host names it {@code class:...}. */
public final class ThrowAt10000 implements Quantizer {
  private final AtomicLong blocks = new AtomicLong();

  @Override
  public String name() {
    return "throw-at-10000";
  }

  @Override
  public boolean needsEntropyCosts() {
    return false;
  }

  @Override
  public Workspace newWorkspace() {
    return new Workspace() {};
  }

  @Override
  public int quantize(
      BlockParameters block,
      int[] coefficients,
      EntropyCosts costs,
      int[] levels,
      Workspace workspace) {
    if (blocks.incrementAndGet() >= 10_000) {
      throw new ArithmeticException("made to fail at block 10000\nsecond line");
    }
    Arrays.fill(levels, 0, block.coefficients(), 0);
    return 0;
  }
}
