package org.nnrdoq.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingTest {
  @Test
  void header_namesWhoMadeChroma_whereItIsSomebodyElse() throws IOException {
    RecordingHeader alike = HEADER.withChromaLevelsBy("rdoq");
    assertEquals(HEADER, alike);
    assertEquals("rdoq", alike.levelsBy(2));
    RecordingHeader apart = HEADER.withChromaLevelsBy("hm-sq");
    RecordingHeader read = RecordingHeader.fromJson(apart.toJson());
    assertEquals("rdoq", read.levelsBy());
    assertEquals("rdoq", read.levelsBy(0));
    assertEquals("hm-sq", read.levelsBy(1));
    assertEquals("hm-sq", read.levelsBy(2));
    assertEquals(HEADER, read.withChromaLevelsBy("rdoq"));
  }

  private static final RecordingHeader HEADER =
      new RecordingHeader("test 1", "noise \u00e9", "--QP=22", "rdoq", Map.of("seed", "5"));

  @TempDir Path directory;

  @Test
  void read_returnsWhatWasWritten() throws IOException {
    long seed = 20;
    int count = 3000;
    Path file = directory.resolve("a.nnbr");
    write(file, seed, count);

    try (RecordingReader reader = new RecordingReader(file)) {
      assertEquals(HEADER, reader.header());
      Random random = new Random(seed);
      RecordedBlock expected = new RecordedBlock();
      RecordedBlock actual = new RecordedBlock();
      for (int i = 0; i < count; i++) {
        randomize(expected, random);
        assertTrue(reader.read(actual), "block " + i);
        assertSame(expected, actual, "seed " + seed + " block " + i);
      }
      assertFalse(reader.read(actual));
      assertFalse(reader.read(actual));
      assertEquals(count, reader.blocks());
    }
  }

  @Test
  void read_keepsExtremeValues() throws IOException {
    Path file = directory.resolve("extreme.nnbr");
    RecordedBlock block = new RecordedBlock();
    block.setLog2TrafoSize(5);
    block.setLambda(Math.nextUp(57.3));
    block.setHasLevels(true);
    for (int i = 0; i < RecordedBlock.MAX_COEFFICIENTS; i++) {
      block.coefficients()[i] = (i & 1) == 0 ? Integer.MIN_VALUE : Integer.MAX_VALUE;
      block.levels()[i] = (i & 1) == 0 ? -32768 : 32767;
    }
    try (RecordingWriter writer = new RecordingWriter(file, HEADER)) {
      for (int i = 0; i < 20; i++) {
        writer.write(block);
      }
      writer.commit();
    }
    try (RecordingReader reader = new RecordingReader(file)) {
      RecordedBlock actual = new RecordedBlock();
      for (int i = 0; i < 20; i++) {
        assertTrue(reader.read(actual));
        assertSame(block, actual, "block " + i);
      }
      assertFalse(reader.read(actual));
    }
  }

  @Test
  void unchangedCosts_takeAlmostNoSpace() throws IOException {
    RecordedBlock block = new RecordedBlock();
    randomize(block, new Random(3));
    Arrays.fill(block.coefficients(), 0);
    block.setHasLevels(false);
    block.setHasCosts(true);
    Path file = directory.resolve("b.nnbr");
    try (RecordingWriter writer = new RecordingWriter(file, HEADER)) {
      for (int i = 0; i < 10000; i++) {
        writer.write(block);
      }
      writer.commit();
    }
    assertTrue(Files.size(file) < 2000, "size " + Files.size(file));
  }

  @Test
  void close_withoutCommit_leavesNothing() throws IOException {
    Path file = directory.resolve("c.nnbr");
    try (RecordingWriter writer = new RecordingWriter(file, HEADER)) {
      writer.write(new RecordedBlock());
    }
    try (Stream<Path> left = Files.list(directory)) {
      assertEquals(0, left.count());
    }
  }

  @Test
  void write_namesTheParameterThatIsOutOfRange() throws IOException {
    RecordedBlock block = new RecordedBlock();
    block.setQp(52);
    try (RecordingWriter writer = new RecordingWriter(directory.resolve("d.nnbr"), HEADER)) {
      Exception e = assertThrows(IllegalArgumentException.class, () -> writer.write(block));
      assertEquals("block 0: qp=52, expected 0..51", e.getMessage());
    }
  }

  @Test
  void truncatedFile_isReportedWithItsBlock() throws IOException {
    Path file = directory.resolve("e.nnbr");
    write(file, 5, 500);
    byte[] all = Files.readAllBytes(file);
    for (int length : new int[] {0, 5, 9, 13, 40, 200, all.length / 2, all.length - 1}) {
      Path cut = directory.resolve("cut.nnbr");
      Files.write(cut, Arrays.copyOf(all, length));
      RecordingException e = assertThrows(RecordingException.class, () -> readAll(cut));
      assertTrue(e.getMessage().startsWith(cut.toString()), e.getMessage());
      if (length >= 9) {
        assertTrue(e.getMessage().contains("truncated"), length + ": " + e.getMessage());
      }
    }
  }

  @Test
  void damagedFile_isReported() throws IOException {
    Path file = directory.resolve("f.nnbr");
    write(file, 6, 500);
    byte[] all = Files.readAllBytes(file);
    Random random = new Random(77);
    for (int i = 0; i < 60; i++) {
      byte[] bad = all.clone();
      int at = 200 + random.nextInt(all.length - 200);
      bad[at] ^= (byte) (1 << random.nextInt(8));
      Path broken = directory.resolve("broken.nnbr");
      Files.write(broken, bad);
      RecordingException e =
          assertThrows(RecordingException.class, () -> readAll(broken), "byte " + at);
      assertTrue(e.getMessage().contains("block "), e.getMessage());
    }
  }

  @Test
  void foreignFilesAndVersions_areRefused() throws IOException {
    Path file = directory.resolve("g.nnbr");
    write(file, 6, 3);
    byte[] all = Files.readAllBytes(file);
    all[9] = 2;
    Files.write(file, all);
    String message = assertThrows(RecordingException.class, () -> readAll(file)).getMessage();
    assertTrue(message.contains("version 2, this program reads version 1"), message);

    Files.write(file, "YUV4MPEG2 W416".getBytes(StandardCharsets.US_ASCII));
    message = assertThrows(RecordingException.class, () -> readAll(file)).getMessage();
    assertTrue(message.contains("not a block recording"), message);

    Path missing = directory.resolve("missing.nnbr");
    message = assertThrows(RecordingException.class, () -> readAll(missing)).getMessage();
    assertTrue(message.contains("no such recording"), message);

    Path nowhere = directory.resolve("no").resolve("way.nnbr");
    message =
        assertThrows(IOException.class, () -> new RecordingWriter(nowhere, HEADER)).getMessage();
    assertTrue(message.contains("cannot be written"), message);
  }

  private static void write(Path file, long seed, int count) throws IOException {
    Random random = new Random(seed);
    RecordedBlock block = new RecordedBlock();
    try (RecordingWriter writer = new RecordingWriter(file, HEADER)) {
      for (int i = 0; i < count; i++) {
        randomize(block, random);
        writer.write(block);
      }
      assertEquals(count, writer.blocks());
      writer.commit();
    }
  }

  private static void readAll(Path file) throws IOException {
    RecordedBlock block = new RecordedBlock();
    try (RecordingReader reader = new RecordingReader(file)) {
      while (reader.read(block)) {
        assertTrue(reader.blocks() > 0);
      }
    }
  }

  private static void randomize(RecordedBlock block, Random random) {
    block.setLog2TrafoSize(2 + random.nextInt(4));
    block.setCIdx(random.nextInt(3));
    block.setPredMode(random.nextInt(2));
    block.setSliceType(random.nextInt(3));
    block.setScanIdx(random.nextInt(3));
    block.setBitDepth(8 + random.nextInt(5));
    block.setQp(random.nextInt(52 + 6 * (block.bitDepth() - 8)));
    block.setLambda(random.nextInt(3) == 0 ? 17.25 : random.nextDouble() * 1000);
    block.setTransformSkip(random.nextBoolean());
    block.setSignHiding(random.nextBoolean());
    block.setHasLevels(random.nextBoolean());
    block.setHasCosts(random.nextBoolean());
    int density = random.nextInt(40);
    for (int i = 0; i < block.coefficientCount(); i++) {
      boolean set = random.nextInt(40) < density;
      block.coefficients()[i] = set ? (int) (random.nextGaussian() * 3000) : 0;
      block.levels()[i] = set ? (int) (random.nextGaussian() * 3) : 0;
    }
    int changes = random.nextInt(3) * 20;
    for (int i = 0; i < changes; i++) {
      block.costs()[random.nextInt(RecordedBlock.COST_ENTRIES)] = random.nextInt(1 << 20);
    }
  }

  private static void assertSame(RecordedBlock expected, RecordedBlock actual, String where) {
    assertEquals(describe(expected), describe(actual), where);
    int count = expected.coefficientCount();
    assertArrayEquals(
        Arrays.copyOf(expected.coefficients(), count),
        Arrays.copyOf(actual.coefficients(), count),
        where);
    if (expected.hasLevels()) {
      assertArrayEquals(
          Arrays.copyOf(expected.levels(), count), Arrays.copyOf(actual.levels(), count), where);
    }
    if (expected.hasCosts()) {
      assertArrayEquals(expected.costs(), actual.costs(), where);
    }
  }

  private static String describe(RecordedBlock b) {
    return String.join(
        " ",
        "" + b.log2TrafoSize(),
        "" + b.cIdx(),
        "" + b.predMode(),
        "" + b.sliceType(),
        "" + b.scanIdx(),
        "" + b.qp(),
        "" + b.bitDepth(),
        "" + b.lambda(),
        "" + b.transformSkip(),
        "" + b.signHiding(),
        "" + b.hasLevels(),
        "" + b.hasCosts());
  }
}
