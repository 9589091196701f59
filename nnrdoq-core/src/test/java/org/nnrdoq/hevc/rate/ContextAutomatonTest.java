package org.nnrdoq.hevc.rate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.nnrdoq.hevc.residual.GroupState;

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
          int row = ContextAutomaton.priceRow(state);
          int coding = ContextAutomaton.rateContext(row, group, 0);
          assertEquals(base, GroupState.baseLevel(coding), where);
          assertEquals(rice, GroupState.rice(coding), where);
          if (base > 1) {
            int ctxSet = (group == 0 ? 0 : 2) + (previousGreater1Ctx == 0 ? 1 : 0);
            assertEquals(4 * ctxSet + greater1Ctx, GroupState.greater1Flag(coding), where);
          }
          int around = !any ? 8 : flags == 0 ? 4 : 0;
          assertEquals(around, ContextAutomaton.surroundingRow(state), where);
          assertEquals(!any, state == ContextAutomaton.START, where);
          int level = (int) (-spread * Math.log(1 - random.nextDouble()));
          int levelClass = ContextAutomaton.levelClass(level);
          state = ContextAutomaton.next(state, levelClass);
          if (level != 0) {
            any = true;
            if (level >= base && level > 3 << rice) {
              rice = Math.min(rice + 1, 4);
            }
            if (flags < 8) {
              greater1Ctx = level > 1 || greater1Ctx == 0 ? 0 : Math.min(greater1Ctx + 1, 3);
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
        boolean alike = coding(a).equals(coding(b));
        assertEquals(alike, ContextAutomaton.priceRow(a) == ContextAutomaton.priceRow(b));
      }
    }
    assertEquals(ContextAutomaton.LAST_ROW, ContextAutomaton.priceRow(ContextAutomaton.START));
  }

  /** What of a state's description decides how a level is coded. */
  private static List<Float> coding(int state) {
    float[] d = new float[ContextAutomaton.DESCRIPTION];
    ContextAutomaton.describe(state, d, 0);
    boolean noFlag = d[7] == 1;
    return noFlag ? List.of(d[7], d[8], d[9]) : List.of(d[3], d[4], d[5], d[6], d[8], d[9]);
  }
}
