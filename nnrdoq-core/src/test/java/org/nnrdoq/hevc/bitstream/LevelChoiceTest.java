package org.nnrdoq.hevc.bitstream;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nnrdoq.io.VideoFormat;

class LevelChoiceTest {
  private static LevelChoice choice(int width, int height, int bitDepth, int fps) {
    return new LevelChoice(
        new StreamParameters(
            new VideoFormat(width, height, bitDepth, fps, 1), 1, true, true, true, true, true));
  }

  private static TierLevel level(
      int width, int height, int bitDepth, int fps, long bytes, int pictures) {
    LevelChoice choice = choice(width, height, bitDepth, fps);
    for (int i = 0; i < pictures; i++) {
      choice.add(bytes);
    }
    return choice.lowest();
  }

  /** MaxBR times 1000 bits a second (Tables A.9 and A.10): 3 000 000 in level 2.1, for example. */
  @ParameterizedTest
  @CsvSource({
    "416, 240, 50, 3000000, L2_1 Main",
    "416, 240, 50, 3000400, L3 Main",
    "416, 240, 50, 9300000, L3_1 Main",
    "416, 240, 50, 12000000, L4 Main",
    "416, 240, 50, 12000400, L4 High",
    "416, 240, 50, 30000000, L4 High",
    "416, 240, 50, 30000400, L4_1 High",
    "1920, 1080, 30, 240000, L4 Main",
    "1920, 1080, 60, 240000, L4_1 Main",
    "3840, 2160, 60, 799999680, L6_2 High",
    "3840, 2160, 60, 800000160, UNLIMITED Main"
  })
  void bitRateRaisesLevelAndTier(int width, int height, int fps, long rate, String expected) {
    long bytes = rate / 8 / fps;
    assertEquals(rate, bytes * 8 * fps, "a whole number of bytes");
    assertEquals(expected, level(width, height, 8, fps, bytes, 2).toString(), "a short stream");
    assertEquals(expected, level(width, height, 8, fps, bytes, 5_000).toString(), "a long one");
  }

  /** Many small pictures and then large ones: the mean is low, but the buffer runs empty. */
  @Test
  void bufferRaisesTheLevel_whenLargePicturesFollowEachOther() {
    LevelChoice choice = choice(416, 240, 8, 50);
    for (int i = 0; i < 1000; i++) {
      choice.add(100);
    }
    assertEquals("L2_1 Main", choice.lowest().toString());
    for (int i = 0; i < 12; i++) {
      choice.add(37_000); // 296 000 bits of a buffer of 3 000 000 that gets 60 000 each time
    }
    assertEquals("L2_1 Main", choice.lowest().toString());
    choice.add(37_000);
    assertEquals("L3 Main", choice.lowest().toString());
  }

  /**
   * MinCR of 2 in level 2.1 (Table A.9): the first picture has no more bytes than 1.5 times its
   * samples, halved; the following ones 1.5 * 7 372 800 / 50 / 2 at 50 pictures a second.
   */
  @Test
  void compressionRaisesTheLevel_whenPicturesAreNearlyRaw() {
    int samples = 416 * 240;
    LevelChoice choice = choice(416, 240, 8, 50);
    for (int i = 0; i < 1000; i++) {
      choice.add(100); // keeps the mean rate low
    }
    choice.add(110_592);
    assertEquals("L2_1 Main", choice.lowest().toString());
    choice.add(110_593);
    assertEquals("L3 Main", choice.lowest().toString());
    LevelChoice start = choice(416, 240, 8, 50);
    start.add(samples * 3 / 4 + 1);
    for (int i = 0; i < 1000; i++) {
      start.add(100);
    }
    assertEquals("L3_1 Main", start.lowest().toString(), "1.5 * 16 588 800 / 300 / 2 of level 3");
  }

  /** Main 10 may have 1.875 instead of 1.5 bytes of a sample (Table A.10). */
  @Test
  void tenBitsMayHaveMoreBytes() {
    for (int bitDepth : new int[] {8, 10}) {
      LevelChoice choice = choice(416, 240, bitDepth, 50);
      for (int i = 0; i < 1000; i++) {
        choice.add(100);
      }
      choice.add(138_240);
      assertEquals(bitDepth == 8 ? "L3 Main" : "L2_1 Main", choice.lowest().toString());
    }
  }

  @Test
  void levelIsThatOfSizeAndRate_whenThereAreNoPictures() {
    for (int fps : new int[] {1, 25, 50, 120}) {
      assertEquals(Level.fitting(1920, 1088, fps), choice(1920, 1080, 8, fps).lowest().level());
    }
  }
}
