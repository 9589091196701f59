package org.nnrdoq.cli.encode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nnrdoq.cli.Main;
import org.nnrdoq.cli.exit.ExitCode;

class InspectCommandTest {
  @TempDir Path dir;

  private final StringBuilder out = new StringBuilder();
  private final StringBuilder err = new StringBuilder();
  private String clip;

  @BeforeEach
  void synthesize() {
    clip = dir.resolve("clip.y4m").toString();
    run(ExitCode.OK, "synth", "-o", clip, "--format", "64x48_25", "--frames", "1");
  }

  private String run(ExitCode code, String... args) {
    out.setLength(0);
    err.setLength(0);
    assertEquals(
        code.code(), Main.execute(out, err, args), () -> String.join(" ", args) + "\n" + err);
    return out.toString();
  }

  private void fails(ExitCode code, String mention, String... args) {
    run(code, args);
    assertEquals(1, err.toString().lines().count(), err.toString());
    assertTrue(err.toString().contains(mention), err.toString());
  }

  /** Columns of the line "all": blocks, differ, bits, bits, saved. */
  private static Matcher all(String text) {
    Matcher m =
        Pattern.compile("(?m)^all +(\\d+) +(\\d+) +([0-9.]+) +([0-9.]+) +(-?[0-9.]+)%")
            .matcher(text);
    assertTrue(m.find(), text);
    return m;
  }

  @Test
  void aClipIsSummedUpAndDrawn() throws IOException {
    Path svg = dir.resolve("where.svg");
    Path png = dir.resolve("where.png");
    String text = run(ExitCode.OK, "inspect", clip, "--qp", "27", "--picture", svg.toString());
    Matcher all = all(text);
    int differ = Integer.parseInt(all.group(2));
    assertTrue(differ > 10 && differ < Integer.parseInt(all.group(1)), text);
    double sq = Double.parseDouble(all.group(3));
    double rdoq = Double.parseDouble(all.group(4));
    assertTrue(rdoq < sq, text);
    assertEquals(100 * (sq - rdoq) / sq, Double.parseDouble(all.group(5)), 0.01);
    String drawing = Files.readString(svg);
    assertTrue(drawing.contains("levels differ, rdoq saves"), drawing);
    assertTrue(drawing.contains("data:image/png;base64,"), drawing);
    assertFalse(drawing.contains("<script"), drawing);
    run(ExitCode.OK, "inspect", clip, "--qp", "27", "--picture", png.toString());
    BufferedImage image = ImageIO.read(png.toFile());
    assertEquals(64 * 8, image.getWidth());
    assertEquals(48 * 8, image.getHeight());

    String same = run(ExitCode.OK, "inspect", clip, "--quantizers", "rdoq,rdoq");
    assertEquals("0", all(same).group(2), same);
  }

  @Test
  void oneBlockIsShownSideBySide() {
    String text = run(ExitCode.OK, "inspect", clip, "--qp", "27", "--top", "1");
    Matcher first =
        Pattern.compile("(?m)^ +(\\d+)  (\\d+x\\d+) (Y|Cb|Cr) at (\\d+,\\d+)").matcher(text);
    assertTrue(first.find(), text);
    String block = run(ExitCode.OK, "inspect", clip, "--qp", "27", "--block", first.group(1));
    assertTrue(
        block.contains(
            "block " + first.group(1) + ": " + first.group(2) + " " + first.group(3) + " at "),
        block);
    assertTrue(block.contains("*"), "levels that differ are marked: " + block);
    assertTrue(block.contains("sign hiding"), block);
    String there = run(ExitCode.OK, "inspect", clip, "--qp", "27", "--at", first.group(4));
    assertTrue(there.contains("block " + first.group(1) + ": "), there);
  }

  @Test
  void aRecordingGivesTheSameBlocksWithoutPositions() {
    String recording = dir.resolve("r.nnbr").toString();
    run(ExitCode.OK, "record", clip, "-o", recording, "--qps", "27", "--teacher", "sq");
    Path svg = dir.resolve("p.svg");
    String text =
        run(
            ExitCode.OK,
            "inspect",
            recording,
            "--quantizers",
            "sq,fcn",
            "--picture",
            svg.toString());
    assertTrue(Integer.parseInt(all(text).group(2)) > 10, text);
    assertTrue(Files.exists(svg));
    fails(ExitCode.USAGE, "no positions", "inspect", recording, "--at", "0,0");
    fails(
        ExitCode.INPUT, "block 99999999: none there", "inspect", recording, "--block", "99999999");
  }

  @Test
  void whatCannotBeInspectedIsRefused() {
    fails(ExitCode.USAGE, "expected two", "inspect", clip, "--quantizers", "sq");
    fails(ExitCode.USAGE, ".svg or .png", "inspect", clip, "--picture", "x.gif");
    fails(ExitCode.USAGE, "expected Y, Cb or Cr", "inspect", clip, "--component", "R");
    fails(ExitCode.USAGE, "qp=52", "inspect", clip, "--qp", "52");
    fails(ExitCode.USAGE, "expected X,Y", "inspect", clip, "--at", "5");
    fails(ExitCode.INPUT, "no such", "inspect", dir.resolve("none.nnbr").toString());
  }
}
