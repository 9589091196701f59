package org.nnrdoq.bridge;

import org.nnrdoq.network.ModelException;
import org.nnrdoq.network.integer.IntegerModel;
import org.nnrdoq.quantizer.KernelProvider;
import org.nnrdoq.quantizer.KernelUnavailableException;
import org.nnrdoq.quantizer.Quantizer;
import org.nnrdoq.quantizer.QuantizerException;

/** Runs integer models in the compiled kernel of {@code libnnrdoq.so}. */
public final class BridgeKernelProvider implements KernelProvider {
  private static final int ERROR_BYTES = 1024;

  @Override
  public Quantizer open(String name, IntegerModel model) {
    byte[] image;
    try {
      image = model.image();
    } catch (ModelException e) {
      throw new KernelUnavailableException(e.getMessage());
    }
    String problem = KernelLibrary.problem();
    if (problem != null) {
      throw new KernelUnavailableException(problem);
    }
    long memory = HostCallbacks.allocate(image.length + ERROR_BYTES);
    if (memory == 0) {
      throw new QuantizerException("no memory for the compiled kernel");
    }
    try {
      NativeMemory.put(memory, image);
      long error = memory + image.length;
      long kernel = HostCallbacks.openKernel(memory, image.length, error);
      if (kernel == 0) {
        throw new KernelUnavailableException(
            NativeMemory.line(error, ERROR_BYTES) + ": train a smaller network");
      }
      if (kernel < 0) {
        throw new QuantizerException(NativeMemory.line(error, ERROR_BYTES));
      }
      return new KernelQuantizer(name, model.info(), kernel);
    } finally {
      HostCallbacks.free(memory);
    }
  }
}
