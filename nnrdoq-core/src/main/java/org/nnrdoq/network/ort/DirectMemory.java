package org.nnrdoq.network.ort;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Memory for tensors, all of it given back on close: left to the collector, it stays as long as
 * nothing else fills the heap, and a session for an auto-regressive network has 0.7 MB of it.
 *
 * <p>Nothing that was allocated here, and no tensor over it, may be used after close.
 */
final class DirectMemory implements AutoCloseable {
  /** {@code Unsafe.invokeCleaner}, bound; {@code null} where there is none. */
  private static final MethodHandle FREE = findFree();

  private final List<ByteBuffer> buffers = new ArrayList<>();

  /** Room for so many values. */
  FloatBuffer floats(int count) {
    return bytes(Float.BYTES * count).asFloatBuffer();
  }

  /** Room for so many values. */
  LongBuffer longs(int count) {
    return bytes(Long.BYTES * count).asLongBuffer();
  }

  private ByteBuffer bytes(int count) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(count).order(ByteOrder.nativeOrder());
    buffers.add(buffer);
    return buffer;
  }

  /** Gives all of it back; idempotent. */
  @Override
  public void close() {
    if (FREE != null) {
      for (ByteBuffer buffer : buffers) {
        try {
          FREE.invokeExact(buffer);
        } catch (Throwable t) {
          throw new IllegalStateException("direct memory cannot be freed", t);
        }
      }
    }
    buffers.clear();
  }

  /** Reached by reflection: the class is there but belongs to no exported package of Java. */
  private static MethodHandle findFree() {
    try {
      Class<?> type = Class.forName("sun.misc.Unsafe");
      Field field = type.getDeclaredField("theUnsafe");
      field.setAccessible(true);
      MethodType signature = MethodType.methodType(void.class, ByteBuffer.class);
      return MethodHandles.lookup()
          .findVirtual(type, "invokeCleaner", signature)
          .bindTo(field.get(null));
    } catch (ReflectiveOperationException | RuntimeException e) {
      return null; // then the collector does it, later
    }
  }
}
