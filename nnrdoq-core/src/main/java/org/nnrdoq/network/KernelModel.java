package org.nnrdoq.network;

/**
 * A network that compiled kernels can run.
 *
 * @since 1.0
 */
public interface KernelModel {
  /** What the model says of itself. */
  NetworkInfo info();

  /**
   * The model as compiled kernels take it: 32-bit words, little endian.
   *
   * @throws ModelException if kernels do not know the model's feature set
   */
  byte[] image();
}
