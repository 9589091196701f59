package org.nnrdoq.experiment.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.nnrdoq.encoder.EncodeJob;
import org.nnrdoq.encoder.EncodeResult;
import org.nnrdoq.encoder.Encoder;
import org.nnrdoq.experiment.Candidate;
import org.nnrdoq.experiment.Clip;
import org.nnrdoq.experiment.Point;
import org.nnrdoq.experiment.report.BenchReport;
import org.nnrdoq.experiment.report.RunInfo;
import org.nnrdoq.io.VideoFormat;
import org.nnrdoq.quantizer.QuantizerKind;
import org.nnrdoq.quantizer.QuantizerSpec;
import org.xml.sax.InputSource;

/** The bench of encodes on an encoder whose times are known. */
class EncodeBenchTest {
  private static final VideoFormat FORMAT = new VideoFormat(16, 16, 8, 25, 1);

  /** The machine gets slower with each round; RDOQ always takes three times as long as SQ. */
  private static final class KnownTimes implements Encoder {
    private final List<String> order = new ArrayList<>();

    @Override
    public String name() {
      return "known";
    }

    @Override
    public EncodeResult encode(EncodeJob job, Progress progress) {
      int round = order.size() / 4;
      order.add(job.quantizer().kind().id() + job.qp());
      long seconds = (job.quantizer().kind() == QuantizerKind.SQ ? 1 : 3) * (job.qp() + 10 * round);
      long nanos = seconds * 1_000_000_000;
      return new EncodeResult(FORMAT, List.of(), 1, 2 * nanos, nanos, null);
    }
  }

  private static Candidate candidate(QuantizerKind kind) {
    return new Candidate(kind.id(), QuantizerSpec.of(kind), null);
  }

  private static BenchResults run(Encoder encoder) throws Exception {
    Clip clip = new Clip("c", Path.of("c.y4m"), null, FORMAT, 0, 1, "");
    List<Candidate> candidates =
        List.of(candidate(QuantizerKind.SQ), candidate(QuantizerKind.RDOQ));
    return new EncodeBench(encoder, candidates, EncodeJob.Tools.DEFAULT)
        .run(List.of(clip), List.of(20, 30), 3, (done, of) -> assertEquals(12, of));
  }

  @Test
  void takesTurns_andRatiosWithinARound() throws Exception {
    KnownTimes encoder = new KnownTimes();
    BenchResults results = run(encoder);
    assertEquals(
        List.of(
            "sq20", "rdoq20", "sq30", "rdoq30", //
            "rdoq20", "sq20", "rdoq30", "sq30", //
            "sq20", "rdoq20", "sq30", "rdoq30"),
        encoder.order);
    assertEquals(6, results.lines().size(), "two QPs and their sum, two quantizers");
    BenchResults.Line rdoq = results.lines().get(1);
    assertEquals(List.of("c", "20"), rdoq.keys());
    assertEquals(new Spread(3, 3, 3), rdoq.figures().get(EncodeBench.RATIO));
    Spread cpu = rdoq.figures().get(EncodeBench.CPU);
    assertEquals(90, cpu.median(), 1e-9, "60, 90 and 120 seconds");
    assertEquals(66, cpu.low(), 1e-9);
    assertEquals(114, cpu.high(), 1e-9);
    BenchResults.Line all = results.lines().get(4);
    assertEquals(List.of("all", "all"), all.keys());
    assertEquals(70, all.figures().get(EncodeBench.CPU).median(), 1e-9, "30 + 40 in the middle");
    assertEquals(140, all.figures().get(EncodeBench.WALL).median(), 1e-9);
  }

  @Test
  void reportsTheSameFiguresEverywhere() throws Exception {
    RunInfo info = RunInfo.here("1", "known", "f", "nnrdoq bench");
    BenchReport report =
        new BenchReport(run(new KnownTimes()), info, new Point.Host("cpu <&>", 2, 0.5, 1));
    JsonNode json = new ObjectMapper().readTree(report.json());
    assertEquals("nnrdoq-bench-encode-1", json.path("schema").asText());
    assertEquals(3, json.path("rounds").asInt());
    assertEquals("cpu <&>", json.at("/host/cpu").asText());
    assertEquals("20", json.at("/lines/1/qp").asText());
    assertEquals("rdoq", json.at("/lines/1/candidate").asText());
    assertEquals(90, json.at("/lines/1/cpuSeconds/median").asDouble(), 1e-9);
    List<String> lines = report.text().lines().toList();
    assertTrue(lines.get(3).matches("c +20 +rdoq +3.000 +3.000 .. 3.000 +90.000 .*"), lines.get(3));
    assertTrue(lines.get(lines.size() - 1).startsWith("cpu <&>, 2 logical processors, load 0.5"));
    var svg =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(report.svg())));
    assertEquals(6, svg.getElementsByTagName("rect").getLength());
  }

  @Test
  void spread_interpolatesBetweenSamples() {
    assertEquals(new Spread(7, 7, 7), Spread.of(7));
    Spread s = Spread.of(5, 1, 2, 4, 3);
    assertEquals(3, s.median(), 1e-12);
    assertEquals(1.4, s.low(), 1e-12);
    assertEquals(4.6, s.high(), 1e-12);
    assertThrows(IllegalArgumentException.class, Spread::of);
  }
}
