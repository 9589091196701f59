package org.nnrdoq.hevc.bitstream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nnrdoq.io.VideoFormat;

class ParameterSetsTest {
  private static StreamParameters parameters(VideoFormat format, int depth, boolean tools) {
    return new StreamParameters(format, depth, tools, tools, tools, tools, tools);
  }

  @Property(tries = 200)
  void sps_describesFormatAndTools(
      @ForAll @IntRange(min = 1, max = 9000) int width,
      @ForAll @IntRange(min = 1, max = 5000) int height,
      @ForAll boolean tenBit,
      @ForAll boolean tools,
      @ForAll @IntRange(min = 0, max = 4) int depth,
      @ForAll @IntRange(min = 1, max = Integer.MAX_VALUE) int fpsNum,
      @ForAll @IntRange(min = 1, max = Integer.MAX_VALUE) int fpsDen) {
    int bitDepth = tenBit ? 10 : 8;
    VideoFormat format = new VideoFormat(width, height, bitDepth, fpsNum, fpsDen);
    StreamParameters parameters = parameters(format, depth, tools);
    BitReader in = new BitReader(ParameterSets.sps(parameters));
    assertEquals(0, in.u(4));
    assertEquals(0, in.u(3));
    assertEquals(1, in.u(1));
    assertEquals(tenBit ? 2 : 1, in.u(8), "profile space, tier and idc");
    assertEquals(tenBit ? 1 << 29 : 3 << 29, in.u(32), "compatibility flags");
    assertEquals(0b1011, in.u(4));
    assertEquals(0, in.u(32));
    assertEquals(0, in.u(12));
    assertEquals(parameters.tierLevel().level().idc(), in.u(8));
    assertEquals(0, in.ue());
    assertEquals(1, in.ue(), "chroma_format_idc");
    int codedWidth = in.ue();
    int codedHeight = in.ue();
    assertEquals(0, codedWidth % 8);
    assertEquals(0, codedHeight % 8);
    int cropRight = 0;
    int cropBottom = 0;
    if (in.u(1) == 1) {
      assertEquals(0, in.ue());
      cropRight = 2 * in.ue();
      assertEquals(0, in.ue());
      cropBottom = 2 * in.ue();
    }
    assertEquals(width + width % 2, codedWidth - cropRight);
    assertEquals(height + height % 2, codedHeight - cropBottom);
    assertEquals(bitDepth - 8, in.ue());
    assertEquals(bitDepth - 8, in.ue());
    assertEquals(4, in.ue());
    assertEquals(1, in.u(1));
    assertEquals(0, in.ue() + in.ue() + in.ue(), "one picture, no reordering, no latency");
    assertEquals(0, in.ue(), "coding blocks from 8x8");
    assertEquals(3, in.ue(), "to 64x64");
    assertEquals(0, in.ue(), "transform blocks from 4x4");
    assertEquals(3, in.ue(), "to 32x32");
    assertEquals(0, in.ue());
    assertEquals(depth, in.ue(), "max_transform_hierarchy_depth_intra");
    assertEquals(0, in.u(2), "scaling lists, AMP");
    assertEquals(tools ? 1 : 0, in.u(1), "SAO");
    assertEquals(0, in.u(1), "PCM");
    assertEquals(0, in.ue(), "num_short_term_ref_pic_sets");
    assertEquals(0, in.u(2));
    assertEquals(tools ? 1 : 0, in.u(1), "strong intra smoothing");
    assertEquals(1, in.u(1), "VUI");
    assertEquals(1, in.u(9), "of the VUI only the timing");
    assertEquals(fpsDen, in.u(32));
    assertEquals(fpsNum, in.u(32));
    assertEquals(0b0000_1, in.u(5), "no POC timing, HRD, restriction, extension; stop bit");
  }

  @Test
  void pps_turnsToolsOnAndOff() {
    VideoFormat format = new VideoFormat(64, 64, 8, 25, 1);
    for (boolean tools : new boolean[] {false, true}) {
      BitReader in = new BitReader(ParameterSets.pps(parameters(format, 1, tools)));
      assertEquals(0b11, in.u(2));
      assertEquals(0, in.u(5));
      assertEquals(tools ? 1 : 0, in.u(1), "sign hiding");
      assertEquals(0, in.u(1));
      assertEquals(0b11, in.u(2));
      assertEquals(0, in.se(), "init_qp_minus26");
      assertEquals(0, in.u(1));
      assertEquals(tools ? 1 : 0, in.u(1), "transform skip");
      assertEquals(0, in.u(1));
      assertEquals(0, in.se());
      assertEquals(0, in.se());
      assertEquals(0, in.u(7));
      if (tools) {
        assertEquals(0, in.u(1), "no deblocking control");
      } else {
        assertEquals(0b101, in.u(3), "deblocking off");
      }
      assertEquals(0b00_1_00_1, in.u(6), "the rest and the stop bit");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "416, 240, 50, L2_1",
    "416, 240, 30, L2",
    "1920, 1080, 30, L4",
    "1920, 1080, 60, L4_1",
    "3840, 2160, 60, L5_1",
    "3840, 2160, 120, L5_2",
    "64, 64, 25, L1",
    "2048, 16, 1, L3",
    "9000, 5000, 24, UNLIMITED",
    "16, 20000, 1, UNLIMITED"
  })
  void level_isTheLowestThatFits(int width, int height, double fps, Level level) {
    assertEquals(level, Level.fitting(width, height, fps));
  }

  @Test
  void slice_codesQpAndSaoBeforeTheData() {
    VideoFormat format = new VideoFormat(64, 64, 8, 25, 1);
    byte[] data = {9, 8, 7};
    // 1 0 1 011 | sao 1 0 | se(11) = 0000 10110... : ue(21) = 000010110 | stop, zero bits
    assertArrayEquals(
        new byte[] {(byte) 0b10101110, 0b00001011, 0b01000000, 9, 8, 7},
        SliceSegment.idr(parameters(format, 1, true), 37, true, false, data));
    assertArrayEquals(
        new byte[] {(byte) 0b10101111, 9, 8, 7},
        SliceSegment.idr(parameters(format, 1, false), 26, false, false, data));
    assertThrows(
        IllegalArgumentException.class,
        () -> SliceSegment.idr(parameters(format, 1, false), 26, true, false, data));
    assertThrows(
        IllegalArgumentException.class,
        () -> SliceSegment.idr(parameters(format, 1, true), -1, true, false, data));
    assertThrows(IllegalArgumentException.class, () -> parameters(format, 5, true));
  }

  @Test
  void pictureHash_sumsBytesInLittleEndianOrder() {
    // MD5 of "abcd" and of "a\0b\0c\0d\3"
    short[] plane = {'a', 'b', 0, 'c', 'd', 0};
    assertEquals("e2fc714c4727ee9395f324cd2e7f331f", hex(PictureHash.md5(plane, 2, 2, 3, 8)));
    plane[4] = (short) (3 << 8 | 'd');
    assertEquals("01d55da89683fb567477b716e5a4e3ff", hex(PictureHash.md5(plane, 2, 2, 3, 10)));
    byte[] sei = PictureHash.sei(new byte[][] {new byte[16], new byte[16], new byte[16]});
    assertEquals(3 + 48 + 1, sei.length);
    assertArrayEquals(new byte[] {(byte) 132, 49, 0}, java.util.Arrays.copyOf(sei, 3));
  }

  private static String hex(byte[] bytes) {
    return String.format("%032x", new BigInteger(1, bytes));
  }
}
