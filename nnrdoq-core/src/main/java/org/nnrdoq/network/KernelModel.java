package org.nnrdoq.network;

/**
 * A network that compiled kernels can run.
 *
 * @since 1.0
 */
public interface KernelModel {
  /** {@return what the model says of itself} */
  NetworkInfo info();

  /**
   * The model as compiled kernels take it: 32-bit words, little endian.
   *
   * @return a new array
   * @throws ModelException if kernels do not know the model's feature set
   */
  byte[] image();
}
