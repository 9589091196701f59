package org.nnrdoq.cli.verify;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nnrdoq.encoder.EncodeJob;
import org.nnrdoq.encoder.EncodeJob.Tools;
import org.nnrdoq.encoder.Encoder;
import org.nnrdoq.encoder.embedded.EmbeddedEncoder;
import org.nnrdoq.io.Frame;
import org.nnrdoq.io.VideoFormat;
import org.nnrdoq.io.Y4mWriter;
import org.nnrdoq.quantizer.QuantizerKind;
import org.nnrdoq.quantizer.QuantizerSpec;

/**
 * Streams of the embedded encoder in FFmpeg's decoder: every picture must decode to the encoder's
 * reconstruction and match its MD5.
 */
class EncoderConformanceTest {
  @TempDir Path dir;

  /**
   * Frames with something for every tool: flat parts, slopes, stripes at an angle, hard edges as of
   * text, noise up to the limits of the range.
   */
  private Path clip(VideoFormat format, int frames, long seed) throws IOException {
    Path path = dir.resolve("in-" + seed + ".y4m");
    Random random = new Random(seed);
    try (Y4mWriter writer = new Y4mWriter(path, format)) {
      for (int i = 0; i < frames; i++) {
        Frame frame = new Frame(format);
        for (int c = 0; c < 3; c++) {
          paint(frame, c, random);
        }
        writer.write(frame);
      }
      writer.commit();
    }
    return path;
  }

  private static void paint(Frame frame, int cIdx, Random random) {
    int max = (1 << frame.format.bitDepth()) - 1;
    int w = frame.width(cIdx);
    short[] plane = frame.plane(cIdx);
    int cell = 8 << random.nextInt(3);
    double angle = random.nextDouble() * Math.PI;
    int cells = (w + cell - 1) / cell;
    int[] kinds = random.ints((long) cells * (frame.height(cIdx) / cell + 1), 0, 6).toArray();
    for (int i = 0; i < plane.length; i++) {
      int x = i % w;
      int y = i / w;
      double value =
          switch (kinds[y / cell * cells + x / cell]) {
            case 0 -> 0.4;
            case 1 -> (x + 2.0 * y) / (3.0 * w);
            case 2 -> 0.5 + 0.4 * Math.sin(0.9 * (x * Math.cos(angle) + y * Math.sin(angle)));
            case 3 -> (x / 2 * 7 + y / 3 * 5) % 3 == 0 ? 1 : 0;
            case 4 -> 0.5 + 0.1 * random.nextGaussian();
            default -> random.nextBoolean() ? 1 : 0;
          };
      plane[i] = (short) Math.max(0, Math.min(max, Math.round(value * max)));
    }
  }

  private byte[] encodeAndCheck(
      Path input, int qp, int threads, QuantizerSpec quantizer, Tools tools, int frames)
      throws Exception {
    Path stream = dir.resolve("out.hevc");
    Path recon = dir.resolve("recon.y4m");
    EncodeJob job = new EncodeJob(input, null, stream, recon, qp, 0, 0, threads, quantizer, tools);
    new EmbeddedEncoder().encode(job, Encoder.Progress.NONE);
    assertEquals(frames, new StreamVerifier().check(stream, recon, null));
    return Files.readAllBytes(stream);
  }

  private static VideoFormat format(int width, int height, int bitDepth) {
    return new VideoFormat(width, height, bitDepth, 25, 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 10})
  void everyQpDecodes(int bitDepth) throws Exception {
    for (int qp = 0; qp <= 51; qp++) {
      Path input = clip(format(50, 38, bitDepth), 1, 100L * bitDepth + qp);
      QuantizerKind kind = qp % 2 == bitDepth / 2 % 2 ? QuantizerKind.SQ : QuantizerKind.RDOQ;
      encodeAndCheck(input, qp, 1, QuantizerSpec.of(kind), Tools.DEFAULT, 1);
    }
  }

  @ParameterizedTest
  @CsvSource({"8,8", "8,70", "10,12", "16,64", "66,8", "70,66", "64,64", "128,72", "130,134"})
  void everySizeDecodes(int width, int height) throws Exception {
    int qp = 20 + (width + height) % 20;
    Path input = clip(format(width, height, 8), 1, width * 1000L + height);
    encodeAndCheck(input, qp, 1, QuantizerSpec.of(QuantizerKind.RDOQ), Tools.DEFAULT, 1);
    Path deep = clip(format(width, height, 10), 1, width * 1000L + height + 1);
    encodeAndCheck(deep, qp, 1, QuantizerSpec.of(QuantizerKind.SQ), Tools.DEFAULT, 1);
  }

  @Test
  void everyCombinationOfToolsDecodes() throws Exception {
    Path input = clip(format(72, 56, 8), 1, 7);
    for (int i = 0; i < 16; i++) {
      Tools tools = new Tools((i & 1) != 0, (i & 2) != 0, (i & 4) != 0, (i & 8) != 0);
      encodeAndCheck(input, 30, 1, QuantizerSpec.of(QuantizerKind.RDOQ), tools, 1);
    }
  }

  @ParameterizedTest
  @EnumSource(QuantizerKind.class)
  void everyQuantizerDecodes(QuantizerKind kind) throws Exception {
    for (int bitDepth = 8; bitDepth <= 10; bitDepth += 2) {
      Path input = clip(format(80, 48, bitDepth), 1, 11);
      for (int qp : new int[] {4, 17, 27, 38}) {
        encodeAndCheck(input, qp, 1, QuantizerSpec.of(kind), Tools.DEFAULT, 1);
      }
    }
  }

  @Test
  void streamDoesNotDependOnThreads() throws Exception {
    Path input = clip(format(88, 40, 8), 7, 13);
    QuantizerSpec rdoq = QuantizerSpec.of(QuantizerKind.RDOQ);
    byte[] one = encodeAndCheck(input, 32, 1, rdoq, Tools.DEFAULT, 7);
    for (int threads : new int[] {2, 3, 9}) {
      assertArrayEquals(one, encodeAndCheck(input, 32, threads, rdoq, Tools.DEFAULT, 7));
    }
  }
}
