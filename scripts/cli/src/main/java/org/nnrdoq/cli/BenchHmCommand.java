package org.nnrdoq.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.nnrdoq.encoder.Encoder;
import org.nnrdoq.encoder.EncoderException;
import org.nnrdoq.experiment.Candidate;
import org.nnrdoq.experiment.Clip;
import org.nnrdoq.experiment.Machine;
import org.nnrdoq.experiment.Point;
import org.nnrdoq.experiment.bench.BenchResults;
import org.nnrdoq.experiment.bench.EncodeBench;
import org.nnrdoq.experiment.report.BenchReport;
import org.nnrdoq.experiment.report.RunInfo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code nnrdoq bench hm}. */
@Command(
    name = "hm",
    description = {
      "Encode time in HM by quantizer: processor seconds against the first one's, processor seconds"
          + " and elapsed seconds, without the start of Java. All quantizers in turns, round by"
          + " round; medians, and 10 and 90 % of the rounds; ratios are taken within a round.",
      "sq and rdoq are HM's own, the hook off."
    },
    footer = {
      "",
      "Example:",
      "  nnrdoq bench hm clip.y4m --frames 2 --qp 22,37 --rounds 5 --out bench \\",
      "    --hm-bin HM-16.20/bin/TAppEncoderStatic --hm-cfg HM-16.20/cfg/encoder_intra_main.cfg"
    })
final class BenchHmCommand implements Callable<Integer> {
  @Parameters(arity = "1..*", paramLabel = "CLIP", description = "Clips to encode.")
  private List<Path> inputs;

  @Option(
      names = "--hm-bin",
      paramLabel = "BIN",
      description = "HM's encoder, patched if a network takes part (default: $$NNRDOQ_HM_BIN).")
  private String bin;

  @Option(
      names = "--hm-cfg",
      paramLabel = "CFG[,CFG...]",
      description = "HM's configuration files (default: $$NNRDOQ_HM_CFG).")
  private String cfg;

  @Option(
      names = "--hm-args",
      paramLabel = "ARGS",
      description = "Further options of HM, in one word: '--NNRDOQBackend=ort --Level=4.1'.")
  private String args;

  @Option(
      names = "--qp",
      split = ",",
      paramLabel = "QP",
      defaultValue = "22,37",
      description = "Slice QPs (default: ${DEFAULT-VALUE}).")
  private List<Integer> qps;

  @Option(
      names = "--quantizers",
      split = ",",
      paramLabel = "Q",
      defaultValue = "sq,rdoq,fcn,fcn=fcn-tiny,ar",
      description =
          "What to measure, KIND or KIND=MODEL (default: ${DEFAULT-VALUE}); ratios are to the"
              + " first.")
  private List<String> quantizers;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "5",
      description = "How often everything is encoded (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(names = "--out", paramLabel = "DIR", description = "Write hm.json and hm.svg there.")
  private Path folder;

  @Mixin private InputOptions inputOptions;
  @Mixin private ToolOptions toolOptions;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, EncoderException {
    check();
    Encoder encoder = Encoders.named("hm").create(settings());
    List<Clip> clips = new ArrayList<>();
    for (Path file : inputs) {
      clips.add(
          Clip.open(file, inputOptions.rawFormat, inputOptions.firstFrame, inputOptions.frames));
    }
    List<Candidate> candidates = Candidates.parse(quantizers, null);
    EncodeBench bench = new EncodeBench(encoder, candidates, toolOptions.tools());
    Point.Host host = Machine.now(1);
    PrintWriter err = spec.commandLine().getErr();
    BenchResults results =
        bench.run(
            clips,
            qps,
            rounds,
            (done, of) -> {
              err.printf("encode %d of %d%n", done, of);
              err.flush();
            });
    // the last kind: networks, which depend on most, come last
    String fingerprint =
        Encoders.named("hm")
            .fingerprint(settings(), candidates.get(candidates.size() - 1).spec().kind());
    String command =
        "nnrdoq " + String.join(" ", spec.root().commandLine().getParseResult().originalArgs());
    RunInfo info = RunInfo.here(Main.version(), "hm", fingerprint, command);
    BenchReport report = new BenchReport(results, info, host);
    if (folder != null) {
      report.write(folder, "hm");
    }
    spec.commandLine().getOut().print(report.text());
    spec.commandLine().getOut().flush();
    return ExitCode.OK.code();
  }

  private void check() {
    inputOptions.check();
    if (rounds < 1) {
      throw new CommandFailure(ExitCode.USAGE, "--rounds " + rounds + ": expected 1 or more");
    }
    for (int qp : qps) {
      if (qp < 0 || qp > 51) {
        throw new CommandFailure(ExitCode.USAGE, "--qp " + qp + ": expected 0..51");
      }
    }
  }

  private Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>();
    if (bin != null) {
      settings.put("bin", bin);
    }
    if (cfg != null) {
      settings.put("cfg", cfg);
    }
    if (args != null) {
      settings.put("args", args);
    }
    return settings;
  }
}
