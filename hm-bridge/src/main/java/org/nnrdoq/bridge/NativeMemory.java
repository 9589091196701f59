package org.nnrdoq.bridge;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.indexer.ByteRawIndexer;
import org.bytedeco.javacpp.indexer.DoubleRawIndexer;
import org.bytedeco.javacpp.indexer.Index;
import org.bytedeco.javacpp.indexer.IntRawIndexer;

/**
 * Memory outside Java by address: plain loads and stores that the compiler inlines, without JNI.
 *
 * <p>Addresses come from C++, which vouches that as much memory is there as the layout of its
 * structs says, or from {@link NativeBuffer}, which knows its size. Java's side of each copy is
 * checked here: no array is read or written past its end. {@code int}s lie on multiples of 4 and
 * {@code double}s on multiples of 8.
 */
final class NativeMemory {
  private static final long ALL = Long.MAX_VALUE / 8;
  private static final IntRawIndexer INTS = new IntRawIndexer(new AllInts(), Index.create(ALL));
  private static final ByteRawIndexer BYTES = new ByteRawIndexer(new AllBytes(), Index.create(ALL));
  private static final DoubleRawIndexer DOUBLES =
      new DoubleRawIndexer(new AllDoubles(), Index.create(ALL));

  /** Up to this many ints a loop is faster than a call of the copy stub. */
  private static final int LOOP = 32;

  private NativeMemory() {}

  /**
   * Loads ints.
   *
   * @param address of the first one
   * @param to receives them in its first {@code count} entries
   * @throws IndexOutOfBoundsException if {@code to} is shorter
   */
  static void get(long address, int[] to, int count) {
    Objects.checkFromIndexSize(0, count, to.length);
    if (count > LOOP && Copier.isThere()) {
      Copier.copy(null, address, to, Copier.ARRAY_BASE, count);
      return;
    }
    long first = address >> 2;
    for (int i = 0; i < count; i++) {
      to[i] = INTS.getRaw(first + i);
    }
  }

  /**
   * Stores ints.
   *
   * @param address of the first one
   * @param from holds them in its first {@code count} entries
   * @throws IndexOutOfBoundsException if {@code from} is shorter
   */
  static void put(long address, int[] from, int count) {
    Objects.checkFromIndexSize(0, count, from.length);
    if (count > LOOP && Copier.isThere()) {
      Copier.copy(from, Copier.ARRAY_BASE, null, address, count);
      return;
    }
    long first = address >> 2;
    for (int i = 0; i < count; i++) {
      INTS.putRaw(first + i, from[i]);
    }
  }

  static void putInt(long address, int value) {
    INTS.putRaw(address >> 2, value);
  }

  static int getInt(long address) {
    return INTS.getRaw(address >> 2);
  }

  static void putLong(long address, long value) {
    putDouble(address, Double.longBitsToDouble(value));
  }

  static void putDouble(long address, double value) {
    DOUBLES.putRaw(address >> 3, value);
  }

  static void putByte(long address, int value) {
    BYTES.putRaw(address, (byte) value);
  }

  /** Stores all bytes. */
  static void put(long address, byte[] from) {
    for (int i = 0; i < from.length; i++) {
      BYTES.putRaw(address + i, from[i]);
    }
  }

  /** Loads UTF-8 text. */
  static String text(long address, int bytes) {
    byte[] b = new byte[bytes];
    for (int i = 0; i < bytes; i++) {
      b[i] = BYTES.getRaw(address + i);
    }
    return new String(b, StandardCharsets.UTF_8);
  }

  /** Loads UTF-8 text that ends with a 0, or after {@code capacity} bytes. */
  static String line(long address, int capacity) {
    int n = 0;
    while (n < capacity && BYTES.getRaw(address + n) != 0) {
      n++;
    }
    return text(address, n);
  }

  /** Stores text as one line of UTF-8 with a final 0, cut to fit {@code capacity} bytes. */
  static void putLine(long address, int capacity, String text) {
    byte[] b = oneLine(text).getBytes(StandardCharsets.UTF_8);
    int n = Math.min(b.length, capacity - 1);
    for (int i = 0; i < n; i++) {
      putByte(address + i, b[i]);
    }
    putByte(address + n, 0);
  }

  private static String oneLine(String text) {
    boolean isOne = text.indexOf('\n') < 0 && text.indexOf('\r') < 0;
    return isOne ? text : text.replaceAll("\\s*\\R\\s*", " ");
  }

  /** Moves many ints at once; made when first needed, which a host with the kernel never does. */
  private static final class Copier {
    private static final long ARRAY_BASE = 16; // checked in find()
    private static final MethodHandle CALL = find();

    /**
     * {@code Unsafe.copyMemory}, bound; {@code null} where there is none. Reached by reflection as
     * JavaCPP does: it is the one way to move many ints between an address and an array without
     * JNI.
     */
    private static MethodHandle find() {
      try {
        Class<?> type = Class.forName("sun.misc.Unsafe");
        Field field = type.getDeclaredField("theUnsafe");
        field.setAccessible(true);
        Object unsafe = field.get(null);
        int base = (int) type.getMethod("arrayBaseOffset", Class.class).invoke(unsafe, int[].class);
        if (base != ARRAY_BASE) {
          return null;
        }
        MethodType signature =
            MethodType.methodType(
                void.class, Object.class, long.class, Object.class, long.class, long.class);
        return MethodHandles.lookup().findVirtual(type, "copyMemory", signature).bindTo(unsafe);
      } catch (ReflectiveOperationException | RuntimeException e) {
        return null; // the loops below do the same, only slower for large blocks
      }
    }

    static boolean isThere() {
      return CALL != null;
    }

    static void copy(Object from, long fromAt, Object to, long toAt, int count) {
      try {
        CALL.invokeExact(from, fromAt, to, toAt, 4L * count);
      } catch (Throwable t) {
        throw new IllegalStateException("copyMemory failed", t);
      }
    }
  }

  private static final class AllInts extends IntPointer {
    AllInts() {
      super((Pointer) null);
      limit = ALL;
    }
  }

  private static final class AllBytes extends BytePointer {
    AllBytes() {
      super((Pointer) null);
      limit = Long.MAX_VALUE;
    }
  }

  private static final class AllDoubles extends DoublePointer {
    AllDoubles() {
      super((Pointer) null);
      limit = ALL;
    }
  }
}
