package org.nnrdoq.bridge;

import java.util.Arrays;

/**
 * What is open, by the numbers that C++ knows it by; copied on change, so that readers need no
 * lock.
 */
final class HandleTable<T> {
  private volatile Object[] entries = new Object[0];

  /** Gives an entry the first number that is free. */
  synchronized int add(T entry) {
    Object[] copy = entries.clone();
    int id = Arrays.asList(copy).indexOf(null);
    if (id < 0) {
      id = copy.length;
      copy = Arrays.copyOf(copy, id + 1);
    }
    copy[id] = entry;
    entries = copy;
    return id;
  }

  /**
   * What a number stands for.
   *
   * @throws IllegalStateException if that was closed or never opened
   */
  T get(int id) {
    Object[] now = entries;
    @SuppressWarnings("unchecked") // only add() puts entries in
    T entry = id >= 0 && id < now.length ? (T) now[id] : null;
    if (entry == null) {
      throw new IllegalStateException(
          "handle number "
              + id
              + " is not open: use a handle only between its opening and its closing");
    }
    return entry;
  }

  /**
   * Takes an entry out.
   *
   * @throws IllegalStateException as {@link #get}
   */
  synchronized T remove(int id) {
    T entry = get(id);
    Object[] copy = entries.clone();
    copy[id] = null;
    entries = copy;
    return entry;
  }
}
