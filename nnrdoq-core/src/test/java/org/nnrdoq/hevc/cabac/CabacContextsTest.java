package org.nnrdoq.hevc.cabac;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.nnrdoq.hevc.SliceType;

class CabacContextsTest {
  /** CRC-32 over all states by initType, QP 0..51 and context index; computed with HM 16.20. */
  private static final long HM_CRC = 0x4ab5c579L;

  @Test
  void initialStates_equalThoseOfHm_forEveryTypeAndQp() {
    CRC32 crc = new CRC32();
    CabacContexts contexts = new CabacContexts();
    for (int initType = 0; initType < 3; initType++) {
      for (int qp = 0; qp < 52; qp++) {
        contexts.initWithType(initType, qp);
        for (byte state : contexts.states()) {
          assertTrue(state >= 0 && state <= 125);
        }
        crc.update(contexts.states());
      }
    }
    assertEquals(HM_CRC, crc.getValue());
  }

  @Test
  void initialState_followsTheClause() {
    // initValue 154: slope 0, offset 64: equiprobable at every QP, valMps 1
    assertEquals(1, CabacContexts.initialState(154, 0));
    assertEquals(1, CabacContexts.initialState(154, 51));
    // initValue 63: slope -30, offset 104; at QP 26: (-780 >> 4) + 104 = 55: pStateIdx 8, valMps 0
    assertEquals(8 << 1, CabacContexts.initialState(63, 26));
    // at QP 0: 104: pStateIdx 40, valMps 1
    assertEquals(40 << 1 | 1, CabacContexts.initialState(63, 0));
    // initValue 227: slope 25, offset 8; at QP 51: (1275 >> 4) + 8 = 87
    assertEquals(23 << 1 | 1, CabacContexts.initialState(227, 51));
    // initValue 95: slope -20, offset 104: clipped nowhere; 224: slope 25, offset -16, QP 0: 1
    assertEquals(62 << 1, CabacContexts.initialState(224, 0));
  }

  @Test
  void init_choosesTypeBySlice_andClipsQp() {
    CabacContexts one = new CabacContexts();
    CabacContexts other = new CabacContexts();
    SliceType[] byInitType = {SliceType.I, SliceType.P, SliceType.B};
    for (int initType = 0; initType < 3; initType++) {
      one.init(byInitType[initType], 33);
      other.initWithType(initType, 33);
      assertArrayEquals(other.states(), one.states());
    }
    one.init(SliceType.I, -12);
    other.init(SliceType.I, 0);
    assertArrayEquals(other.states(), one.states());
    one.init(SliceType.P, 60);
    other.copyFrom(one);
    one.init(SliceType.P, 51);
    assertArrayEquals(other.states(), one.states());
    // split_cu_flag of an I slice starts with 139: slope -5, offset 72; at QP 51: 56
    one.init(SliceType.I, 51);
    assertEquals((63 - 56) << 1, one.states()[CabacContexts.SPLIT_CU_FLAG]);
  }
}
