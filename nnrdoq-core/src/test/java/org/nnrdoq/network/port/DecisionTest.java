package org.nnrdoq.network.port;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class DecisionTest {
  @Test
  void count_isThatOfTheConstants() {
    assertEquals(Decision.values().length, Decision.COUNT);
  }

  @Test
  void level_andTaken_areInverse_aboveLevelOne() {
    for (int nearest = 2; nearest < 6; nearest++) {
      for (Decision decision : Decision.values()) {
        assertEquals(decision, Decision.taken(nearest, decision.level(nearest)));
      }
    }
    assertEquals(Decision.MINUS_ONE, Decision.taken(1, 0));
    assertEquals(Decision.ZERO, Decision.taken(5, 3), "further down than a network goes");
    assertEquals(Decision.KEEP, Decision.taken(1, 2), "above the nearest level");
  }

  @Test
  void best_ofEqualScores_isTheFirst() {
    assertEquals(Decision.KEEP, Decision.best(1, 1, 1));
    assertEquals(Decision.MINUS_ONE, Decision.best(0, 1, 1));
    assertEquals(Decision.ZERO, Decision.best(0, 1, 2));
    assertEquals(Decision.KEEP, Decision.best(2, 1, 2));
  }

  @Test
  void refine_ofALevelOf1_looksAtTwoScores() {
    assertEquals(1, Decision.refine(1, 0, -1, 9));
    assertEquals(0, Decision.refine(1, 0, 1, 9));
    assertEquals(0, Decision.refine(2, 0, 1, 9));
    assertEquals(1, Decision.refine(2, 0, 1, 0));
    assertEquals(7, Decision.refine(7, 3, 1, 2));
  }
}
