package org.nnrdoq.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nnrdoq.io.file.AtomicOutput;

class VideoFilesTest {
  @TempDir Path dir;

  static Frame random(VideoFormat format, long seed) {
    Random random = new Random(seed);
    Frame frame = new Frame(format);
    for (int cIdx = 0; cIdx < 3; cIdx++) {
      short[] plane = frame.plane(cIdx);
      for (int i = 0; i < plane.length; i++) {
        plane[i] = (short) random.nextInt(1 << format.bitDepth());
      }
    }
    return frame;
  }

  private static void assertSame(Frame expected, Frame actual) {
    for (int cIdx = 0; cIdx < 3; cIdx++) {
      assertArrayEquals(expected.plane(cIdx), actual.plane(cIdx), "component " + cIdx);
    }
  }

  /** A y4m file with this header line and {@code frames} frames of {@code bytes} zero bytes. */
  private Path y4m(String header, int frames, int bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes((header + "\n").getBytes(StandardCharsets.US_ASCII));
    for (int i = 0; i < frames; i++) {
      out.writeBytes("FRAME\n".getBytes(StandardCharsets.US_ASCII));
      out.writeBytes(new byte[bytes]);
    }
    Path path = dir.resolve("in.y4m");
    Files.write(path, out.toByteArray());
    return path;
  }

  private static String failure(Path path, VideoFormat raw) {
    VideoFileException e =
        assertThrows(VideoFileException.class, () -> VideoReader.open(path, raw).close());
    assertTrue(e.getMessage().startsWith(path + ": "), e.getMessage());
    assertFalse(e.getMessage().contains("\n"), e.getMessage());
    return e.getMessage();
  }

  @ParameterizedTest
  @CsvSource({"16,8,8", "17,9,8", "1,1,8", "16,8,10", "5,7,10"})
  void framesComeBackInAnyOrder(int width, int height, int bits) throws IOException {
    VideoFormat format = new VideoFormat(width, height, bits, 30000, 1001);
    for (String name : new String[] {"a.y4m", "a.yuv"}) {
      Path path = dir.resolve(name);
      try (VideoWriter writer =
          name.endsWith("y4m") ? new Y4mWriter(path, format) : new YuvWriter(path, format)) {
        for (int i = 0; i < 3; i++) {
          writer.write(random(format, i));
        }
        writer.commit();
      }
      try (VideoReader reader = VideoReader.open(path, name.endsWith("y4m") ? null : format)) {
        assertEquals(format, reader.format());
        assertEquals(3, reader.frameCount());
        for (int i : new int[] {2, 0, 1, 2}) {
          assertSame(random(format, i), reader.read(i));
        }
      }
    }
  }

  @Test
  void samplesStandLittleEndianAndPlanar() throws IOException {
    VideoFormat format = new VideoFormat(2, 1, 10, 25, 1);
    Frame frame = new Frame(format);
    frame.plane(0)[0] = 0x123;
    frame.plane(0)[1] = 0x3ff;
    frame.plane(1)[0] = 0x001;
    frame.plane(2)[0] = 0x200;
    Path path = dir.resolve("a.y4m");
    try (VideoWriter writer = new Y4mWriter(path, format)) {
      writer.write(frame);
      writer.commit();
    }
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    expected.writeBytes(
        "YUV4MPEG2 W2 H1 F25:1 Ip A1:1 C420p10 XYSCSS=420P10\nFRAME\n"
            .getBytes(StandardCharsets.US_ASCII));
    expected.writeBytes(new byte[] {0x23, 1, (byte) 0xff, 3, 1, 0, 0, 2});
    assertArrayEquals(expected.toByteArray(), Files.readAllBytes(path));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "YUV4MPEG2 W4 H2 F25:1 Ip A0:0 C420jpeg",
        "YUV4MPEG2 H2 W4 F25:1 C420mpeg2 XYSCSS=420MPEG2 XCOLORRANGE=LIMITED",
        "YUV4MPEG2 W4 H2 F25:1 It A128:117 C420paldv",
        "YUV4MPEG2 W4 H2 F25:1 I? C420",
        "YUV4MPEG2 W4  H2 F25:1 Xfoo"
      })
  void headersOfEightBitVideoAreTaken(String header) throws IOException {
    try (VideoReader reader = VideoReader.open(y4m(header, 2, 12), null)) {
      assertEquals(new VideoFormat(4, 2, 8, 25, 1), reader.format());
      assertEquals(2, reader.frameCount());
    }
  }

  @Test
  void frameHeadersMayHaveParameters() throws IOException {
    Path path = dir.resolve("p.y4m");
    Files.writeString(
        path, "YUV4MPEG2 W1 H1 F25:1\nFRAME Ip XA\nabcFRAME\ndef", StandardCharsets.US_ASCII);
    try (VideoReader reader = VideoReader.open(path, null)) {
      assertEquals('f', reader.read(1).plane(2)[0]);
      assertEquals('a', reader.read(0).plane(0)[0]);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "RIFF W4 H2 F25:1|YUV4MPEG2",
        "YUV4MPEG2 H2 F25:1|W (width)",
        "YUV4MPEG2 W4 F25:1|H (height)",
        "YUV4MPEG2 W4 H2|F (frame rate)",
        "YUV4MPEG2 W4 H2 F0:0|'F0:0'",
        "YUV4MPEG2 W4 H2 F25|'F25'",
        "YUV4MPEG2 W-4 H2 F25:1|'W-4'",
        "YUV4MPEG2 W0 H2 F25:1|'W0'",
        "YUV4MPEG2 W99999999999 H2 F25:1|'W99999999999'",
        "YUV4MPEG2 W4 H2 F25:1 Iq|'Iq'",
        "YUV4MPEG2 W4 H2 F25:1 Cmono12|Cmono12",
        "YUV4MPEG2 W4 H2 F25:1 C422|C422",
        "YUV4MPEG2 W4 H2 F25:1 C444|C444",
        "YUV4MPEG2 W4 H2 F25:1 C420p12|C420p12",
        "YUV4MPEG2 W4 H2 F25:1 XYSCSS=444|C444",
        "YUV4MPEG2 W4 H2 F25:1 Q|'Q'"
      })
  void badHeadersAreNamed(String header, String mention) throws IOException {
    String message = failure(y4m(header, 1, 12), null);
    assertTrue(message.contains(mention), message);
  }

  @Test
  void truncationIsFoundOnOpening() throws IOException {
    Path path = y4m("YUV4MPEG2 W4 H2 F25:1", 3, 12);
    byte[] whole = Files.readAllBytes(path);
    for (int cut : new int[] {1, 11, 12, 15, 18}) {
      Files.write(path, java.util.Arrays.copyOf(whole, whole.length - cut));
      if (cut == 18) {
        try (VideoReader reader = VideoReader.open(path, null)) {
          assertEquals(2, reader.frameCount(), "cut between frames");
        }
      } else {
        String message = failure(path, null);
        assertTrue(message.contains("frame 2"), message);
        assertTrue(message.contains("byte"), message);
      }
    }
    Files.write(path, new byte[0]);
    assertTrue(failure(path, null).contains("byte 0"));
    Files.write(path, "YUV4MPEG2 W4 H2 F25:1\n".getBytes(StandardCharsets.US_ASCII));
    assertTrue(failure(path, null).contains("no frames"));
    assertTrue(failure(dir.resolve("none.y4m"), null).contains("no such file"));
    assertTrue(failure(dir, new VideoFormat(4, 2, 8, 25, 1)).contains("not a regular file"));
  }

  @Test
  void sampleAboveTheBitDepthIsLocated() throws IOException {
    Path path = dir.resolve("a.y4m");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes("YUV4MPEG2 W4 H2 F25:1 C420p10\nFRAME\n".getBytes(StandardCharsets.US_ASCII));
    byte[] samples = new byte[24];
    samples[2 * (4 + 2) + 1] = 4; // luma x=2, y=1: 1024
    out.writeBytes(samples);
    Files.write(path, out.toByteArray());
    try (VideoReader reader = VideoReader.open(path, null)) {
      String message = assertThrows(VideoFileException.class, () -> reader.read(0)).getMessage();
      assertTrue(message.contains("frame 0, plane Y, x=2, y=1: sample 1024"), message);
    }
  }

  @Test
  void rawGeometryComesFromTheName() throws IOException {
    assertEquals(
        new VideoFormat(1920, 1080, 8, 24, 1),
        YuvReader.formatFromName(Path.of("Kimono_1920x1080_24.yuv")));
    assertEquals(
        new VideoFormat(2560, 1600, 10, 60, 1),
        YuvReader.formatFromName(Path.of("Nebuta_2560x1600_60_10bit_crop.yuv")));
    assertEquals(
        new VideoFormat(416, 240, 10, 50, 1),
        YuvReader.formatFromName(Path.of("x_416x240_50fps_10b.yuv")));
    assertTrue(failure(dir.resolve("clip.yuv"), null).contains("geometry"));
    Path odd = dir.resolve("odd_4x2_25.yuv");
    Files.write(odd, new byte[13]);
    String message = failure(odd, null);
    assertTrue(message.contains("13 bytes") && message.contains("in frame 1"), message);
  }

  @ParameterizedTest
  @CsvSource({
    "Kimono_1920x1080_24, 1920x1080 8 24/1 1",
    "Nebuta_2560x1600_60_10bit_crop, 2560x1600 10 60/1 1",
    "x_416x240_50fps_10b, 416x240 10 50/1 1",
    "Beauty_3840x2160_120fps_420_10bit_YUV, 3840x2160 10 120/1 1",
    "Bosphorus_1920x1080_120fps_420_8bit_YUV, 1920x1080 8 120/1 1",
    "Tango2_3840x2160_60fps_10bit_420, 3840x2160 10 60/1 1",
    "a_64x48_420_10bit_60fps, 64x48 10 60/1 1",
    "a_64x48_10bit_60, 64x48 10 60/1 1",
    "a_64x48_25_10le, 64x48 10 25/1 1",
    "a_64x48_25_p10, 64x48 10 25/1 1",
    "a_64x48_25_yuv420p10le, 64x48 10 25/1 1",
    "a_64x48_25_yuv420p, 64x48 8 25/1 1",
    "a_64x48_25_i420, 64x48 8 25/1 1",
    "a_64x48_25_10_400, 64x48 10 25/1 0",
    "a_64x48_25_gray10le, 64x48 10 25/1 0",
    "a_64x48_29.97, 64x48 8 30000/1001 1",
    "a_64x48_23.976_10bit, 64x48 10 24000/1001 1",
    "a_64x48_59.94fps, 64x48 8 60000/1001 1",
    "a_64x48_12.5, 64x48 8 25/2 1",
    "a_64x48p30_300frames_crop, 64x48 8 30/1 1",
    "with_8bits_64x48_25, 64x48 8 25/1 1"
  })
  void rawNamesAreUnderstood(String name, String expected) throws IOException {
    VideoFormat f = YuvReader.formatFromName(Path.of(name + ".yuv"));
    String text =
        f.width()
            + "x"
            + f.height()
            + " "
            + f.bitDepth()
            + " "
            + f.fpsNum()
            + "/"
            + f.fpsDen()
            + " "
            + f.chromaFormatIdc();
    assertEquals(expected, text);
    assertEquals(f, YuvReader.formatFromName(Path.of(name.toUpperCase(Locale.ROOT) + ".YUV")));
  }

  /** What speaks of depth, chroma or rate and is not ours must not be read as 8 bit 4:2:0. */
  @ParameterizedTest
  @CsvSource({
    "clip_64x48_50_12bit, bit depth 12",
    "clip_64x48_50_12, bit depth 12",
    "clip_64x48_50_16bit, bit depth 16",
    "clip_64x48_50_16, bit depth 16",
    "clip_64x48_50_9b, bit depth 9",
    "clip_64x48_50_nv12, 'nv12' is not understood",
    "clip_64x48_50_p010, 'p010' is not understood",
    "clip_64x48_50_p010le, 'p010le' is not understood",
    "clip_64x48_50_10be, '10be' is not understood",
    "clip_64x48_50_yuv420p10be, 'yuv420p10be' is not understood",
    "clip_64x48_50_yv12, 'yv12' is not understood",
    "clip_64x48_50_v210, 'v210' is not understood",
    "clip_64x48_50_rgb24, 'rgb24' is not understood",
    "clip_64x48_50_422, chroma format 422",
    "clip_64x48_50_444p, chroma format 444",
    "clip_64x48_50_yuv422p10le, chroma format 422",
    "clip_64x48_50_yuv420p12le, bit depth 12",
    "clip_64x48_50_interlaced, 'interlaced' is not understood",
    "clip_64x48_50_8_10bit, the bit depth was 8 before",
    "clip_64x48_50_25, bit depth 25",
    "clip_64x48_50-10bit, '50-10bit' is not understood",
    "clip_64x48_bits10_50, 'bits10' is not understood",
    "clip_64x48_420_10bit, no frame rate",
    "clip_64x48, no frame rate",
    "clip_64x48_0, above 0",
    "clip, no size"
  })
  void rawNamesAreRefused_whenAWordIsNotUnderstood(String name, String mention) {
    String message =
        assertThrows(
                VideoFileException.class,
                () -> YuvReader.formatFromName(Path.of("/a", name + ".yuv")))
            .getMessage();
    assertTrue(message.contains(mention), message);
    assertEquals(1, message.lines().count(), message);
  }

  @Test
  void formatFollowsTheName() throws IOException {
    VideoFormat format = new VideoFormat(4, 2, 8, 25, 1);
    Frame frame = random(format, 1);
    for (String name : new String[] {"a.y4m", "a.yuv", "a_4x2_25.yuv", "A.Y4M", "A.YUV"}) {
      Path file = dir.resolve(name);
      try (VideoWriter writer = VideoWriter.create(file, format, VideoSignal.UNKNOWN)) {
        writer.write(frame);
        writer.commit();
      }
      boolean raw = name.toLowerCase(Locale.ROOT).endsWith("yuv");
      String head = Files.readString(file, StandardCharsets.ISO_8859_1);
      assertEquals(!raw, head.startsWith("YUV4MPEG2 "), name);
      try (VideoReader reader = VideoReader.open(file, raw ? format : null)) {
        assertSame(frame, reader.read(0));
      }
    }
    for (String name : new String[] {"a.bin", "a", "a_8x2_25.yuv", "a_4x2_25_10.yuv"}) {
      assertThrows(
          VideoFileException.class,
          () -> VideoWriter.create(dir.resolve(name), format, VideoSignal.UNKNOWN),
          name);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Ip A1:1, 1:1 UNKNOWN PROGRESSIVE",
    "It A128:117 XCOLORRANGE=LIMITED, 128:117 LIMITED TOP_FIELD_FIRST",
    "Ib A0:0 XCOLORRANGE=FULL, 0:0 FULL BOTTOM_FIELD_FIRST",
    "Im Ax, 0:0 UNKNOWN MIXED",
    "I? XCOLORRANGE=OTHER, 0:0 UNKNOWN UNKNOWN"
  })
  void signalIsThatOfTheHeader(String tags, String expected) throws IOException {
    Path first = y4m("YUV4MPEG2 W4 H2 F25:1 " + tags, 1, 12);
    Path second = dir.resolve("copy.y4m");
    try (VideoReader reader = VideoReader.open(first, null)) {
      VideoSignal s = reader.signal();
      assertEquals(expected, s.sarWidth() + ":" + s.sarHeight() + " " + s.range() + " " + s.scan());
      try (VideoWriter writer = VideoWriter.create(second, reader.format(), s)) {
        writer.write(reader.read(0));
        writer.commit();
      }
      try (VideoReader copy = VideoReader.open(second, null)) {
        assertEquals(s, copy.signal());
      }
    }
  }

  @Test
  void outputAppearsOnlyOnCommit() throws IOException {
    Path target = dir.resolve("out.bin");
    try (AtomicOutput out = AtomicOutput.open(target)) {
      out.stream().write(1);
      assertFalse(Files.exists(target));
    }
    assertEmpty();
    AtomicOutput.write(target, "first");
    try (AtomicOutput out = AtomicOutput.open(target)) {
      out.stream().write("second".getBytes(StandardCharsets.US_ASCII));
    }
    assertEquals("first", Files.readString(target), "an abandoned write leaves the old file");
    AtomicOutput.write(target, "third");
    assertEquals("third", Files.readString(target));
    Files.delete(target);
    assertEmpty();
  }

  @Test
  void outputThatCannotBeWrittenSaysWhy() {
    assertTrue(
        assertThrows(IOException.class, () -> AtomicOutput.open(dir))
            .getMessage()
            .contains("is a folder"));
    assertTrue(
        assertThrows(IOException.class, () -> AtomicOutput.open(dir.resolve("no/such/x")))
            .getMessage()
            .contains("does not exist"));
  }

  @Test
  void y4mHeaderHasAsciiDigits_inALocaleWithDigitsOfItsOwn() throws IOException {
    Locale before = Locale.getDefault();
    Path file = dir.resolve("a.y4m");
    Locale.setDefault(Locale.forLanguageTag("ar-EG"));
    try {
      assertEquals("\u0661\u0660", String.format("%d", 10), "this locale has digits of its own");
      VideoFormat format = new VideoFormat(16, 10, 8, 30, 1);
      try (VideoWriter writer = new Y4mWriter(file, format)) {
        writer.write(new Frame(format));
        writer.commit();
      }
    } finally {
      Locale.setDefault(before);
    }
    String head = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    assertEquals("YUV4MPEG2 W16 H10 F30:1 Ip A1:1 C420jpeg", head.lines().findFirst().get());
  }

  private void assertEmpty() throws IOException {
    try (Stream<Path> files = Files.list(dir)) {
      assertEquals(0, files.count(), "temporary files left");
    }
  }
}
