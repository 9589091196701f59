package org.nnrdoq.network.port;

import org.nnrdoq.network.NetworkInfo;

/**
 * A network that takes a {@link Decision} for each level of a block that does not round to zero.
 *
 * <p>Thread-safe. What one thread needs is in a session, which the kinds of networks make each in
 * its way.
 */
public interface Network extends AutoCloseable {
  /** What the model says of itself. */
  NetworkInfo info();

  /** What runs it, for logs: {@code java} or {@code ort}. */
  default String backend() {
    return "java";
  }

  /** Gives back what the network holds; idempotent. */
  @Override
  void close();
}
