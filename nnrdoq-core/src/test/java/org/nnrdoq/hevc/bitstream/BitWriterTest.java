package org.nnrdoq.hevc.bitstream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BitWriterTest {
  @Test
  void expGolomb_codesOfTable9() {
    BitWriter out = new BitWriter();
    out.ue(0); // 1
    out.ue(1); // 010
    out.ue(2); // 011
    out.ue(7); // 0001000
    out.se(1); // 010
    out.se(-1); // 011
    out.se(2); // 00100
    out.se(-2); // 00101
    out.u(0b01, 2);
    assertArrayEquals(
        new byte[] {(byte) 0b10100110, 0b00100001, 0b00110010, 0b00010101}, out.toByteArray());
  }

  @Property
  void ue_isReadBack(@ForAll @IntRange(min = 0, max = Integer.MAX_VALUE - 1) int value) {
    BitWriter out = new BitWriter();
    out.ue(value);
    out.trailingBits();
    BitReader in = new BitReader(out.toByteArray());
    assertEquals(value, in.ue());
    assertEquals(1, in.u(1));
  }

  @Property
  void se_isReadBack(@ForAll @IntRange(min = -(1 << 30) + 1, max = (1 << 30) - 1) int value) {
    BitWriter out = new BitWriter();
    out.se(value);
    out.trailingBits();
    assertEquals(value, new BitReader(out.toByteArray()).se());
  }

  @Test
  void misuse_isToldApart() {
    BitWriter out = new BitWriter();
    assertThrows(IllegalArgumentException.class, () -> out.u(4, 2));
    assertThrows(IllegalArgumentException.class, () -> out.u(0, 33));
    assertThrows(IllegalArgumentException.class, () -> out.ue(-1));
    out.u(-1, 32);
    out.flag(true);
    assertThrows(IllegalStateException.class, out::toByteArray);
    assertThrows(IllegalStateException.class, () -> out.bytes(new byte[1]));
    out.trailingBits();
    out.bytes(new byte[] {5});
    assertArrayEquals(new byte[] {-1, -1, -1, -1, (byte) 0xc0, 5}, out.toByteArray());
  }
}
