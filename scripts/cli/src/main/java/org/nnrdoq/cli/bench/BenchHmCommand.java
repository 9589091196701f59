package org.nnrdoq.cli.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.nnrdoq.cli.exit.CommandFailure;
import org.nnrdoq.cli.exit.ExitCode;
import org.nnrdoq.cli.options.Candidates;
import org.nnrdoq.cli.options.HmOptions;
import org.nnrdoq.encoder.CodingConfiguration;
import org.nnrdoq.encoder.EncoderException;
import org.nnrdoq.experiment.bench.EncodeBench.Case;
import org.nnrdoq.experiment.bench.EncodeTable;
import org.nnrdoq.experiment.plan.Candidate;
import org.nnrdoq.experiment.plan.Clip;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code nnrdoq bench hm}. */
@Command(
    name = "hm",
    description = {
      "Encode time in HM by quantizer. All quantizers in turns, round by round; medians, and 10 and"
          + " 90 %% of the rounds; ratios of processor seconds are taken within a round,"
          + " without the start of Java but for toRdoqWithStart.",
      "sq and rdoq are HM's own, the hook off."
    },
    footer = {
      "",
      "Example:",
      "  nnrdoq bench hm a.y4m b.y4m --frames 2 --qp 22,37 --configurations AI,LP --out bench \\",
      "    --hm-bin HM-16.20/bin/TAppEncoderStatic"
    })
final class BenchHmCommand implements Callable<Integer> {
  @Option(
      names = "--configurations",
      split = ",",
      paramLabel = "C",
      description =
          "Of the common test conditions: AI, RA, LB, LP; HM's files for them lie beside the"
              + " program or in -E cfgFolder=DIR, and --hm-cfg adds to them (default: --hm-cfg).")
  private List<String> configurations;

  @Option(
      names = "--quantizers",
      split = ",",
      paramLabel = "Q",
      defaultValue = "sq,rdoq,fcn,fcn=fcn-nano,ar",
      description =
          "What to measure, KIND or KIND=MODEL (default: ${DEFAULT-VALUE}); ratios are to the"
              + " first.")
  private List<String> quantizers;

  @Mixin private HmOptions hm;
  @Mixin private BenchClipOptions clips;

  @Override
  public Integer call() throws IOException, EncoderException {
    clips.check(BenchOptions.TWO_QPS);
    List<Candidate> candidates = Candidates.parse(quantizers, null);
    List<CodingConfiguration> parsed = parse();
    List<Case> cases = new ArrayList<>();
    for (int i = 0; i < Math.max(1, parsed.size()); i++) {
      CodingConfiguration configuration = parsed.isEmpty() ? null : parsed.get(i);
      String name = configuration == null ? fileNames() : configuration.name();
      for (Clip clip : clips.clips()) {
        for (int qp : clips.qps) {
          List<String> keys = List.of(name, clip.name(), String.valueOf(qp));
          cases.add(hm.encode(keys, configuration, "", clip, qp, candidates));
        }
      }
    }
    List<String> keys = List.of("configuration", "clip", "qp");
    clips.run(EncodeTable.times(candidates), "hm", keys, cases, candidates, "hm");
    return ExitCode.OK.code();
  }

  private List<CodingConfiguration> parse() {
    List<CodingConfiguration> parsed = new ArrayList<>();
    for (String name : configurations == null ? List.<String>of() : configurations) {
      try {
        parsed.add(CodingConfiguration.parse(name));
      } catch (IllegalArgumentException e) {
        throw new CommandFailure(ExitCode.USAGE, "--configurations: " + e.getMessage(), e);
      }
    }
    return parsed;
  }

  /** What the files are called, without folders and endings. */
  private String fileNames() {
    String files = hm.cfg != null ? hm.cfg : System.getenv("NNRDOQ_HM_CFG");
    return files == null
        ? "none"
        : Arrays.stream(files.split(","))
            .map(f -> Path.of(f).getFileName().toString().replaceFirst("\\.cfg$", ""))
            .collect(Collectors.joining("+"));
  }
}
