package org.nnrdoq.experiment.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nnrdoq.encoder.CodingConfiguration;
import org.nnrdoq.encoder.EncodeJob;
import org.nnrdoq.encoder.EncoderException;
import org.nnrdoq.experiment.bd.Interpolation;
import org.nnrdoq.experiment.plan.Candidate;
import org.nnrdoq.experiment.plan.Clip;
import org.nnrdoq.experiment.plan.ComparisonPlan;
import org.nnrdoq.experiment.plan.Setup;
import org.nnrdoq.experiment.plan.Trial;
import org.nnrdoq.experiment.result.Point;
import org.nnrdoq.experiment.result.StreamCheck;
import org.nnrdoq.experiment.result.VerificationException;
import org.nnrdoq.experiment.synth.DeadLeaves;
import org.nnrdoq.experiment.synth.SynthParameters;
import org.nnrdoq.io.VideoWriter;
import org.nnrdoq.io.Y4mWriter;
import org.nnrdoq.quantizer.QuantizerKind;
import org.nnrdoq.quantizer.QuantizerSpec;

/** Stores and runs with an encoder that only pretends. */
class LocalRunTest {
  @TempDir Path dir;

  private static final Setup FAKE = Setup.of("fake", Map.of());
  private static final Failure.Diagnosis DIAGNOSIS =
      new Failure.Diagnosis() {
        @Override
        public String message(Throwable cause) {
          return String.valueOf(cause.getMessage());
        }

        @Override
        public int exitCode(Throwable cause) {
          return cause instanceof VerificationException ? 5 : 6;
        }
      };

  private final FakeEncoder encoder = new FakeEncoder();
  private Clip clip;

  @BeforeEach
  void clip() throws IOException {
    Path file = dir.resolve("clip.y4m");
    SynthParameters p =
        new SynthParameters(16, 16, 8, 25, 1, 2, 1, 6, 4, 20, 2.8, 2, 24, 1, 1, 1, 1);
    try (VideoWriter writer = new Y4mWriter(file, p.format())) {
      DeadLeaves scene = new DeadLeaves(p);
      writer.write(scene.frame(0));
      writer.write(scene.frame(1));
      writer.commit();
    }
    clip = Clip.open(file, null, 0, 0);
  }

  private static Candidate candidate(QuantizerKind kind, String model) {
    return new Candidate(kind.id(), QuantizerSpec.of(kind), model);
  }

  private ComparisonPlan plan(Setup setup, Clip c, EncodeJob.Tools tools, String model) {
    return new ComparisonPlan(
        setup,
        List.of(c),
        List.of(candidate(QuantizerKind.SQ, null), candidate(QuantizerKind.RDOQ, model)),
        "sq",
        List.of(37, 22, 32, 27),
        1,
        tools,
        Interpolation.PCHIP);
  }

  private ComparisonPlan plan() {
    return plan(FAKE, clip, EncodeJob.Tools.DEFAULT, null);
  }

  private List<Job> jobs(ComparisonPlan plan, boolean verify, boolean ssim) throws Exception {
    return new Jobs(name -> encoder).of(plan, verify, ssim);
  }

  private JobStore store(String folder) throws IOException {
    return new JobStore(dir.resolve(folder));
  }

  private Outcome run(FakeEncoder e, JobStore store, List<Job> jobs, StreamCheck check, int threads)
      throws InterruptedException {
    return new LocalRun(name -> e, store, check, DIAGNOSIS, threads, false)
        .run(jobs, RunListener.NONE);
  }

  /** Points without what differs from run to run. */
  private static List<String> facts(Outcome outcome) {
    return outcome.points().stream()
        .map(p -> p.key() + p.sequence() + p.quantizer() + p.qp() + p.bits() + p.streamMd5())
        .toList();
  }

  @Test
  void aFinishedJobIsNeverRepeated() throws Exception {
    List<Job> jobs = jobs(plan(), false, false);
    Outcome first = run(encoder, store("a"), jobs, null, 1);
    assertEquals(8, first.points().size());
    assertEquals(8, encoder.encodes.get());
    store("a").enqueue(jobs.get(0)); // as a second run may do that looked just before
    Outcome second = run(encoder, store("a"), jobs, null, 3);
    assertEquals(8, encoder.encodes.get());
    assertEquals(first.points(), second.points());
    for (String part : List.of("queue", "claims", "failures", "work")) {
      try (Stream<Path> left = Files.list(dir.resolve("a").resolve(part))) {
        assertEquals(0, left.count(), part);
      }
    }
  }

  @Test
  void sideBySideBringsTheSamePoints() throws Exception {
    List<Job> jobs = jobs(plan(), false, true);
    Outcome one = run(encoder, store("a"), jobs, null, 1);
    Outcome four = run(encoder, store("b"), jobs, null, 4);
    assertEquals(facts(one), facts(four));
    assertEquals(1, one.points().get(0).host().jobs());
    assertEquals(4, four.points().get(0).host().jobs());
    assertEquals(1.0, four.points().get(0).ssimY(), 1e-12, "a copy equals its original");
  }

  @Test
  void threeRunsShareAStoreAndNoEncodeIsDoneTwice() throws Exception {
    List<Job> jobs = jobs(plan(), false, false);
    long seed = System.nanoTime();
    Random random = new Random(seed);
    encoder.before =
        job -> {
          try {
            Thread.sleep(random.nextInt(20));
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
    List<Outcome> outcomes = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      JobStore own = store("a");
      Thread t =
          new Thread(
              () -> {
                try {
                  Outcome o = run(encoder, own, jobs, null, 2);
                  synchronized (outcomes) {
                    outcomes.add(o);
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
      t.start();
      threads.add(t);
    }
    for (Thread t : threads) {
      t.join(60_000);
    }
    assertEquals(3, outcomes.size(), "seed " + seed);
    assertEquals(8, encoder.encodes.get(), "seed " + seed + ": " + encoder.encoded);
    for (Outcome o : outcomes) {
      assertEquals(facts(outcomes.get(0)), facts(o), "seed " + seed);
    }
  }

  @Test
  void jobsOfADeadRunAreTakenOver() throws Exception {
    List<Job> jobs = jobs(plan(), false, false);
    JobStore store = store("a");
    JobStore.Claim claim = store.claim(jobs.get(3)).orElseThrow();
    assertTrue(store.claim(jobs.get(3)).isEmpty(), "two claims of one job");
    assertTrue(store.isClaimed(jobs.get(3)));
    assertFalse(store.isClaimed(jobs.get(2)));
    CountDownLatch waits = new CountDownLatch(1);
    AtomicInteger left = new AtomicInteger();
    Outcome[] outcome = new Outcome[1];
    Thread t =
        new Thread(
            () -> {
              try {
                outcome[0] =
                    new LocalRun(name -> encoder, store, null, DIAGNOSIS, 1, false)
                        .run(
                            jobs,
                            new RunListener() {
                              @Override
                              public void waiting(int n) {
                                left.set(n);
                                waits.countDown();
                              }
                            });
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    t.start();
    assertTrue(waits.await(60, TimeUnit.SECONDS));
    assertEquals(1, left.get());
    assertEquals(7, encoder.encodes.get());
    claim.close(); // as the system does for a process that dies
    t.join(60_000);
    assertEquals(8, outcome[0].points().size());
    assertEquals(8, encoder.encodes.get());
  }

  @Test
  void jobsThatCrashAreReportedAndTheRestIsKept() throws Exception {
    List<Job> jobs = jobs(plan(), false, false);
    encoder.before =
        job -> {
          if (job.qp() == 27 && job.quantizer().kind() == QuantizerKind.RDOQ) {
            throw new StackOverflowError("deep");
          }
          if (job.qp() == 37 && job.quantizer().kind() == QuantizerKind.SQ) {
            throw new IllegalStateException("broken");
          }
        };
    JobStore store = store("a");
    Outcome outcome = run(encoder, store, jobs, null, 2);
    assertEquals(6, outcome.points().size());
    assertEquals(
        Set.of("fake clip QP 27 rdoq deep", "fake clip QP 37 sq broken"),
        new HashSet<>(outcome.failures().stream().map(f -> f.job() + " " + f.message()).toList()));
    Job broken = jobs.get(6);
    assertEquals("broken", store.failure(broken).orElseThrow().message());
    encoder.before = job -> {};
    assertEquals(8, run(encoder, store, jobs, null, 1).points().size());
    assertEquals(10, encoder.encodes.get());
    assertTrue(store.failure(broken).isEmpty());
  }

  /** /dev/full fails every write with "No space left on device". */
  @Test
  void aFullDiskIsReportedAndTheRestIsKept() throws Exception {
    List<Job> jobs = jobs(plan(), false, false);
    Path full = Path.of("/dev/full");
    org.junit.jupiter.api.Assumptions.assumeTrue(
        Files.exists(full) && !Files.isRegularFile(full), "no /dev/full");
    encoder.before =
        job -> {
          if (job.qp() >= 32) {
            try {
              Files.write(full, new byte[1]);
            } catch (IOException e) {
              throw new java.io.UncheckedIOException(e.getMessage(), e);
            }
          }
        };
    Outcome outcome = run(encoder, store("a"), jobs, null, 1);
    assertEquals(4, outcome.points().size());
    assertEquals(4, outcome.failures().size());
    String message = outcome.failures().get(0).message();
    assertTrue(message.startsWith(dir.resolve("a") + ": No space left on device; "), message);
  }

  @Test
  void pointIsMadeAgain_whenItsFileIsDamaged() throws Exception {
    List<Job> jobs = jobs(plan(), false, false);
    Outcome first = run(encoder, store("a"), jobs, null, 1);
    Path points = dir.resolve("a").resolve("points");
    String good = Files.readString(points.resolve(jobs.get(0).key() + ".json"));
    int encodes = encoder.encodes.get();
    for (String damaged :
        List.of("", "{", "null", "[]", "{\"key\": \"other\"}", "{\"qp\": \"x\"}")) {
      Files.writeString(points.resolve(jobs.get(3).key() + ".json"), damaged);
      Outcome again = run(encoder, store("a"), jobs, null, 1);
      assertEquals(facts(first), facts(again), damaged);
      assertEquals(++encodes, encoder.encodes.get(), damaged);
    }
    assertEquals(good, Files.readString(points.resolve(jobs.get(0).key() + ".json")));
  }

  @Test
  void jobIsFree_whenItsClaimCannotBeWritten() throws Exception {
    Path full = Path.of("/dev/full");
    org.junit.jupiter.api.Assumptions.assumeTrue(
        Files.exists(full) && !Files.isRegularFile(full), "no /dev/full");
    Job job = jobs(plan(), false, false).get(0);
    JobStore store = store("a");
    Path claim = store.folder().resolve("claims").resolve(job.key());
    Files.createSymbolicLink(claim, full);
    assertThrows(IOException.class, () -> store.claim(job));
    Files.delete(claim);
    try (JobStore.Claim taken = store.claim(job).orElseThrow()) {
      assertNotNull(taken);
      assertTrue(store.isClaimed(job));
    }
  }

  @Test
  void jobIsClaimedOnce_whenTheFolderHasTwoNames() throws Exception {
    Job job = jobs(plan(), false, false).get(0);
    JobStore store = store("a");
    Path link = Files.createSymbolicLink(dir.resolve("link"), dir.resolve("a"));
    try (JobStore.Claim taken = store.claim(job).orElseThrow()) {
      assertNotNull(taken);
      assertTrue(new JobStore(link).isClaimed(job));
    }
  }

  @Test
  void nothingMoreStartsAfterAFailure_whenAsked() throws Exception {
    List<Job> jobs = jobs(plan(), false, false);
    encoder.before =
        job -> {
          throw new IllegalStateException("broken");
        };
    Outcome outcome =
        new LocalRun(name -> encoder, store("a"), null, DIAGNOSIS, 1, true)
            .run(jobs, RunListener.NONE);
    assertEquals(1, encoder.encodes.get());
    assertEquals(1, outcome.failures().size());
  }

  @Test
  void everythingThatCanChangeAResultChangesTheKey() throws Exception {
    Set<String> keys = new HashSet<>();
    List<Job> all = jobs(plan(), false, false);
    all.forEach(j -> keys.add(j.key()));
    assertEquals(8, keys.size());
    EncodeJob.Tools tools = new EncodeJob.Tools(true, true, true, false);
    keys.add(jobs(plan(FAKE, clip, tools, null), false, false).get(0).key());
    keys.add(jobs(plan(FAKE, clip, EncodeJob.Tools.DEFAULT, "abc"), false, false).get(1).key());
    Setup options = Setup.of("fake", Map.of("args", "--x"));
    keys.add(jobs(plan(options, clip, EncodeJob.Tools.DEFAULT, null), false, false).get(0).key());
    Setup lp = new Setup("LP", "fake", CodingConfiguration.LP, Map.of());
    keys.add(jobs(plan(lp, clip, EncodeJob.Tools.DEFAULT, null), false, false).get(0).key());
    Clip shorter = Clip.open(clip.file(), null, 1, 1);
    keys.add(jobs(plan(FAKE, shorter, EncodeJob.Tools.DEFAULT, null), false, false).get(0).key());
    encoder.binary = "g";
    keys.add(jobs(plan(), false, false).get(0).key());
    encoder.binary = "f";
    byte[] bytes = Files.readAllBytes(clip.file());
    bytes[bytes.length - 1] ^= 1;
    Files.write(clip.file(), bytes);
    Clip other = Clip.open(clip.file(), null, 0, 0);
    keys.add(jobs(plan(FAKE, other, EncodeJob.Tools.DEFAULT, null), false, false).get(0).key());
    assertEquals(15, keys.size());
    Clip renamed = clip.named("other name", "B");
    String same =
        jobs(plan(FAKE, renamed, EncodeJob.Tools.DEFAULT, null), false, false).get(0).key();
    assertEquals(all.get(0).key(), same, "a name changes nothing");
  }

  @Test
  void pointsWithoutWhatIsAskedForAreEncodedAgain() throws Exception {
    run(encoder, store("a"), jobs(plan(), false, false), null, 1);
    Outcome verified =
        run(encoder, store("a"), jobs(plan(), true, false), (stream, recon, rawFormat) -> 2, 1);
    assertEquals(16, encoder.encodes.get());
    assertTrue(verified.points().stream().allMatch(Point::verified));
    Outcome measured = run(encoder, store("a"), jobs(plan(), false, true), null, 1);
    assertEquals(24, encoder.encodes.get());
    assertTrue(measured.points().stream().noneMatch(p -> p.ssimY() == null));
  }

  @Test
  void aFailedCheckKeepsNoPointButTheStream() throws Exception {
    StreamCheck refuse =
        (stream, recon, rawFormat) -> {
          throw new VerificationException(stream + ": differs");
        };
    Outcome outcome = run(encoder, store("a"), jobs(plan(), true, false).subList(0, 1), refuse, 1);
    assertEquals(5, outcome.failures().get(0).exitCode());
    try (Stream<Path> points = Files.list(dir.resolve("a").resolve("points"))) {
      assertEquals(0, points.count());
    }
    try (Stream<Path> left = Files.walk(dir.resolve("a").resolve("work"))) {
      assertEquals(2, left.filter(Files::isRegularFile).count(), "both stay for a look");
    }
  }

  @Test
  void jobsTravelAsFiles() throws Exception {
    Setup lp = new Setup("LP", "fake", CodingConfiguration.LP, Map.of("bin", "x"));
    ComparisonPlan plan =
        new ComparisonPlan(
            List.of(new Trial(lp, clip.named("n", "B"))),
            List.of(
                new Candidate(
                    "fcn=m",
                    new QuantizerSpec(QuantizerKind.FCN, dir.resolve("m.onnx")),
                    org.nnrdoq.io.file.Digests.sha256("model"))),
            "fcn=m",
            List.of(30),
            2,
            EncodeJob.Tools.DEFAULT,
            Interpolation.PCHIP,
            List.of());
    Files.writeString(dir.resolve("m.onnx"), "model");
    Job job = jobs(plan, true, true).get(0);
    JobStore store = store("a");
    store.enqueue(job);
    assertEquals(List.of(job.key()), store.queue());
    assertEquals(job, store.queued(job.key()).orElseThrow());
    new Jobs(name -> encoder).requireUnchanged(store.queued(job.key()).orElseThrow());
    encoder.binary = "g";
    EncoderException other =
        assertThrows(EncoderException.class, () -> new Jobs(name -> encoder).requireUnchanged(job));
    assertTrue(other.getMessage().contains("run the experiment again"), other.getMessage());
    encoder.binary = "f";
    Files.writeString(dir.resolve("m.onnx"), "another");
    EncoderException model =
        assertThrows(EncoderException.class, () -> new Jobs(name -> encoder).requireUnchanged(job));
    assertTrue(model.getMessage().contains("m.onnx"), model.getMessage());
    assertNotEquals(0, job.work());
  }
}
