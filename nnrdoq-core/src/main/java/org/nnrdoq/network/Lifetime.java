package org.nnrdoq.network;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * Whether something that must be closed may still be used.
 *
 * <p>Its owner closes it once. A thread that is inside at that time finishes first: only then is
 * what the thing holds given back, and never twice. Whoever comes later gets an exception that says
 * what is closed, so that memory outside Java is not touched after it was freed.
 *
 * <p>A child, such as the workspace of a quantizer, keeps what its owner holds alive until it is
 * closed itself, but can no longer be used once the owner is closed.
 *
 * <p>Thread-safe; nothing here allocates after construction or waits for another thread.
 *
 * @since 1.0
 */
public final class Lifetime implements AutoCloseable {
  /** The sign bit of {@link #state}; the other bits count who is inside. */
  private static final int CLOSED = Integer.MIN_VALUE;

  /** Of {@link #state}, which a check reads with one load less than an object of its own. */
  private static final AtomicIntegerFieldUpdater<Lifetime> STATE =
      AtomicIntegerFieldUpdater.newUpdater(Lifetime.class, "state");

  private final String name;
  private final Lifetime owner;
  private final Runnable release;
  private volatile int state;

  /**
   * Begins the lifetime of something that Java itself looks after.
   *
   * @param name what messages call the thing, for example {@code quantizer sq}
   */
  public Lifetime(String name) {
    this(name, null, null);
  }

  /**
   * Begins the lifetime of something that holds what must be given back.
   *
   * @param name what messages call the thing, for example {@code quantizer fcn}
   * @param release gives back what it holds; runs once, in the thread that closes it or in the last
   *     one that leaves it after that
   */
  public Lifetime(String name, Runnable release) {
    this(name, null, release);
  }

  private Lifetime(String name, Lifetime owner, Runnable release) {
    this.name = name;
    this.owner = owner;
    this.release = release;
  }

  /**
   * Begins the lifetime of something that uses what this one stands for, and must be closed too.
   *
   * @param kind what messages call it, for example {@code a workspace}; they say whose it is
   * @param childRelease gives back what it holds, before this one may do so; {@code null} if there
   *     is nothing
   * @return the lifetime of that, open
   * @throws IllegalStateException if this one is closed
   */
  public Lifetime child(String kind, Runnable childRelease) {
    enter();
    return new Lifetime(kind + " of " + name, this, childRelease);
  }

  /**
   * Makes sure that it is open, for things whose memory Java itself looks after.
   *
   * @throws IllegalStateException if it or its owner is closed
   */
  public void check() {
    if (state < 0) {
      throw closed();
    }
    if (owner != null) {
      owner.check();
    }
  }

  /**
   * Goes in, beside others; {@link #leave} must follow, in a {@code finally} block.
   *
   * @throws IllegalStateException if it or its owner is closed; the caller is not inside then
   */
  public void enter() {
    int before = state;
    while (!STATE.compareAndSet(this, before, enterable(before) + 1)) {
      before = state;
    }
    checkOwner();
  }

  private int enterable(int before) {
    if (before < 0) {
      throw closed();
    }
    return before;
  }

  /**
   * Goes in alone; {@link #leave} must follow, in a {@code finally} block.
   *
   * @throws IllegalStateException if it or its owner is closed, or another thread is inside; the
   *     caller is not inside then
   */
  public void enterAlone() {
    if (!STATE.compareAndSet(this, 0, 1)) {
      throw state < 0
          ? closed()
          : new IllegalStateException(
              name + " is in use by another thread: take one for each thread");
    }
    checkOwner();
  }

  private void checkOwner() {
    if (owner != null && owner.state < 0) {
      leave();
      throw owner.closed();
    }
  }

  /** Goes out; gives back what the thing holds if it was closed meanwhile and nobody else is in. */
  public void leave() {
    if (STATE.decrementAndGet(this) == CLOSED) {
      free();
    }
  }

  /** Closes; idempotent. What the thing holds is given back now, or by the last one that leaves. */
  @Override
  public void close() {
    int before = state;
    while (before >= 0 && !STATE.compareAndSet(this, before, before | CLOSED)) {
      before = state;
    }
    if (before == 0) {
      free();
    }
  }

  private void free() {
    try {
      if (release != null) {
        release.run();
      }
    } finally {
      if (owner != null) {
        owner.leave();
      }
    }
  }

  private IllegalStateException closed() {
    return new IllegalStateException(name + " is closed: open another one");
  }
}
