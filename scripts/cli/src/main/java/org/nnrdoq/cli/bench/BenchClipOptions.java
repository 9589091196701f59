package org.nnrdoq.cli.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.nnrdoq.cli.options.InputOptions;
import org.nnrdoq.cli.options.ToolOptions;
import org.nnrdoq.encoder.EncodeJob;
import org.nnrdoq.encoder.EncoderException;
import org.nnrdoq.experiment.bench.EncodeBench;
import org.nnrdoq.experiment.bench.EncodeTable;
import org.nnrdoq.experiment.plan.Candidate;
import org.nnrdoq.experiment.plan.Clip;
import org.nnrdoq.experiment.result.BenchResults;
import org.nnrdoq.io.file.Digests;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What the benches of whole encodes have in common: clips, QPs, and the way to the table. */
final class BenchClipOptions {
  @Parameters(arity = "1..*", paramLabel = "CLIP", description = "Clips to encode.")
  private List<Path> inputs;

  @Option(
      names = "--qp",
      split = ",",
      paramLabel = "QP",
      description = "Slice QPs (default: 22,37; of 'bench presets' 22,27,32,37).")
  List<Integer> qps;

  @Mixin private InputOptions inputOptions;
  @Mixin private ToolOptions toolOptions;
  @Mixin private BenchOptions bench;

  /**
   * Refuses what cannot be measured.
   *
   * @param standard QPs where none are given
   */
  void check(List<Integer> standard) {
    qps = qps == null ? standard : qps;
    inputOptions.check();
    bench.check();
    BenchOptions.checkQps(qps);
  }

  EncodeJob.Tools tools() {
    return toolOptions.tools();
  }

  BenchOptions bench() {
    return bench;
  }

  List<Clip> clips() throws IOException {
    List<Clip> clips = new ArrayList<>();
    for (Path file : inputs) {
      clips.add(
          Clip.open(file, inputOptions.rawFormat, inputOptions.firstFrame, inputOptions.frames));
    }
    return clips;
  }

  /**
   * Encodes everything and reports.
   *
   * @param table that the times go into
   * @param keys names of the cases' keys; sums go over {@code clip} and {@code qp}
   * @param name of the files
   */
  void run(
      EncodeTable table,
      String encoder,
      List<String> keys,
      List<EncodeBench.Case> cases,
      List<Candidate> candidates,
      String name)
      throws IOException, EncoderException {
    EncodeBench.Sample[][][] samples = samples(cases, candidates);
    String title = "Encode time, encoder " + encoder;
    BenchResults results = table.of(title, keys, List.of("clip", "qp"), cases, samples);
    bench.report(results, name, encoder, fingerprint(cases));
  }

  /** Encodes everything in rounds: by case, candidate, round. */
  EncodeBench.Sample[][][] samples(List<EncodeBench.Case> cases, List<Candidate> candidates)
      throws IOException, EncoderException {
    EncodeProgress progress = new EncodeProgress(bench::tell);
    EncodeBench.Sample[][][] samples =
        new EncodeBench(candidates, toolOptions.tools(), bench.store())
            .run(cases, bench.rounds, progress);
    progress.end();
    return samples;
  }

  /** Of all encoders that take part. */
  static String fingerprint(List<EncodeBench.Case> cases) {
    List<String> fingerprints =
        cases.stream().map(EncodeBench.Case::fingerprint).distinct().sorted().toList();
    return Digests.sha256(String.join("\n", fingerprints));
  }
}
