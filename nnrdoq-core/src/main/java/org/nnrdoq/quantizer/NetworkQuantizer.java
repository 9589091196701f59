package org.nnrdoq.quantizer;

import org.nnrdoq.network.NetworkInfo;

/**
 * A quantizer that runs a network, and says which and where.
 *
 * @since 1.0
 */
public interface NetworkQuantizer extends Quantizer {
  /** {@return what the network says of itself} */
  NetworkInfo info();

  /** {@return what runs the network, by its {@link NetworkBackend#id}} */
  String backend();

  @Override
  default String describe() {
    return name() + " (" + info().name() + ", backend " + backend() + ")";
  }
}
