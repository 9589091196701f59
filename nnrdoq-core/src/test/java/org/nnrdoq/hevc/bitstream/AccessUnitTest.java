package org.nnrdoq.hevc.bitstream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class AccessUnitTest {
  @Provide
  Arbitrary<byte[]> payloads() {
    return Arbitraries.of((byte) 0, (byte) 1, (byte) 2, (byte) 3, (byte) 4, (byte) 0xff)
        .array(byte[].class)
        .ofMaxSize(60);
  }

  @Property
  void add_hidesStartCodes_andDecodersFindThePayload(@ForAll("payloads") byte[] rbsp) {
    byte[] stream = new AccessUnit().add(NalUnitType.SUFFIX_SEI, rbsp).toByteArray();
    assertArrayEquals(new byte[] {0, 0, 0, 1, 40 << 1, 1}, Arrays.copyOf(stream, 6));
    ByteArrayOutputStream decoded = new ByteArrayOutputStream();
    int zeros = 0;
    for (int i = 6; i < stream.length; i++) {
      int b = stream[i] & 0xff;
      if (zeros == 2) {
        assertTrue(b >= 3, "0 0 " + b + " inside a NAL unit");
        zeros = 0;
        if (b == 3) {
          continue;
        }
      }
      zeros = b == 0 ? zeros + 1 : 0;
      decoded.write(b);
    }
    if (rbsp.length > 0 && rbsp[rbsp.length - 1] == 0) {
      assertEquals(3, stream[stream.length - 1], "cabac_zero_words end in 3");
      byte[] all = decoded.toByteArray();
      int extra = all.length - rbsp.length;
      assertTrue(extra == 0 || (extra == 1 && all[all.length - 1] == 3));
      assertArrayEquals(rbsp, Arrays.copyOf(all, rbsp.length));
    } else {
      assertArrayEquals(rbsp, decoded.toByteArray());
      assertNotEquals(0, stream[stream.length - 1]);
    }
  }

  @Test
  void add_putsZeroByteBeforeFirstUnitAndParameterSetsOnly() {
    byte[] one = {(byte) 0x80};
    AccessUnit unit =
        new AccessUnit()
            .add(NalUnitType.IDR_N_LP, one)
            .add(NalUnitType.SUFFIX_SEI, one)
            .add(NalUnitType.PPS, one);
    byte[] expected = {0, 0, 0, 1, 40, 1, -128, 0, 0, 1, 80, 1, -128, 0, 0, 0, 1, 68, 1, -128};
    assertArrayEquals(expected, unit.toByteArray());
  }
}
