package org.nnrdoq.hevc.residual;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class GroupStateTest {
  private static final long SEED = 21;

  /** Follows random levels by the rules of residual_coding(), written out, beside the state. */
  @Test
  void next_overRandomLevels_followsTheRulesOfTheSyntax() {
    Random random = new Random(SEED);
    for (int group = 0; group < 50_000; group++) {
      int ctxSet = random.nextInt(4);
      int state = GroupState.enter(ctxSet);
      double spread = 0.3 + 12 * random.nextDouble() * random.nextDouble();
      int flags = 0;
      int greater1Ctx = 1;
      boolean greater2Coded = false;
      int rice = 0;
      for (int n = 15; n >= 0; n--) {
        String where = "seed " + SEED + " group " + group + " n " + n;
        int base = flags == 8 ? 1 : greater2Coded ? 2 : 3;
        assertEquals(base, GroupState.baseLevel(state), where);
        assertEquals(flags, GroupState.flags(state), where);
        assertEquals(greater1Ctx, GroupState.greater1Ctx(state), where);
        assertEquals(4 * ctxSet + greater1Ctx, GroupState.greater1Flag(state), where);
        assertEquals(ctxSet, GroupState.ctxSet(state), where);
        assertEquals(rice, GroupState.rice(state), where);
        assertEquals(state, GroupState.of(ctxSet, flags, greater2Coded, rice), where);
        assertTrue(state >= 0 && state < 1 << GroupState.BITS, where);
        int level = (int) (-spread * Math.log(1 - random.nextDouble()));
        if (level >= base && level > 3 * (1 << rice)) {
          rice = Math.min(rice + 1, 4);
        }
        if (level > 0 && flags < 8) {
          flags++;
          greater2Coded |= level > 1;
          greater1Ctx = level > 1 || greater1Ctx == 0 ? 0 : Math.min(greater1Ctx + 1, 3);
        }
        state = GroupState.next(state, level);
      }
      boolean raises = flags == 0 ? ctxSet % 2 == 1 : greater1Ctx == 0;
      assertEquals(raises, GroupState.raisesNext(state), "seed " + SEED + " group " + group);
    }
  }

  @Test
  void next_ofTheLargestLevel_raisesTheRiceParameterByOne() {
    int state = GroupState.next(GroupState.enter(2), 32768);
    assertEquals(1, GroupState.rice(state));
    for (int n = 0; n < 15; n++) {
      state = GroupState.next(state, 32768);
    }
    assertEquals(GroupState.MAX_RICE, GroupState.rice(state));
    assertEquals(1, GroupState.baseLevel(state));
    assertTrue(GroupState.raisesNext(state));
  }

  @Test
  void withCtxSet_andWithGreater1_changeNothingElse() {
    int state = GroupState.of(1, 2, false, 3);
    assertEquals(GroupState.of(2, 2, false, 3), GroupState.withCtxSet(state, 2));
    int set = GroupState.withGreater1(state);
    assertEquals(0, GroupState.greater1Ctx(set));
    assertEquals(3, GroupState.baseLevel(set));
    assertEquals(3, GroupState.rice(set));
    assertFalse(GroupState.raisesNext(state));
    assertTrue(GroupState.raisesNext(set));
  }
}
