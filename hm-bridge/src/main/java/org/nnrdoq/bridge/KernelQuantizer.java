package org.nnrdoq.bridge;

import java.lang.ref.Cleaner;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.network.Lifetime;
import org.nnrdoq.network.NetworkInfo;
import org.nnrdoq.quantizer.BlockBatch;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.CheckedWorkspace;
import org.nnrdoq.quantizer.NetworkBackend;
import org.nnrdoq.quantizer.NetworkQuantizer;
import org.nnrdoq.quantizer.QuantizerException;
import org.nnrdoq.quantizer.net.FeatureSet;

/**
 * Quantizes with an integer network in the compiled kernel. From Java, a block is copied out and
 * back, and a batch crosses the line once; a C++ host calls the kernel by its address.
 *
 * <p>The kernel is freed when the quantizer and all its workspaces are closed, or were forgotten,
 * and no call is under way.
 */
final class KernelQuantizer implements NetworkQuantizer {
  private static final Cleaner CLEANER = Cleaner.create();

  // A block for nnrdoq_kernel_run: bits, sum, lambda, costs, coefficients, levels.
  private static final int SUM_AT = 4;
  private static final int LAMBDA_AT = 8;
  private static final int COSTS_AT = 16;
  private static final int COEFFICIENTS_AT = COSTS_AT + EntropyCosts.COUNT * Integer.BYTES;

  private static final int INSTRUCTIONS_BYTES = 32;

  private final String name;
  private final NetworkInfo info;
  private final boolean needsCosts;
  private final String instructions;
  private final long kernel;
  private final Lifetime lifetime;

  /**
   * Takes a kernel over.
   *
   * @param kernel address of one; freed together with this, and also if this cannot be made
   */
  KernelQuantizer(String name, NetworkInfo info, long kernel) {
    this.name = name;
    this.info = info;
    this.kernel = kernel;
    lifetime = new Lifetime("quantizer " + name, new FreeKernel(kernel));
    CLEANER.register(this, new Forgotten(lifetime));
    try (NativeBuffer text = new NativeBuffer(INSTRUCTIONS_BYTES)) {
      needsCosts = FeatureSet.of(info.featureSet()).needsCosts();
      HostCallbacks.kernelInstructions(kernel, text.address());
      instructions = text.line(0, INSTRUCTIONS_BYTES);
    } catch (RuntimeException e) {
      lifetime.close();
      throw e;
    }
  }

  /**
   * The kernel's address, valid until this is closed.
   *
   * @throws IllegalStateException if it is
   */
  long address() {
    lifetime.check();
    return kernel;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public NetworkInfo info() {
    return info;
  }

  @Override
  public String backend() {
    return NetworkBackend.KERNEL.id();
  }

  @Override
  public String describe() {
    return name + " (" + info.name() + ", backend " + backend() + " " + instructions + ")";
  }

  @Override
  public boolean needsEntropyCosts() {
    return needsCosts;
  }

  @Override
  public Workspace newWorkspace() {
    lifetime.check();
    return new KernelWorkspace(lifetime, new NativeBuffer(KernelWorkspace.FIRST_BYTES));
  }

  @Override
  public int quantize(
      BlockParameters block,
      int[] coefficients,
      EntropyCosts costs,
      int[] levels,
      Workspace workspace) {
    KernelWorkspace w = (KernelWorkspace) workspace;
    w.enter();
    try {
      requireInputs(block, coefficients, costs, levels);
      NativeBuffer buffer = w.buffer;
      buffer.reserve(bytes(block));
      put(buffer, 0, block, coefficients, costs);
      run(buffer, 1);
      return take(buffer, 0, block, levels);
    } finally {
      w.leave();
    }
  }

  @Override
  public void quantizeAll(BlockBatch batch, Workspace workspace) {
    KernelWorkspace w = (KernelWorkspace) workspace;
    w.enter();
    try {
      for (int i = 0; i < batch.size(); i++) {
        requireInputs(batch.parameters(i), batch.coefficients(i), batch.costs(i), batch.levels(i));
      }
      int first = 0;
      while (first < batch.size()) {
        first = quantizeSome(batch, first, w.buffer);
      }
    } finally {
      w.leave();
    }
  }

  /** Quantizes as many blocks as cross at once; gives back the index of the first one after. */
  private int quantizeSome(BlockBatch batch, int first, NativeBuffer buffer) {
    int end = first;
    int bytes = 0;
    do {
      bytes += bytes(batch.parameters(end++));
    } while (end < batch.size()
        && bytes + bytes(batch.parameters(end)) <= KernelWorkspace.MOST_BYTES);
    buffer.reserve(bytes);
    int at = 0;
    for (int i = first; i < end; i++) {
      put(buffer, at, batch.parameters(i), batch.coefficients(i), batch.costs(i));
      at += bytes(batch.parameters(i));
    }
    run(buffer, end - first);
    at = 0;
    for (int i = first; i < end; i++) {
      batch.setSum(i, take(buffer, at, batch.parameters(i), batch.levels(i)));
      at += bytes(batch.parameters(i));
    }
    return end;
  }

  private void requireInputs(
      BlockParameters block, int[] coefficients, EntropyCosts costs, int[] levels) {
    block.requireRoom(coefficients, levels);
    if (needsCosts && costs == null) {
      throw new QuantizerException(
          "model " + info.name() + " needs entropy costs: use one of feature set block-3");
    }
  }

  private static int bytes(BlockParameters block) {
    return COEFFICIENTS_AT + 2 * Integer.BYTES * block.coefficients();
  }

  private void put(
      NativeBuffer buffer, int at, BlockParameters block, int[] coefficients, EntropyCosts costs) {
    buffer.putInt(at, BlockBits.pack(block));
    buffer.putDouble(at + LAMBDA_AT, block.lambda());
    if (needsCosts) {
      buffer.put(at + COSTS_AT, costs.ratesQ15(), EntropyCosts.COUNT);
    }
    buffer.put(at + COEFFICIENTS_AT, coefficients, block.coefficients());
  }

  private void run(NativeBuffer buffer, int count) {
    if (HostCallbacks.runKernel(kernel, buffer.address(), count) < 0) {
      throw new QuantizerException("no memory for the compiled kernel");
    }
  }

  private static int take(NativeBuffer buffer, int at, BlockParameters block, int[] levels) {
    int count = block.coefficients();
    buffer.get(at + COEFFICIENTS_AT + Integer.BYTES * count, levels, count);
    return buffer.getInt(at + SUM_AT);
  }

  @Override
  public void close() {
    lifetime.close();
  }

  /** Frees a kernel; a lambda would take longer to load. */
  private record FreeKernel(long kernel) implements Runnable {
    @Override
    public void run() {
      HostCallbacks.closeKernel(kernel);
    }
  }

  /** Closes for whoever forgot to; must not refer to what was forgotten. */
  private record Forgotten(Lifetime lifetime) implements Runnable {
    @Override
    public void run() {
      lifetime.close();
    }
  }

  /** Memory outside Java for one thread. */
  private static final class KernelWorkspace extends CheckedWorkspace {
    static final int FIRST_BYTES = 1 << 14;

    /** What crosses at once at most: 480 blocks of 32x32, over 6 000 of 4x4. */
    static final int MOST_BYTES = 1 << 22;

    final NativeBuffer buffer;

    KernelWorkspace(Lifetime quantizer, NativeBuffer buffer) {
      super(quantizer, buffer);
      this.buffer = buffer;
      CLEANER.register(this, new Forgotten(lifetime));
    }
  }
}
