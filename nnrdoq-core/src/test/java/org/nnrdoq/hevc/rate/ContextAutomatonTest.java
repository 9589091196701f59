package org.nnrdoq.hevc.rate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.nnrdoq.hevc.residual.CoefficientContexts;

class ContextAutomatonTest {
  private static final long SEED = 11;

  /** Follows random levels by the rules of residual_coding(), written out, beside the automaton. */
  @Test
  void next_overRandomLevels_followsTheRulesOfTheSyntax() {
    Random random = new Random(SEED);
    Set<Integer> seen = new HashSet<>();
    for (int block = 0; block < 20_000; block++) {
      int state = ContextAutomaton.START;
      int previousGreater1Ctx = 1;
      boolean any = false;
      double spread = 0.3 + 12 * random.nextDouble() * random.nextDouble();
      for (int group = 0; group < 4; group++) {
        state = ContextAutomaton.entering(state);
        int greater1Ctx = 1;
        int flags = 0;
        int rice = 0;
        boolean greater2 = false;
        for (int n = 0; n < 16; n++) {
          String where = "seed " + SEED + " block " + block + " group " + group + " n " + n;
          int base = flags >= 8 ? 1 : greater2 ? 2 : 3;
          seen.add(state);
          if (any) {
            assertEquals(flags >= 8, ContextAutomaton.baseLevel(state) == 1, where);
            assertEquals(base, ContextAutomaton.baseLevel(state), where);
            assertEquals(greater1Ctx, ContextAutomaton.greater1Ctx(state), where);
            assertEquals(rice, ContextAutomaton.rice(state), where);
            assertEquals(previousGreater1Ctx == 0, ContextAutomaton.raised(state), where);
          } else {
            assertEquals(ContextAutomaton.START, state, where);
          }
          int level = (int) (-spread * Math.log(1 - random.nextDouble()));
          int levelClass = ContextAutomaton.levelClass(level);
          state = ContextAutomaton.next(state, levelClass);
          if (level != 0) {
            any = true;
            if (level >= base && level > 3 << rice) {
              rice = Math.min(rice + 1, 4);
            }
            if (flags < 8) {
              greater1Ctx = CoefficientContexts.nextGreater1Ctx(greater1Ctx, level > 1 ? 1 : 0);
              greater2 |= level > 1;
              flags++;
            }
          }
        }
        if (flags > 0) {
          previousGreater1Ctx = greater1Ctx;
        }
      }
    }
    assertTrue(seen.size() > 80, "states seen: " + seen.size());
  }

  @Test
  void priceRow_ofStatesThatCodeAlike_isTheSame() {
    for (int a = 0; a < ContextAutomaton.START; a++) {
      for (int b = 0; b < ContextAutomaton.START; b++) {
        boolean bypass = ContextAutomaton.baseLevel(a) == 1;
        boolean alike =
            ContextAutomaton.baseLevel(a) == ContextAutomaton.baseLevel(b)
                && ContextAutomaton.rice(a) == ContextAutomaton.rice(b)
                && ContextAutomaton.raised(a) == ContextAutomaton.raised(b)
                && (bypass || ContextAutomaton.greater1Ctx(a) == ContextAutomaton.greater1Ctx(b));
        assertEquals(alike, ContextAutomaton.priceRow(a) == ContextAutomaton.priceRow(b));
      }
    }
    assertEquals(ContextAutomaton.LAST_ROW, ContextAutomaton.priceRow(ContextAutomaton.START));
  }
}
