package org.nnrdoq.encoder.embedded;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nnrdoq.encoder.EncodeJob;
import org.nnrdoq.encoder.EncodeJob.Tools;
import org.nnrdoq.encoder.EncodeResult;
import org.nnrdoq.encoder.Encoder;
import org.nnrdoq.encoder.EncoderException;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.io.Frame;
import org.nnrdoq.io.VideoFormat;
import org.nnrdoq.io.VideoReader;
import org.nnrdoq.io.Y4mWriter;
import org.nnrdoq.quantizer.BlockBatch;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.Quantizer;
import org.nnrdoq.quantizer.QuantizerException;
import org.nnrdoq.quantizer.QuantizerKind;
import org.nnrdoq.quantizer.QuantizerSpec;
import org.nnrdoq.quantizer.QuantizerStats.Outcome;
import org.nnrdoq.quantizer.shared.BlockCost;
import org.nnrdoq.quantizer.shipped.Quantizers;

/** The encoder as a whole; that its streams decode is tested where a decoder is at hand. */
class EmbeddedEncoderTest {
  @TempDir Path dir;

  private Path clip(int width, int height, int bitDepth, int frames) throws IOException {
    Path path = dir.resolve("in" + width + "x" + height + "-" + bitDepth + ".y4m");
    Random random = new Random(width * 31L + height);
    VideoFormat format = new VideoFormat(width, height, bitDepth, 25, 1);
    try (Y4mWriter writer = new Y4mWriter(path, format)) {
      for (int i = 0; i < frames; i++) {
        Frame frame = new Frame(format);
        for (int c = 0; c < 3; c++) {
          int w = frame.width(c);
          short[] plane = frame.plane(c);
          for (int k = 0; k < plane.length; k++) {
            double wave = Math.sin((k % w + 3 * i) * 0.3) + Math.cos(k / w * 0.21);
            double value = 0.5 + 0.15 * wave + 0.03 * random.nextGaussian();
            int max = (1 << bitDepth) - 1;
            plane[k] = (short) Math.max(0, Math.min(max, value * max));
          }
        }
        writer.write(frame);
      }
      writer.commit();
    }
    return path;
  }

  private EncodeJob job(Path input, int qp, int first, int frames, int threads, Path recon) {
    QuantizerSpec spec = QuantizerSpec.of(QuantizerKind.SQ);
    Path out = dir.resolve("out.hevc");
    return new EncodeJob(input, null, out, recon, qp, first, frames, threads, spec, Tools.DEFAULT);
  }

  private static EncodeResult encode(EncodeJob job) throws EncoderException {
    return new EmbeddedEncoder().encode(job, Encoder.Progress.NONE);
  }

  private String failure(EncodeJob job) throws IOException {
    String message = assertThrows(EncoderException.class, () -> encode(job)).getMessage();
    assertFalse(message.contains("\n"), message);
    assertNothingLeft();
    return message;
  }

  private void assertNothingLeft() throws IOException {
    try (Stream<Path> files = Files.list(dir)) {
      List<Path> left = files.filter(f -> !f.toString().matches(".*\\.(y4m|yuv)")).toList();
      assertEquals(List.of(), left);
    }
  }

  @Test
  void encode_reportsTheSizesOfTheFile() throws Exception {
    Path input = clip(48, 40, 8, 3);
    List<EncodeResult.Frame> told = new ArrayList<>();
    EncodeResult result = new EmbeddedEncoder().encode(job(input, 30, 0, 0, 2, null), told::add);
    long size = Files.size(dir.resolve("out.hevc"));
    assertEquals(size, result.streamBytes());
    assertEquals(8 * size, result.frames().stream().mapToLong(EncodeResult.Frame::bits).sum());
    assertEquals(result.frames(), told);
    for (int i = 0; i < 3; i++) {
      assertEquals(i, result.frames().get(i).poc());
      assertEquals(30, result.frames().get(i).qp());
      assertEquals('I', result.frames().get(i).sliceType());
    }
    assertTrue(result.wallNanos() > 0 && result.cpuNanos() > 0);
  }

  @ParameterizedTest
  @CsvSource({"8", "10"})
  void encode_reportsThePsnrOfTheReconstruction(int bitDepth) throws Exception {
    Path input = clip(50, 38, bitDepth, 2);
    Path recon = dir.resolve("recon.y4m");
    EncodeResult result = encode(job(input, 27, 0, 0, 1, recon));
    try (VideoReader a = VideoReader.open(input, null);
        VideoReader b = VideoReader.open(recon, null)) {
      assertEquals(a.format(), b.format());
      assertEquals(2, b.frameCount());
      for (int i = 0; i < 2; i++) {
        Frame x = a.read(i);
        Frame y = b.read(i);
        EncodeResult.Frame frame = result.frames().get(i);
        assertEquals(psnr(x, y, 0), frame.psnrY(), 1e-9);
        assertEquals(psnr(x, y, 1), frame.psnrU(), 1e-9);
        assertEquals(psnr(x, y, 2), frame.psnrV(), 1e-9);
      }
    }
  }

  private static double psnr(Frame a, Frame b, int cIdx) {
    double sse = 0;
    for (int i = 0; i < a.plane(cIdx).length; i++) {
      double d = a.plane(cIdx)[i] - b.plane(cIdx)[i];
      sse += d * d;
    }
    double peak = 255 << a.format.bitDepth() - 8;
    return 10 * Math.log10(peak * peak / (sse / a.plane(cIdx).length));
  }

  @Test
  void encode_losesQualityAndSize_whenTheQpGrows() throws Exception {
    Path input = clip(64, 48, 8, 1);
    double psnr = Double.POSITIVE_INFINITY;
    long bytes = Long.MAX_VALUE;
    for (int qp = 3; qp <= 51; qp += 8) {
      EncodeResult result = encode(job(input, qp, 0, 0, 1, null));
      assertTrue(result.frames().get(0).psnrY() < psnr, "PSNR at QP " + qp);
      assertTrue(result.streamBytes() < bytes, "size at QP " + qp);
      psnr = result.frames().get(0).psnrY();
      bytes = result.streamBytes();
    }
  }

  @Test
  void encode_codesEachFrameOnItsOwn() throws Exception {
    Path input = clip(48, 40, 8, 4);
    Path out = dir.resolve("out.hevc");
    EncodeResult all = encode(job(input, 33, 0, 0, 1, null));
    byte[] whole = Files.readAllBytes(out);
    EncodeResult part = encode(job(input, 33, 1, 2, 1, null));
    assertEquals(2, part.frames().size());
    int from = (int) (all.frames().get(0).bits() / 8);
    byte[] middle = new byte[(int) part.streamBytes()];
    System.arraycopy(whole, from, middle, 0, middle.length);
    assertArrayEquals(middle, Files.readAllBytes(out));
  }

  @Test
  void encode_countsEveryBlock() throws Exception {
    Path input = clip(64, 64, 8, 2);
    EncodeResult one = encode(job(input, 40, 0, 0, 1, null));
    EncodeResult two = encode(job(input, 40, 0, 0, 2, null));
    long zero = 0;
    long quantized = 0;
    for (int log2 = 2; log2 <= 5; log2++) {
      for (int channel = 0; channel < 2; channel++) {
        for (Outcome outcome : Outcome.values()) {
          assertEquals(
              one.quantizer().get(log2, channel, outcome),
              two.quantizer().get(log2, channel, outcome));
        }
        zero += one.quantizer().get(log2, channel, Outcome.ZERO);
        quantized += one.quantizer().get(log2, channel, Outcome.QUANTIZED);
      }
    }
    assertTrue(zero > 0 && quantized > 0, zero + " zero, " + quantized + " quantized");
    long rateQ15 = 0;
    assertTrue(one.quantizer().hasRates());
    for (int log2 = 2; log2 <= 5; log2++) {
      for (int channel = 0; channel < 2; channel++) {
        long rate = one.quantizer().rateQ15(log2, channel);
        assertEquals(rate, two.quantizer().rateQ15(log2, channel));
        rateQ15 += rate;
      }
    }
    double share = rateQ15 / 32768.0 / (8 * one.streamBytes());
    assertTrue(share > 0.2 && share < 1, "residuals are " + share + " of the stream");
  }

  /** Quantizing what the observer is shown gives what it says the stream holds. */
  @ParameterizedTest
  @CsvSource({"8,22", "8,37", "10,30"})
  void observe_showsTheBlocksOfTheStream(int bitDepth, int qp) throws Exception {
    Path input = clip(72, 56, bitDepth, 1);
    Quantizer sq = Quantizers.create(QuantizerKind.SQ);
    EncodeJob job =
        new EncodeJob(
            input,
            null,
            dir.resolve("never.hevc"),
            null,
            qp,
            0,
            1,
            1,
            QuantizerSpec.of(QuantizerKind.SQ),
            Tools.DEFAULT);
    long[] samples = new long[3];
    int[] coded = new int[1];
    BlockCost cost = new BlockCost();
    double[] bits = new double[1];
    try (Quantizer.Workspace workspace = sq.newWorkspace()) {
      EncodeResult.Frame frame =
          new EmbeddedEncoder()
              .observe(
                  job,
                  (x, y, block, coefficients, costs, levels) -> {
                    int[] again = new int[block.coefficients()];
                    int sum = sq.quantize(block, coefficients, costs, again, workspace);
                    String where = block + " at " + x + "," + y;
                    int[] held = Arrays.copyOf(levels, block.coefficients());
                    assertArrayEquals(held, again, where);
                    samples[block.cIdx()] += block.coefficients();
                    coded[0] += sum > 0 ? 1 : 0;
                    bits[0] += cost.rateQ15(block, costs, levels) / 32768.0;
                  });
      assertTrue(frame.bits() > bits[0] && bits[0] > 0.2 * frame.bits(), bits[0] + " bits");
    }
    assertEquals(72 * 56, samples[0]);
    assertEquals(36 * 28, samples[1]);
    assertEquals(36 * 28, samples[2]);
    assertTrue(coded[0] > 10, coded[0] + " coded blocks");
    assertFalse(Files.exists(dir.resolve("never.hevc")));
  }

  @ParameterizedTest
  @CsvSource({"1,1", "6,16", "16,6", "51,38", "50,37"})
  void encode_namesTheSize_whenItIsImpossible(int width, int height) throws Exception {
    Path input = clip(width, height, 8, 1);
    String message = failure(job(input, 30, 0, 0, 1, null));
    assertTrue(message.contains(width + "x" + height), message);
    assertTrue(message.contains("even sides of at least 8"), message);
  }

  @Test
  void encode_namesTheLevel_whenPicturesAreTooLarge() throws Exception {
    VideoFormat format = new VideoFormat(16900, 8, 8, 25, 1);
    Path raw = dir.resolve("wide.yuv");
    Files.write(raw, new byte[16900 * 8 * 3 / 2]);
    EncodeJob good = job(raw, 30, 0, 0, 1, null);
    EncodeJob job =
        new EncodeJob(
            raw, format, good.output(), null, 30, 0, 0, 1, good.quantizer(), Tools.DEFAULT);
    String message = failure(job);
    assertTrue(message.contains("16900x8") && message.contains("level 6.2"), message);
  }

  @Test
  void encode_namesTheInput_whenItIsMissing() throws Exception {
    Path input = dir.resolve("none.y4m");
    String message = failure(job(input, 30, 0, 0, 1, null));
    assertTrue(message.contains("none.y4m"), message);
  }

  @Test
  void encode_saysHowManyFramesThereAre_whenTheFirstIsPastTheEnd() throws Exception {
    String message = failure(job(clip(16, 16, 8, 2), 30, 2, 0, 1, null));
    assertTrue(message.contains("first frame 2") && message.contains("2 frames"), message);
  }

  @Test
  void encode_namesTheFolder_whenTheOutputCannotBeWritten() throws Exception {
    EncodeJob good = job(clip(16, 16, 8, 1), 30, 0, 0, 1, null);
    Path out = dir.resolve("no-such-folder").resolve("out.hevc");
    EncodeJob bad =
        new EncodeJob(good.input(), null, out, null, 30, 0, 0, 1, good.quantizer(), Tools.DEFAULT);
    String message = failure(bad);
    assertTrue(message.contains("no-such-folder"), message);
  }

  /** RDOQ as a quantizer that would have all candidates of a block at once. */
  private static final class Together implements Quantizer {
    private final Quantizer rdoq = Quantizers.create(QuantizerKind.RDOQ);
    private final AtomicInteger alone = new AtomicInteger();
    private final AtomicInteger together = new AtomicInteger();

    @Override
    public String name() {
      return "together";
    }

    @Override
    public boolean needsEntropyCosts() {
      return true;
    }

    @Override
    public boolean prefersBatches() {
      return true;
    }

    @Override
    public Workspace newWorkspace() {
      return rdoq.newWorkspace();
    }

    @Override
    public int quantize(
        BlockParameters block, int[] c, EntropyCosts costs, int[] levels, Workspace workspace) {
      alone.incrementAndGet();
      return rdoq.quantize(block, c, costs, levels, workspace);
    }

    @Override
    public void quantizeAll(BlockBatch batch, Workspace workspace) {
      together.addAndGet(batch.size());
      rdoq.quantizeAll(batch, workspace);
    }
  }

  @Test
  void encode_handsOverCandidatesTogether_forTheSameStream() throws Exception {
    Path clip = clip(128, 80, 8, 2);
    EncodeJob one = job(clip, 27, 0, 0, 1, null);
    Quantizer rdoq = Quantizers.create(QuantizerKind.RDOQ);
    new EmbeddedEncoder(spec -> rdoq).encode(one, Encoder.Progress.NONE);
    byte[] expected = Files.readAllBytes(one.output());
    Together quantizer = new Together();
    new EmbeddedEncoder(spec -> quantizer).encode(one, Encoder.Progress.NONE);
    assertArrayEquals(expected, Files.readAllBytes(one.output()));
    int together = quantizer.together.get();
    assertTrue(together > quantizer.alone.get(), together + " and " + quantizer.alone + " alone");
  }

  /** A quantizer whose network breaks down in the second picture. */
  private static final class Failing implements Quantizer {
    private final Quantizer sq = Quantizers.create(QuantizerKind.SQ);
    private int blocks;

    @Override
    public String name() {
      return "failing";
    }

    @Override
    public boolean needsEntropyCosts() {
      return false;
    }

    @Override
    public Workspace newWorkspace() {
      return sq.newWorkspace();
    }

    @Override
    public int quantize(
        BlockParameters block,
        int[] coefficients,
        EntropyCosts costs,
        int[] levels,
        Workspace workspace) {
      if (++blocks > 400) {
        throw new QuantizerException("network gave NaN: use another model");
      }
      return sq.quantize(block, coefficients, costs, levels, workspace);
    }
  }

  @Test
  void encode_leavesNoOutput_whenTheQuantizerFails() throws Exception {
    EncodeJob job = job(clip(48, 40, 8, 6), 20, 0, 0, 1, dir.resolve("recon.y4m"));
    EmbeddedEncoder encoder = new EmbeddedEncoder(spec -> new Failing());
    EncoderException e =
        assertThrows(EncoderException.class, () -> encoder.encode(job, Encoder.Progress.NONE));
    assertEquals("network gave NaN: use another model", e.getMessage());
    assertNothingLeft();
    assertFalse(Files.exists(dir.resolve("recon.y4m")));
  }
}
