package org.nnrdoq.bridge;

import java.util.Objects;
import org.nnrdoq.quantizer.QuantizerException;

/**
 * Memory outside Java of a known size; every access is checked against it. One thread at a time.
 */
final class NativeBuffer implements AutoCloseable, Runnable {
  private long address;
  private int capacity;

  /**
   * Allocates.
   *
   * @param bytes 1 or more
   * @throws QuantizerException if there is no memory
   */
  NativeBuffer(int bytes) {
    allocate(bytes);
  }

  private void allocate(int bytes) {
    address = HostCallbacks.allocate(bytes);
    if (address == 0) {
      throw new QuantizerException("no memory for the compiled kernel: " + bytes + " bytes");
    }
    capacity = bytes;
  }

  /** Makes room for at least so many bytes; the content is undefined afterwards. */
  void reserve(int bytes) {
    if (capacity < bytes) {
      int more = (int) Math.min(2L * capacity, Integer.MAX_VALUE);
      close();
      allocate(Math.max(more, bytes));
    }
  }

  /** Where it lies; changes with {@link #reserve}. */
  long address() {
    return address;
  }

  private long at(long offset, long bytes) {
    return address + Objects.checkFromIndexSize(offset, bytes, (long) capacity);
  }

  /** Stores all bytes. */
  void put(long offset, byte[] from) {
    NativeMemory.put(at(offset, from.length), from);
  }

  /** Stores the first {@code count} ints of an array that has them. */
  void put(long offset, int[] from, int count) {
    NativeMemory.put(at(offset, (long) Integer.BYTES * count), from, count);
  }

  /** Loads {@code count} ints into the front of an array that has room for them. */
  void get(long offset, int[] to, int count) {
    NativeMemory.get(at(offset, (long) Integer.BYTES * count), to, count);
  }

  void putInt(long offset, int value) {
    NativeMemory.putInt(at(offset, Integer.BYTES), value);
  }

  int getInt(long offset) {
    return NativeMemory.getInt(at(offset, Integer.BYTES));
  }

  void putDouble(long offset, double value) {
    NativeMemory.putDouble(at(offset, Double.BYTES), value);
  }

  /** Loads UTF-8 text that ends with a 0, or after {@code bytes} bytes. */
  String line(long offset, int bytes) {
    return NativeMemory.line(at(offset, bytes), bytes);
  }

  /** Frees the memory; idempotent. */
  @Override
  public void close() {
    HostCallbacks.free(address);
    address = 0;
    capacity = 0;
  }

  /** As {@link #close}: what a lifetime runs at its end; a lambda would take longer to load. */
  @Override
  public void run() {
    close();
  }
}
