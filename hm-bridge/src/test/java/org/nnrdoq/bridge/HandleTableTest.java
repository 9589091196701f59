package org.nnrdoq.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class HandleTableTest {
  private final HandleTable<String> table = new HandleTable<>();

  private void assertNotOpen(int id) {
    IllegalStateException e = assertThrows(IllegalStateException.class, () -> table.get(id));
    assertTrue(e.getMessage().startsWith("handle number " + id + " is not open"), e.getMessage());
    assertThrows(IllegalStateException.class, () -> table.remove(id));
  }

  @Test
  void add_takesTheFirstFreeNumber() {
    assertEquals(0, table.add("a"));
    assertEquals(1, table.add("b"));
    assertEquals(2, table.add("c"));
    assertEquals("b", table.remove(1));
    assertEquals(1, table.add("d"));
    assertEquals("d", table.get(1));
    assertEquals("c", table.get(2));
  }

  @Test
  void get_saysWhatIsWrong_whenTheNumberIsStale() {
    assertNotOpen(0);
    assertNotOpen(-1);
    int id = table.add("a");
    table.remove(id);
    assertNotOpen(id);
  }
}
