package org.nnrdoq.bridge;

import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.Quantizer;

/** What one thread needs to quantize blocks: buffers, and the parameters seen lately. */
final class ThreadBuffers implements AutoCloseable {
  /** A power of two; an encoder uses a few hundred combinations at a time. */
  private static final int CACHE = 1024;

  private final Quantizer quantizer;
  private final boolean needsCosts;
  private final Quantizer.Workspace workspace;
  private final int[] coefficients = new int[1024];
  private final int[] levels = new int[1024];
  private final EntropyCosts costs = new EntropyCosts();
  private final int[] cachedBits = new int[CACHE];
  private final BlockParameters[] cached = new BlockParameters[CACHE];

  ThreadBuffers(Quantizer quantizer) {
    this.quantizer = quantizer;
    this.needsCosts = quantizer.needsEntropyCosts();
    this.workspace = quantizer.newWorkspace();
  }

  int quantize(int bits, double lambda, long coefficientsAt, long levelsAt, long costsAt) {
    BlockParameters block = parameters(bits, lambda);
    int count = block.coefficients();
    NativeMemory.get(coefficientsAt, coefficients, count);
    EntropyCosts blockCosts = null;
    if (needsCosts) {
      NativeMemory.get(costsAt, costs.ratesQ15(), EntropyCosts.COUNT);
      blockCosts = costs;
    }
    int sum = quantizer.quantize(block, coefficients, blockCosts, levels, workspace);
    NativeMemory.put(levelsAt, levels, count);
    return sum;
  }

  /** Found by its fields; made anew only when a combination was not seen lately. */
  private BlockParameters parameters(int bits, double lambda) {
    long hash = (bits ^ Double.doubleToRawLongBits(lambda)) * 0x9e3779b97f4a7c15L;
    int slot = (int) (hash >>> 54);
    BlockParameters found = cached[slot];
    if (found == null || cachedBits[slot] != bits || found.lambda() != lambda) {
      found = BlockBits.unpack(bits, lambda);
      cached[slot] = found;
      cachedBits[slot] = bits;
    }
    return found;
  }

  @Override
  public void close() {
    workspace.close();
  }
}
