package org.nnrdoq.cli.sequences;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nnrdoq.cli.Main;
import org.nnrdoq.cli.exit.ExitCode;

class SequenceCommandTest {
  @TempDir Path dir;

  private final StringBuilder out = new StringBuilder();
  private final StringBuilder err = new StringBuilder();

  private String run(ExitCode code, Object... args) {
    out.setLength(0);
    err.setLength(0);
    String[] text = new String[args.length];
    for (int i = 0; i < args.length; i++) {
      text[i] = args[i].toString();
    }
    assertEquals(
        code.code(), Main.execute(out, err, text), () -> String.join(" ", text) + "\n" + err);
    return out.toString();
  }

  private void fails(ExitCode code, String mention, Object... args) {
    run(code, args);
    assertEquals(1, err.toString().lines().count(), err.toString());
    assertTrue(err.toString().contains(mention), err.toString());
  }

  private Path file(String name, String content) throws IOException {
    Path file = dir.resolve(name);
    Files.write(file, content.getBytes(StandardCharsets.ISO_8859_1));
    return file;
  }

  /** 4x4, 4:2:0: luma a..p, then Cb 1234, then Cr 5678. */
  private Path tiny() throws IOException {
    return file("t.y4m", "YUV4MPEG2 W4 H4 F30:1\nFRAME\nabcdefghijklmnop12345678");
  }

  @Test
  void md5IsThatOfTheSamples() throws IOException {
    // md5sum of "abcdef" and "ABCDEF", and of both
    Path y4m = file("a.y4m", "YUV4MPEG2 W2 H2 F25:1\nFRAME\nabcdefFRAME\nABCDEF");
    Path yuv = file("a_2x2_25.yuv", "abcdefABCDEF");
    String both = "861320074f2a0ad44e11facf8b12b52e  ";
    assertEquals(both + y4m + "\n", run(ExitCode.OK, "sequence", "md5", y4m));
    assertEquals(both + yuv + "\n", run(ExitCode.OK, "sequence", "md5", yuv));
    String each = run(ExitCode.OK, "sequence", "md5", y4m, "--each");
    assertTrue(each.startsWith("e80b5017098950fc58aad83c8c14978e  "), each);
    assertTrue(each.contains("8827a41122a5028b9808c7bf84b9fcf6  " + y4m + " frame 1"), each);
    String second = run(ExitCode.OK, "sequence", "md5", y4m, "--start", 1);
    assertTrue(second.startsWith("8827a41122a5028b9808c7bf84b9fcf6  "), second);
  }

  @Test
  void infoTellsSignal_whenTheHeaderHasIt() throws IOException {
    Path clip = file("s.y4m", "YUV4MPEG2 W2 H2 F25:1 It A128:117 XCOLORRANGE=FULL\nFRAME\nabcdef");
    String text = run(ExitCode.OK, "sequence", "info", clip);
    assertTrue(text.contains("samples   aspect ratio 128:117, range full"), text);
    assertTrue(text.contains("scan      interlaced, top field first"), text);
    Path copy = dir.resolve("copy.y4m");
    run(ExitCode.OK, "sequence", "crop", clip, "-o", copy);
    assertTrue(
        Files.readString(copy)
            .startsWith("YUV4MPEG2 W2 H2 F25:1 It A128:117 C420jpeg XCOLORRANGE=FULL\n"));
  }

  @Test
  void infoTellsGeometryAndRanges() throws IOException {
    String text = run(ExitCode.OK, "sequence", "info", tiny());
    assertTrue(text.contains("4x4, 4:2:0, 8 bit"), text);
    assertTrue(text.contains("aspect ratio not told, range not told"), text);
    assertTrue(text.contains("scan      not told"), text);
    assertTrue(text.contains("1 at 30:1 a second (30.000), 0.03 s"), text);
    assertTrue(text.contains("Y         97..112, mean 104.5"), text);
    assertTrue(text.contains("Cr        53..56, mean 54.5"), text);
    Path mono = file("m.y4m", "YUV4MPEG2 W2 H1 F25:1 Cmono10\nFRAME\n\1\0\377\3");
    String luma = run(ExitCode.OK, "sequence", "info", mono);
    assertTrue(luma.contains("2x1, 4:0:0, 10 bit"), luma);
    assertTrue(luma.contains("Y         1..1023, mean 512.0"), luma);
    assertFalse(luma.contains("Cb"), luma);
  }

  @Test
  void cropCopiesTheWindowOfAllPlanes() throws IOException {
    Path yuv = dir.resolve("c_2x2_30.yuv");
    run(ExitCode.OK, "sequence", "crop", tiny(), "-o", yuv, "--window", "2x2+2+0");
    assertEquals("cdgh26", Files.readString(yuv));
    Path y4m = dir.resolve("c.y4m");
    run(ExitCode.OK, "sequence", "crop", tiny(), "-o", y4m, "--window", "3x1+0+2");
    assertTrue(Files.readString(y4m).endsWith("FRAME\nijk3478"), Files.readString(y4m));
    Path mono = file("m_3x2_25_10_400.yuv", "A\0B\0C\0D\0E\0F\0");
    Path part = dir.resolve("p_2x1_25_10_400.yuv");
    run(ExitCode.OK, "sequence", "crop", mono, "-o", part, "--window", "2x1+1+1");
    assertArrayEquals("E\0F\0".getBytes(StandardCharsets.ISO_8859_1), Files.readAllBytes(part));
  }

  @Test
  void whatIsNotSupportedIsSaidClearly() throws IOException {
    Path c444 = file("x.y4m", "YUV4MPEG2 W2 H2 F25:1 C444\nFRAME\n" + "x".repeat(12));
    fails(ExitCode.INPUT, "C444 is not supported", "sequence", "info", c444);
    Path c422 = file("x_2x2_25_8_422.yuv", "x".repeat(8));
    fails(ExitCode.INPUT, "chroma format 422 is not supported", "sequence", "md5", c422);
    fails(
        ExitCode.INPUT,
        "12 bytes are no whole number",
        "sequence",
        "md5",
        file("y_4x4_25.yuv", "x".repeat(12)));
    Path p12 = file("p.y4m", "YUV4MPEG2 W2 H2 F25:1 C420p12\nFRAME\n" + "x".repeat(12));
    fails(ExitCode.INPUT, "C420p12 is not supported", "sequence", "md5", p12);
    Path o = dir.resolve("o.y4m");
    fails(
        ExitCode.USAGE,
        "not inside 4x4",
        "sequence",
        "crop",
        tiny(),
        "-o",
        o,
        "--window",
        "4x4+2+0");
    fails(
        ExitCode.USAGE,
        "expected even X and Y",
        "sequence",
        "crop",
        tiny(),
        "-o",
        o,
        "--window",
        "2x2+1+0");
    fails(
        ExitCode.USAGE,
        "expected WIDTHxHEIGHT+X+Y",
        "sequence",
        "crop",
        tiny(),
        "-o",
        o,
        "--window",
        "2,2");
    fails(
        ExitCode.USAGE,
        "its name says 4x4, 4:2:0, 10 bit",
        "sequence",
        "crop",
        tiny(),
        "-o",
        dir.resolve("o_4x4_30_10.yuv"));
    fails(ExitCode.USAGE, "used twice", "sequence", "crop", tiny(), "-o", tiny());
    fails(ExitCode.INPUT, "frame 1 is past", "sequence", "md5", tiny(), "--start", 1);
    assertFalse(Files.exists(o));
    Path mono = file("m.y4m", "YUV4MPEG2 W8 H8 F25:1 Cmono\nFRAME\n" + "x".repeat(64));
    fails(
        ExitCode.INPUT,
        "is 4:0:0: expected 4:2:0",
        "encode",
        mono,
        "-o",
        dir.resolve("m.hevc"),
        "--qp",
        30);
  }
}
