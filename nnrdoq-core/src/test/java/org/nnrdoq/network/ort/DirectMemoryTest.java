package org.nnrdoq.network.ort;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;

class DirectMemoryTest {
  private static long used() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }

  @Test
  void close_givesAllBackAtOnce_withoutTheCollector() {
    long before = used();
    DirectMemory memory = new DirectMemory();
    FloatBuffer floats = memory.floats(1 << 20);
    floats.put(7, 1.5f);
    assertEquals(1.5f, floats.get(7));
    memory.longs(1 << 18);
    assertTrue(used() - before >= 6 << 20, "6 MB are taken");
    memory.close();
    memory.close();
    assertTrue(used() - before < 1 << 20, (used() - before) + " bytes are left");
  }
}
