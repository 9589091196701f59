package org.nnrdoq.experiment.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nnrdoq.encoder.EncodeJob;
import org.nnrdoq.encoder.EncodeResult;
import org.nnrdoq.encoder.EncodeResult.BlockTimes;
import org.nnrdoq.encoder.EncodeResult.Blocks;
import org.nnrdoq.encoder.Encoder;
import org.nnrdoq.encoder.EncoderException;
import org.nnrdoq.experiment.bench.EncodeBench.Case;
import org.nnrdoq.experiment.plan.Candidate;
import org.nnrdoq.experiment.plan.Clip;
import org.nnrdoq.experiment.result.BenchResults;
import org.nnrdoq.experiment.result.Spread;
import org.nnrdoq.io.VideoFormat;
import org.nnrdoq.quantizer.QuantizerKind;
import org.nnrdoq.quantizer.QuantizerSpec;

/** The bench of encodes on an encoder whose times are known. */
class EncodeBenchTest {
  private static final VideoFormat FORMAT = new VideoFormat(16, 16, 8, 25, 1);
  private static final Clip CLIP = new Clip("c", Path.of("c.y4m"), null, FORMAT, 0, 1, "");
  private static final List<String> KEYS = List.of("clip", "qp");

  @TempDir Path folder;

  /**
   * The machine gets slower with each round; RDOQ always takes three times as long as SQ, and FCN
   * twice, after a start of 5 seconds that takes a second of processor.
   */
  private static final class KnownTimes implements Encoder {
    private final List<String> order = new ArrayList<>();
    private final int encodesOfARound;
    private int failAt = Integer.MAX_VALUE;

    KnownTimes(int encodesOfARound) {
      this.encodesOfARound = encodesOfARound;
    }

    @Override
    public String name() {
      return "known";
    }

    @Override
    public EncodeResult encode(EncodeJob job, Progress progress) throws EncoderException {
      if (order.size() == failAt) {
        throw new EncoderException("made to fail");
      }
      int round = order.size() / encodesOfARound;
      QuantizerKind kind = job.quantizer().kind();
      order.add(kind.id() + job.qp());
      int factor = kind == QuantizerKind.SQ ? 1 : kind == QuantizerKind.RDOQ ? 3 : 2;
      long nanos = factor * (job.qp() + 10L * round) * 1_000_000_000L;
      EncodeResult.StartUp start =
          kind == QuantizerKind.FCN
              ? new EncodeResult.StartUp(5_000_000_000L, 1_000_000_000L)
              : EncodeResult.StartUp.NONE;
      EncodeResult.Frame frame = new EncodeResult.Frame(0, 'I', job.qp(), 8, 30, 30, 30);
      List<BlockTimes> times =
          List.of(
              new BlockTimes(4, Blocks.LUMA, 9, 1, 1, 1, 1),
              new BlockTimes(4, Blocks.NONZERO, 8, 1, 1000 * factor, 5000 * factor, 1),
              new BlockTimes(8, Blocks.NONZERO, 8, 1, 2000 * factor, 9000 * factor, 1));
      return new EncodeResult(FORMAT, List.of(frame), 1, 2 * nanos, nanos, start, null, times);
    }
  }

  private static Candidate candidate(QuantizerKind kind) {
    return new Candidate(kind.id(), QuantizerSpec.of(kind), null);
  }

  private static List<Candidate> candidates(QuantizerKind... kinds) {
    return Stream.of(kinds).map(EncodeBenchTest::candidate).toList();
  }

  private static List<Case> cases(Encoder encoder, int... qps) {
    List<Case> cases = new ArrayList<>();
    for (int qp : qps) {
      cases.add(new Case(List.of("c", String.valueOf(qp)), encoder, "f", CLIP, qp, 1));
    }
    return cases;
  }

  private BenchResults run(KnownTimes encoder, RoundStore store, int rounds, int... qps)
      throws Exception {
    List<Candidate> candidates = candidates(QuantizerKind.SQ, QuantizerKind.RDOQ);
    List<Case> cases = cases(encoder, qps);
    EncodeBench bench = new EncodeBench(candidates, EncodeJob.Tools.DEFAULT, store);
    EncodeBench.Sample[][][] samples =
        bench.run(cases, rounds, step -> assertEquals(2 * rounds * qps.length, step.of()));
    return EncodeTable.times(candidates).of("t", KEYS, KEYS, cases, samples);
  }

  @Test
  void takesTurns_andRatiosWithinARound() throws Exception {
    KnownTimes encoder = new KnownTimes(4);
    BenchResults results = run(encoder, RoundStore.NONE, 3, 20, 30);
    assertEquals(
        List.of(
            "sq20", "rdoq20", "sq30", "rdoq30", //
            "rdoq20", "sq20", "rdoq30", "sq30", //
            "sq20", "rdoq20", "sq30", "rdoq30"),
        encoder.order);
    assertEquals(6, results.lines().size(), "two QPs and their sum, two quantizers");
    BenchResults.Line rdoq = results.lines().get(1);
    assertEquals(List.of("c", "20"), rdoq.keys());
    assertEquals(new Spread(3, 3, 3), rdoq.figures().get(EncodeTable.RATIO));
    Spread cpu = rdoq.figures().get(EncodeTable.CPU);
    assertEquals(90, cpu.median(), 1e-9, "60, 90 and 120 seconds");
    assertEquals(66, cpu.low(), 1e-9);
    assertEquals(114, cpu.high(), 1e-9);
    BenchResults.Line all = results.lines().get(4);
    assertEquals(List.of("all", "all"), all.keys());
    assertEquals(70, all.figures().get(EncodeTable.CPU).median(), 1e-9, "30 + 40 in the middle");
    assertEquals(140, all.figures().get(EncodeTable.WALL).median(), 1e-9);
    assertEquals(1 / 3., all.figures().get(EncodeTable.TO_RDOQ).median(), 1e-9);
  }

  @Test
  void startCountsOnlyWhereItIsAskedFor() throws Exception {
    List<Candidate> candidates = candidates(QuantizerKind.FCN, QuantizerKind.RDOQ);
    List<Case> cases = cases(new KnownTimes(2), 20);
    EncodeBench bench = new EncodeBench(candidates, EncodeJob.Tools.DEFAULT, RoundStore.NONE);
    EncodeBench.Sample[][][] samples = bench.run(cases, 1, step -> {});
    Map<String, Spread> fcn =
        EncodeTable.times(candidates).of("t", KEYS, KEYS, cases, samples).lines().get(0).figures();
    assertEquals(2 / 3., fcn.get(EncodeTable.TO_RDOQ).median(), 1e-9);
    assertEquals(41 / 60., fcn.get(EncodeTable.TO_RDOQ_WITH_START).median(), 1e-9);
    assertEquals(80, fcn.get(EncodeTable.WALL).median(), 1e-9);
    assertEquals(5, fcn.get(EncodeTable.START).median(), 1e-9);
    Map<String, Spread> rate =
        EncodeTable.rates(candidates)
            .of("t", List.of("clip", "threads"), List.of("clip"), cases, samples)
            .lines()
            .get(0)
            .figures();
    assertEquals(1 / 80., rate.get(EncodeTable.RATE).median(), 1e-9, "a frame in 80 s");
    assertEquals(1.5, rate.get(EncodeTable.SPEED).median(), 1e-9);
    assertEquals(2 / 3., rate.get(EncodeTable.TO_RDOQ).median(), 1e-9);
  }

  @Test
  void ratiosToRdoq_areMissingWithoutIt() throws Exception {
    List<Candidate> candidates = candidates(QuantizerKind.SQ, QuantizerKind.FCN);
    List<Case> cases = cases(new KnownTimes(2), 20);
    EncodeBench bench = new EncodeBench(candidates, EncodeJob.Tools.DEFAULT, RoundStore.NONE);
    BenchResults results =
        EncodeTable.times(candidates).of("t", KEYS, KEYS, cases, bench.run(cases, 1, step -> {}));
    assertEquals(2, results.lines().get(1).figures().get(EncodeTable.RATIO).median(), 1e-9);
    assertFalse(results.lines().get(1).figures().containsKey(EncodeTable.TO_RDOQ));
  }

  @Test
  void goesOnWhereItWas_roundByRound() throws Exception {
    RoundStore store = new RoundStore(folder.resolve("rounds"));
    KnownTimes first = new KnownTimes(4);
    first.failAt = 7; // in the middle of the second case of the second round
    assertThrows(EncoderException.class, () -> run(first, store, 3, 20, 30));
    KnownTimes second = new KnownTimes(4);
    run(second, store, 3, 20, 30);
    assertEquals(List.of("rdoq30", "sq30", "sq20", "rdoq20", "sq30", "rdoq30"), second.order);
    KnownTimes third = new KnownTimes(4);
    BenchResults results = run(third, store, 3, 20, 30);
    assertEquals(List.of(), third.order);
    assertEquals(20, results.lines().get(0).figures().get(EncodeTable.CPU).low(), 2.1);
    run(third, store, 3, 21);
    assertEquals(6, third.order.size(), "another QP is another case");
  }

  @Test
  void damagedRound_isNamed() throws Exception {
    RoundStore store = new RoundStore(folder.resolve("rounds"));
    run(new KnownTimes(2), store, 1, 20);
    Path file;
    try (Stream<Path> files = Files.list(folder.resolve("rounds"))) {
      file = files.findFirst().orElseThrow();
    }
    for (String content : List.of("[", "null", "[]", "[null, null]")) {
      Files.writeString(file, content);
      IOException e =
          assertThrows(IOException.class, () -> run(new KnownTimes(2), store, 1, 20), content);
      assertTrue(e.getMessage().startsWith(file + ": not a finished round; delete it"), content);
    }
  }

  @Test
  void timesOfBlocksInTheEncoder_becomeLinesOfTheLatencyTable() throws Exception {
    List<Candidate> candidates = candidates(QuantizerKind.SQ, QuantizerKind.RDOQ);
    KnownTimes encoder = new KnownTimes(2);
    List<Case> cases = List.of(new Case(List.of("37"), encoder, "f", CLIP, 37, 1));
    List<BenchResults.Line> lines =
        new HostLatencyBench("hm-", candidates, EncodeJob.Tools.DEFAULT).run(cases, 2, step -> {});
    assertEquals(6, lines.size(), "two sizes, and all");
    BenchResults.Line rdoq = lines.get(3);
    assertEquals("hm-rdoq", rdoq.candidate());
    assertEquals(List.of("37", "8x8"), rdoq.keys());
    assertEquals(new Spread(6, 6, 6), rdoq.figures().get(LatencyBench.P50), "microseconds");
    assertEquals(new Spread(27, 27, 27), rdoq.figures().get(LatencyBench.P99));
    assertEquals(1 / 3., lines.get(0).figures().get(LatencyBench.TO_RDOQ).median(), 1e-9);
    assertEquals(List.of("37", "all"), lines.get(5).keys());
    assertEquals(0.001, lines.get(5).figures().get(LatencyBench.MEAN).median(), 1e-12);
    assertFalse(lines.get(5).figures().containsKey(LatencyBench.P50));
  }

  @Test
  void sizesThatAnEncodeLacks_haveNoFigures() {
    CallTimes some = new CallTimes(2);
    some.p50[0] = 1;
    CallTimes full = new CallTimes(2);
    full.p50[0] = 4;
    full.p50[1] = 2;
    assertEquals(Map.of(), some.figures(false, full, null));
    assertEquals(
        Map.of(LatencyBench.P50, Spread.of(2, 4)),
        full.figures(false, some, null),
        "no ratio to what was not there in every round");
  }

  @Test
  void moreLines_goToTheirCases() {
    Map<String, Spread> figures = Map.of("f", Spread.of(1));
    BenchResults table =
        new BenchResults(
            "s",
            "t",
            List.of("k"),
            List.of(new BenchResults.Figure("f", "", false)),
            List.of(),
            1,
            List.of(
                new BenchResults.Line(List.of("1"), "a", figures),
                new BenchResults.Line(List.of("2"), "a", figures)),
            List.of("n"));
    List<BenchResults.Line> more =
        List.of(
            new BenchResults.Line(List.of("1"), "b", figures),
            new BenchResults.Line(List.of("1"), "c", figures),
            new BenchResults.Line(List.of("3"), "b", figures));
    BenchResults both = table.with(more, List.of("m"));
    assertEquals(
        "1a 1b 1c 2a 3b",
        String.join(" ", both.lines().stream().map(l -> l.keys().get(0) + l.candidate()).toList()));
    assertEquals(List.of("n", "m"), both.notes());
  }

  @Test
  void settle_waitsUntilTwoSlicesAgree() {
    double[] times = {9, 9, 5, 3, 3.01, 3};
    int[] at = {0};
    assertTrue(Settling.settle(() -> times[at[0]++], Long.MAX_VALUE));
    assertEquals(5, at[0], "not at the first two: the interpreter is steady, too");
    at[0] = 0;
    assertFalse(Settling.settle(() -> Math.pow(2, at[0]++), 0), "never");
    assertEquals(4, at[0]);
  }

  @Test
  void spread_interpolatesBetweenSamples() {
    assertEquals(new Spread(7, 7, 7), Spread.of(7));
    Spread s = Spread.of(5, 1, 2, 4, 3);
    assertEquals(3, s.median(), 1e-12);
    assertEquals(1.4, s.low(), 1e-12);
    assertEquals(4.6, s.high(), 1e-12);
    assertEquals(new Spread(2, 2, 2), Spread.ofRatios(new double[] {2, 4}, new double[] {1, 2}));
    assertThrows(IllegalArgumentException.class, Spread::of);
  }
}
