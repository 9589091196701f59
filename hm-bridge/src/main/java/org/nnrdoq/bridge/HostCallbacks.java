package org.nnrdoq.bridge;

import org.bytedeco.javacpp.FunctionPointer;
import org.bytedeco.javacpp.annotation.Name;
import org.bytedeco.javacpp.annotation.Platform;

/**
 * The functions that C++ calls, as JavaCPP sees them; {@code native/bridge/callbacks.h} is their
 * other half. Only primitives cross, addresses among them, so that a call makes no Java object.
 *
 * <p>JavaCPP's own loader is not used: {@link Bridge#start} loads the very library file that the
 * host has open, so that it is mapped once.
 */
@Platform(include = "callbacks.h")
final class HostCallbacks {
  /** {@code NNRDOQ_BRIDGE_MAGIC}. */
  static final int MAGIC = 0x6e6e7264;

  /** {@code NNRDOQ_BRIDGE_VERSION}. */
  static final int VERSION = 4;

  private HostCallbacks() {}

  /** {@code nnrdoq_control_fn}. */
  public static class Control extends FunctionPointer {
    protected Control() {
      allocate();
    }

    private native void allocate();

    public native long call(int op, int id, long in, int inLength, long out, long error);
  }

  /** {@code nnrdoq_quantize_fn}. */
  public static class Quantize extends FunctionPointer {
    protected Quantize() {
      allocate();
    }

    private native void allocate();

    public native int call(
        int id, int bits, double lambda, long coefficients, long levels, long costs, long error);
  }

  /** {@code nnrdoq_record_fn}. */
  public static class Record extends FunctionPointer {
    protected Record() {
      allocate();
    }

    private native void allocate();

    public native int call(
        int id, int bits, double lambda, long coefficients, long levels, long costs, long error);
  }

  /** Gives the callbacks to C++; answers {@link #MAGIC} if it took them. */
  @Name("nnrdoq_bridge_install")
  static native int install(
      int magic, int version, Control control, Quantize quantize, Record record);

  /**
   * Makes a kernel of an image and a strength: its address, 0 if it does not know the network, or
   * -1.
   */
  @Name("nnrdoq_kernel_open")
  static native long openKernel(long image, int bytes, double strength, long error);

  @Name("nnrdoq_kernel_close")
  static native void closeKernel(long kernel);

  /** Writes the name of the instruction set: 32 bytes. */
  @Name("nnrdoq_kernel_instructions")
  static native void kernelInstructions(long kernel, long text);

  /** Memory outside Java; 0 if there is none. */
  @Name("nnrdoq_kernel_allocate")
  static native long allocate(int bytes);

  @Name("nnrdoq_kernel_free")
  static native void free(long memory);

  /** Quantizes blocks that lie one behind the other; negative if that failed. */
  @Name("nnrdoq_kernel_run")
  static native int runKernel(long kernel, long blocks, int count);
}
