package org.nnrdoq.quantizer;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Quantizers and workspaces that are closed together, the last one first: for whoever opens several
 * and must not lose those he has when the next one cannot be opened. Not thread-safe.
 *
 * @since 1.0
 */
public final class QuantizerScope implements AutoCloseable {
  private final Deque<Runnable> closings = new ArrayDeque<>();

  /** A scope that holds nothing yet. */
  public QuantizerScope() {}

  /**
   * Takes a quantizer over.
   *
   * @param quantizer an open quantizer
   * @return the same quantizer
   */
  public Quantizer add(Quantizer quantizer) {
    closings.push(quantizer::close);
    return quantizer;
  }

  /**
   * Takes a workspace from a quantizer, which need not be one of this scope.
   *
   * @param quantizer an open quantizer
   * @return the workspace, which this scope closes
   */
  public Quantizer.Workspace newWorkspace(Quantizer quantizer) {
    Quantizer.Workspace workspace = quantizer.newWorkspace();
    closings.push(workspace::close);
    return workspace;
  }

  /** Closes all of them, even if one fails; idempotent. */
  @Override
  public void close() {
    RuntimeException failure = null;
    while (!closings.isEmpty()) {
      try {
        closings.pop().run();
      } catch (RuntimeException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
