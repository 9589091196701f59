package org.nnrdoq.bridge;

import java.lang.ref.Cleaner;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.network.NetworkInfo;
import org.nnrdoq.quantizer.BlockBatch;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.NetworkBackend;
import org.nnrdoq.quantizer.NetworkQuantizer;
import org.nnrdoq.quantizer.QuantizerException;
import org.nnrdoq.quantizer.net.FeatureSet;

/**
 * Quantizes with an integer network in the compiled kernel. From Java, a block is copied out and
 * back, and a batch crosses the line once; a C++ host calls the kernel by its address.
 */
final class KernelQuantizer implements NetworkQuantizer, AutoCloseable {
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
  private final Cleaner.Cleanable cleanable;

  /**
   * Takes a kernel over.
   *
   * @param kernel address of one; freed when this is closed or forgotten
   */
  KernelQuantizer(String name, NetworkInfo info, long kernel) {
    this.name = name;
    this.info = info;
    this.kernel = kernel;
    needsCosts = FeatureSet.of(info.featureSet()).needsCosts();
    cleanable = CLEANER.register(this, new Closing(kernel));
    long text = HostCallbacks.allocate(INSTRUCTIONS_BYTES);
    HostCallbacks.kernelInstructions(kernel, text);
    instructions = NativeMemory.line(text, INSTRUCTIONS_BYTES);
    HostCallbacks.free(text);
  }

  /** The kernel's address, valid until this is closed. */
  long address() {
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
    return new KernelWorkspace();
  }

  @Override
  public int quantize(
      BlockParameters block,
      int[] coefficients,
      EntropyCosts costs,
      int[] levels,
      Workspace workspace) {
    KernelWorkspace w = (KernelWorkspace) workspace;
    w.fit(bytes(block));
    put(w.memory, block, coefficients, costs);
    run(w, 1);
    return take(w.memory, block, levels);
  }

  @Override
  public void quantizeAll(BlockBatch batch, Workspace workspace) {
    KernelWorkspace w = (KernelWorkspace) workspace;
    int bytes = 0;
    for (int i = 0; i < batch.size(); i++) {
      bytes += bytes(batch.parameters(i));
    }
    w.fit(bytes);
    long at = w.memory;
    for (int i = 0; i < batch.size(); i++) {
      put(at, batch.parameters(i), batch.coefficients(i), batch.costs(i));
      at += bytes(batch.parameters(i));
    }
    run(w, batch.size());
    at = w.memory;
    for (int i = 0; i < batch.size(); i++) {
      batch.setSum(i, take(at, batch.parameters(i), batch.levels(i)));
      at += bytes(batch.parameters(i));
    }
  }

  private static int bytes(BlockParameters block) {
    return COEFFICIENTS_AT + 2 * Integer.BYTES * block.coefficients();
  }

  private void put(long at, BlockParameters block, int[] coefficients, EntropyCosts costs) {
    NativeMemory.putInt(at, BlockBits.pack(block));
    NativeMemory.putDouble(at + LAMBDA_AT, block.lambda());
    if (needsCosts) {
      if (costs == null) {
        throw new QuantizerException(
            "model " + info.name() + " needs entropy costs: use one of feature set block-3");
      }
      NativeMemory.put(at + COSTS_AT, costs.ratesQ15(), EntropyCosts.COUNT);
    }
    NativeMemory.put(at + COEFFICIENTS_AT, coefficients, block.coefficients());
  }

  private void run(KernelWorkspace w, int count) {
    if (HostCallbacks.runKernel(kernel, w.memory, count) < 0) {
      throw new QuantizerException("no memory for the compiled kernel");
    }
  }

  private static int take(long at, BlockParameters block, int[] levels) {
    int count = block.coefficients();
    NativeMemory.get(at + COEFFICIENTS_AT + (long) Integer.BYTES * count, levels, count);
    return NativeMemory.getInt(at + SUM_AT);
  }

  @Override
  public void close() {
    cleanable.clean();
  }

  /** Frees a kernel; a lambda would take longer to load. */
  private record Closing(long kernel) implements Runnable {
    @Override
    public void run() {
      HostCallbacks.closeKernel(kernel);
    }
  }

  /** Memory outside Java for one thread. */
  private static final class KernelWorkspace implements Workspace {
    private static final int FIRST_BYTES = 1 << 14;

    private long memory = HostCallbacks.allocate(FIRST_BYTES);
    private int capacity = FIRST_BYTES;

    void fit(int bytes) {
      if (memory == 0 || capacity < bytes) {
        HostCallbacks.free(memory);
        capacity = Math.max(2 * capacity, bytes);
        memory = HostCallbacks.allocate(capacity);
        if (memory == 0) {
          throw new QuantizerException("no memory for the compiled kernel");
        }
      }
    }

    @Override
    public void close() {
      HostCallbacks.free(memory);
      memory = 0;
    }
  }
}
