package org.nnrdoq.quantizer;

import org.nnrdoq.network.Lifetime;

/**
 * A workspace that can tell whether it and its quantizer are open.
 *
 * @since 1.0
 */
public abstract class CheckedWorkspace implements Quantizer.Workspace {
  /** Whether this workspace is open. */
  protected final Lifetime lifetime;

  /**
   * A workspace of plain Java.
   *
   * @param quantizer lifetime of the quantizer that it belongs to
   * @throws IllegalStateException if the quantizer is closed
   */
  protected CheckedWorkspace(Lifetime quantizer) {
    this(quantizer, null);
  }

  /**
   * A workspace that holds what must be given back.
   *
   * @param quantizer lifetime of the quantizer that it belongs to
   * @param release gives it back, when the workspace is closed and no call is under way in it, or
   *     when it cannot be made
   * @throws IllegalStateException if the quantizer is closed
   */
  protected CheckedWorkspace(Lifetime quantizer, Runnable release) {
    lifetime = child(quantizer, release);
  }

  private static Lifetime child(Lifetime quantizer, Runnable release) {
    try {
      return quantizer.child("a workspace", release);
    } catch (IllegalStateException e) {
      if (release != null) {
        release.run();
      }
      throw e;
    }
  }

  /**
   * Begins a call of plain Java.
   *
   * @throws IllegalStateException if this workspace or its quantizer is closed
   */
  public final void check() {
    lifetime.check();
  }

  /**
   * Begins a call that uses memory outside Java; {@link #leave} must follow in a {@code finally}
   * block.
   *
   * @throws IllegalStateException if this workspace or its quantizer is closed, or another thread
   *     is in a call with this workspace
   */
  public final void enter() {
    lifetime.enterAlone();
  }

  /** Ends a call that began with {@link #enter}. */
  public final void leave() {
    lifetime.leave();
  }

  @Override
  public final void close() {
    lifetime.close();
  }
}
