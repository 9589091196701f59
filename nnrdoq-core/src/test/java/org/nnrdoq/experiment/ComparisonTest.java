package org.nnrdoq.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nnrdoq.encoder.EncodeJob;
import org.nnrdoq.encoder.EncodeResult;
import org.nnrdoq.encoder.Encoder;
import org.nnrdoq.encoder.EncoderException;
import org.nnrdoq.experiment.bd.Interpolation;
import org.nnrdoq.experiment.synth.DeadLeaves;
import org.nnrdoq.experiment.synth.SynthParameters;
import org.nnrdoq.io.AtomicOutput;
import org.nnrdoq.io.VideoWriter;
import org.nnrdoq.io.Y4mWriter;
import org.nnrdoq.quantizer.QuantizerKind;
import org.nnrdoq.quantizer.QuantizerSpec;

class ComparisonTest {
  @TempDir Path dir;

  /** Writes streams whose size follows from the job, and dies when told to. */
  private static final class FakeEncoder implements Encoder {
    int encodes;
    int dieAt = Integer.MAX_VALUE;

    @Override
    public String name() {
      return "fake";
    }

    @Override
    public EncodeResult encode(EncodeJob job, Progress progress) throws EncoderException {
      if (job.frames() == 2) { // not a warm-up
        encodes++;
      }
      if (encodes == dieAt) {
        throw new IllegalStateException("killed");
      }
      int size = 10_000 >> (job.qp() / 6) >> job.quantizer().kind().ordinal();
      try {
        AtomicOutput.write(job.output(), new byte[size]);
        if (job.recon() != null) {
          AtomicOutput.write(job.recon(), new byte[1]);
        }
      } catch (IOException e) {
        throw new EncoderException(e.getMessage(), e);
      }
      List<EncodeResult.Frame> frames = new ArrayList<>();
      for (int i = 0; i < job.frames(); i++) {
        frames.add(new EncodeResult.Frame(i, 'I', job.qp(), 4L * size, 60 - job.qp(), 50, 51));
        progress.frameDone(frames.get(i));
      }
      return new EncodeResult(null, frames, size, 1_000_000, 2_000_000, null);
    }
  }

  private ComparisonPlan plan() throws IOException {
    Path clip = dir.resolve("clip.y4m");
    SynthParameters p =
        new SynthParameters(16, 16, 8, 25, 1, 2, 1, 6, 4, 20, 2.8, 2, 24, 1, 1, 1, 1);
    try (VideoWriter writer = new Y4mWriter(clip, p.format())) {
      DeadLeaves scene = new DeadLeaves(p);
      writer.write(scene.frame(0));
      writer.write(scene.frame(1));
      writer.commit();
    }
    return new ComparisonPlan(
        Setup.EMBEDDED,
        List.of(Clip.open(clip, null, 0, 0)),
        List.of(
            new Candidate("sq", QuantizerSpec.of(QuantizerKind.SQ), null),
            new Candidate("rdoq", QuantizerSpec.of(QuantizerKind.RDOQ), null)),
        "sq",
        List.of(37, 22, 32, 27),
        1,
        EncodeJob.Tools.DEFAULT,
        Interpolation.PCHIP);
  }

  private Comparison comparison(Encoder encoder, String folder, StreamCheck check)
      throws IOException {
    Path work = Files.createDirectories(dir.resolve(folder).resolve("work"));
    return new Comparison(
        encoder, "f", new PointStore(dir.resolve(folder).resolve("points")), work, check);
  }

  private static final Comparison.Listener QUIET = new Comparison.Listener() {};

  @Test
  void aRunThatIsKilledTenTimesEndsWithTheSamePoints() throws Exception {
    ComparisonPlan plan = plan();
    List<Point> undisturbed = comparison(new FakeEncoder(), "a", null).run(plan, QUIET);
    assertEquals(8, undisturbed.size());
    long seed = System.nanoTime();
    Random random = new Random(seed);
    int total = 0;
    for (int kill = 0; kill < 10; kill++) {
      FakeEncoder mortal = new FakeEncoder();
      mortal.dieAt = 1 + random.nextInt(3);
      Comparison run = comparison(mortal, "b", null);
      if (run.missingWork(plan) >= mortal.dieAt * 512L) {
        assertThrows(IllegalStateException.class, () -> run.run(plan, QUIET), "seed " + seed);
        total += mortal.encodes - 1;
      }
    }
    FakeEncoder last = new FakeEncoder();
    assertEquals(undisturbed, comparison(last, "b", null).run(plan, QUIET), "seed " + seed);
    assertEquals(8, total + last.encodes, "finished encodes were repeated, seed " + seed);
    FakeEncoder idle = new FakeEncoder();
    comparison(idle, "b", null).run(plan, QUIET);
    assertEquals(0, idle.encodes);
  }

  @Test
  void everyChangeOfTheJobIsAnotherPoint() throws Exception {
    ComparisonPlan plan = plan();
    comparison(new FakeEncoder(), "a", null).run(plan, QUIET);
    assertEquals(0, comparison(new FakeEncoder(), "a", null).missingWork(plan));
    ComparisonPlan otherTools =
        new ComparisonPlan(
            Setup.EMBEDDED,
            plan.clips(),
            plan.candidates(),
            "sq",
            plan.qps(),
            1,
            new EncodeJob.Tools(true, true, true, false),
            Interpolation.PCHIP);
    assertTrue(comparison(new FakeEncoder(), "a", null).missingWork(otherTools) > 0);
    ComparisonPlan otherModel =
        new ComparisonPlan(
            Setup.EMBEDDED,
            plan.clips(),
            List.of(new Candidate("sq", QuantizerSpec.of(QuantizerKind.SQ), "abc")),
            "sq",
            plan.qps(),
            1,
            EncodeJob.Tools.DEFAULT,
            Interpolation.PCHIP);
    assertTrue(comparison(new FakeEncoder(), "a", null).missingWork(otherModel) > 0);
    Path work = dir.resolve("a").resolve("work");
    Comparison otherBinary =
        new Comparison(new FakeEncoder(), "g", new PointStore(dir.resolve("a/points")), work, null);
    assertTrue(otherBinary.missingWork(plan) > 0);
  }

  @Test
  void unverifiedPointsAreEncodedAgainForVerification() throws Exception {
    ComparisonPlan plan = plan();
    comparison(new FakeEncoder(), "a", null).run(plan, QUIET);
    FakeEncoder encoder = new FakeEncoder();
    List<Point> verified = comparison(encoder, "a", (stream, recon) -> 2).run(plan, QUIET);
    assertEquals(8, encoder.encodes);
    assertTrue(verified.stream().allMatch(Point::verified));
    try (Stream<Path> left = Files.list(dir.resolve("a").resolve("work"))) {
      assertEquals(0, left.count(), "files left in the work folder");
    }
  }

  @Test
  void aFailedCheckKeepsNoPointButTheStream() throws Exception {
    StreamCheck refuse =
        (stream, recon) -> {
          throw new VerificationException(stream + ": differs");
        };
    Comparison run = comparison(new FakeEncoder(), "a", refuse);
    assertThrows(VerificationException.class, () -> run.run(plan(), QUIET));
    try (Stream<Path> points = Files.list(dir.resolve("a").resolve("points"))) {
      assertEquals(0, points.count());
    }
    try (Stream<Path> left = Files.list(dir.resolve("a").resolve("work"))) {
      assertEquals(2, left.count(), "stream and reconstruction stay for a look");
    }
  }

  @Test
  void aDamagedPointIsReported() throws Exception {
    ComparisonPlan plan = plan();
    comparison(new FakeEncoder(), "a", null).run(plan, QUIET);
    Path point;
    try (Stream<Path> points = Files.list(dir.resolve("a").resolve("points"))) {
      point = points.findFirst().orElseThrow();
    }
    Files.writeString(point, "{");
    IOException e =
        assertThrows(
            IOException.class, () -> comparison(new FakeEncoder(), "a", null).run(plan, QUIET));
    assertTrue(e.getMessage().startsWith(point.toString()), e.getMessage());
    assertFalse(e.getMessage().contains("\n"), e.getMessage());
  }
}
