package org.nnrdoq.experiment.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import org.nnrdoq.encoder.EncodeJob;
import org.nnrdoq.encoder.EncodeResult;
import org.nnrdoq.encoder.Encoder;
import org.nnrdoq.encoder.EncoderException;
import org.nnrdoq.experiment.Candidate;
import org.nnrdoq.experiment.Clip;

/**
 * How long an encoder takes with each quantizer.
 *
 * <p>A round encodes every case once with every quantizer, those of a case right after each other;
 * the quantizer that goes first changes from round to round. Ratios are those within a round, so
 * that what the machine does meanwhile hits both sides alike.
 */
public final class EncodeBench {
  /** Schema of the results. */
  public static final String SCHEMA = "nnrdoq-bench-encode-1";

  /** Processor time against the first candidate, within a round. */
  public static final String RATIO = "ratio";

  /** Processor seconds, start-up of Java in HM excluded. */
  public static final String CPU = "cpuSeconds";

  /** Elapsed seconds, start-up of Java in HM excluded. */
  public static final String WALL = "wallSeconds";

  /** What the sums over all cases are called in the place of clip and QP. */
  public static final String ALL = "all";

  /** Told after each encode. */
  public interface Listener {
    /**
     * @param done encodes so far
     * @param of encodes in all
     */
    void encoded(int done, int of);
  }

  private record Case(Clip clip, int qp) {}

  private final Encoder encoder;
  private final List<Candidate> candidates;
  private final EncodeJob.Tools tools;

  /**
   * @param candidates one or more; ratios are to the first
   */
  public EncodeBench(Encoder encoder, List<Candidate> candidates, EncodeJob.Tools tools) {
    this.encoder = encoder;
    this.candidates = List.copyOf(candidates);
    this.tools = tools;
  }

  /**
   * Encodes all clips at all QPs {@code rounds} times with every candidate.
   *
   * @throws EncoderException if an encode fails; nothing is kept then
   */
  public BenchResults run(List<Clip> clips, List<Integer> qps, int rounds, Listener listener)
      throws IOException, EncoderException {
    List<Case> cases = new ArrayList<>();
    for (Clip clip : clips) {
      qps.forEach(qp -> cases.add(new Case(clip, qp)));
    }
    int n = candidates.size();
    double[][][] cpu = new double[cases.size()][n][rounds];
    double[][][] wall = new double[cases.size()][n][rounds];
    int done = 0;
    Path folder = Files.createTempDirectory("nnrdoq-bench");
    Path stream = folder.resolve("stream.hevc");
    try {
      for (int r = 0; r < rounds; r++) {
        for (int c = 0; c < cases.size(); c++) {
          for (int i = 0; i < n; i++) {
            int q = (i + r) % n;
            EncodeResult result = encode(cases.get(c), candidates.get(q), stream);
            cpu[c][q][r] = result.cpuNanos() / 1e9;
            wall[c][q][r] = result.wallNanos() / 1e9;
            listener.encoded(++done, cases.size() * n * rounds);
          }
        }
      }
    } finally {
      Files.deleteIfExists(stream);
      Files.delete(folder);
    }
    List<BenchResults.Line> lines = new ArrayList<>();
    for (int c = 0; c < cases.size(); c++) {
      Case at = cases.get(c);
      addLines(lines, List.of(at.clip.name(), String.valueOf(at.qp)), cpu[c], wall[c]);
    }
    if (cases.size() > 1) {
      addLines(lines, List.of(ALL, ALL), sum(cpu), sum(wall));
    }
    String title = "Encode time, encoder " + encoder.name();
    return new BenchResults(
        SCHEMA, title, List.of("clip", "qp"), List.of(RATIO, CPU, WALL), rounds, lines);
  }

  private EncodeResult encode(Case at, Candidate candidate, Path stream) throws EncoderException {
    Clip clip = at.clip;
    EncodeJob job =
        new EncodeJob(
            clip.file(),
            clip.rawFormat(),
            stream,
            null,
            at.qp,
            clip.firstFrame(),
            clip.frames(),
            1,
            candidate.spec(),
            tools);
    return encoder.encode(job, Encoder.Progress.NONE);
  }

  private void addLines(
      List<BenchResults.Line> lines, List<String> keys, double[][] cpu, double[][] wall) {
    for (int q = 0; q < cpu.length; q++) {
      Map<String, Spread> figures = new LinkedHashMap<>();
      figures.put(RATIO, Spread.of(zip(cpu[q], cpu[0], (own, first) -> own / first)));
      figures.put(CPU, Spread.of(cpu[q]));
      figures.put(WALL, Spread.of(wall[q]));
      lines.add(new BenchResults.Line(keys, candidates.get(q).name(), figures));
    }
  }

  private static double[][] sum(double[][][] byCase) {
    double[][] sum = new double[byCase[0].length][byCase[0][0].length];
    for (double[][] one : byCase) {
      for (int q = 0; q < sum.length; q++) {
        sum[q] = zip(sum[q], one[q], Double::sum);
      }
    }
    return sum;
  }

  private static double[] zip(double[] a, double[] b, DoubleBinaryOperator operator) {
    double[] out = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      out[i] = operator.applyAsDouble(a[i], b[i]);
    }
    return out;
  }
}
