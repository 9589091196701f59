package org.nnrdoq.quantizer;

import org.nnrdoq.network.KernelModel;

/**
 * Makes quantizers that run integer networks in compiled code; found by {@link
 * java.util.ServiceLoader}.
 *
 * @since 1.0
 */
public interface KernelProvider {
  /**
   * Opens a model.
   *
   * @param name of the quantizer, as on the command line
   * @param model what to run; decisions must equal those of plain Java
   * @param strength as in {@link QuantizerSpec}
   * @return an open quantizer, to be closed
   * @throws KernelUnavailableException where the library is missing or does not know the model
   * @throws QuantizerException if anything else is wrong
   */
  Quantizer open(String name, KernelModel model, double strength);
}
