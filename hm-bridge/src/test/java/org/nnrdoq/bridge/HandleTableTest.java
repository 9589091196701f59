package org.nnrdoq.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class HandleTableTest {
  private final HandleTable table = new HandleTable();

  private void assertNotOpen(int id, Class<?> type) {
    IllegalStateException e = assertThrows(IllegalStateException.class, () -> table.get(id, type));
    assertTrue(e.getMessage().startsWith("handle number " + id + " is not open"), e.getMessage());
    assertThrows(IllegalStateException.class, () -> table.remove(id, type));
  }

  @Test
  void add_takesTheFirstFreeNumber() {
    assertEquals(0, table.add("a"));
    assertEquals(1, table.add("b"));
    assertEquals(2, table.add("c"));
    assertEquals("b", table.remove(1, String.class));
    assertEquals(1, table.add("d"));
    assertEquals("d", table.get(1, String.class));
    assertEquals("c", table.get(2, String.class));
  }

  @Test
  void get_saysWhatIsWrong_whenTheNumberIsStale() {
    assertNotOpen(0, String.class);
    assertNotOpen(-1, String.class);
    int id = table.add("a");
    table.remove(id, String.class);
    assertNotOpen(id, String.class);
  }

  @Test
  void get_saysWhatIsWrong_whenTheNumberIsOfAnotherKind() {
    int id = table.add("a");
    assertNotOpen(id, Integer.class);
    assertEquals("a", table.remove(id, String.class));
  }
}
