package org.nnrdoq.bridge;

import org.nnrdoq.network.KernelModel;
import org.nnrdoq.network.ModelException;
import org.nnrdoq.quantizer.KernelProvider;
import org.nnrdoq.quantizer.KernelUnavailableException;
import org.nnrdoq.quantizer.Quantizer;
import org.nnrdoq.quantizer.QuantizerException;

/**
 * Runs integer networks in the compiled kernel of {@code libnnrdoq.so}.
 *
 * @since 1.0
 */
public final class BridgeKernelProvider implements KernelProvider {
  private static final int ERROR_BYTES = 1024;

  /** For {@link java.util.ServiceLoader}; the library is loaded when a model is opened. */
  public BridgeKernelProvider() {}

  @Override
  public Quantizer open(String name, KernelModel model, double strength) {
    byte[] image;
    try {
      image = model.image();
    } catch (ModelException e) {
      throw new KernelUnavailableException(e.getMessage());
    }
    String problem = KernelLibrary.problem();
    if (problem != null && BridgeLibrary.isNamed()) {
      // asked for by name: something else in its place would be a surprise
      throw new QuantizerException("NNRDOQ_LIBRARY: " + problem);
    }
    if (problem != null) {
      throw new KernelUnavailableException(problem);
    }
    long kernel;
    try (NativeBuffer memory = new NativeBuffer(image.length + ERROR_BYTES)) {
      memory.put(0, image);
      kernel =
          HostCallbacks.openKernel(
              memory.address(), image.length, strength, memory.address() + image.length);
      if (kernel == 0) {
        throw new KernelUnavailableException(
            memory.line(image.length, ERROR_BYTES) + ": train a smaller network");
      }
      if (kernel == -1) {
        throw new QuantizerException(memory.line(image.length, ERROR_BYTES));
      }
    }
    return new KernelQuantizer(name, model.info(), kernel);
  }
}
