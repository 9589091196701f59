package org.nnrdoq.bridge;

import java.util.Arrays;

/**
 * What is open, by the numbers that C++ knows it by; copied on change, so that readers need no
 * lock.
 */
final class HandleTable {
  private volatile Object[] entries = new Object[0];

  /** Gives an entry the first number that is free. */
  synchronized int add(Object entry) {
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
   * @throws IllegalStateException if that was closed or never opened, or is something else
   */
  <T> T get(int id, Class<T> type) {
    Object[] now = entries;
    Object entry = id >= 0 && id < now.length ? now[id] : null;
    if (!type.isInstance(entry)) {
      throw new IllegalStateException(
          "handle number "
              + id
              + " is not open: it was closed, or it is of another kind; use a handle only between"
              + " its opening and its closing");
    }
    return type.cast(entry);
  }

  /**
   * Takes an entry out.
   *
   * @throws IllegalStateException as {@link #get}
   */
  synchronized <T> T remove(int id, Class<T> type) {
    T entry = get(id, type);
    Object[] copy = entries.clone();
    copy[id] = null;
    entries = copy;
    return entry;
  }
}
