package org.nnrdoq.cli.encode;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.nnrdoq.cli.exit.CommandFailure;
import org.nnrdoq.cli.exit.ExitCode;
import org.nnrdoq.cli.options.Candidates;
import org.nnrdoq.cli.options.InputOptions;
import org.nnrdoq.cli.options.QpOptions;
import org.nnrdoq.cli.options.QuantizerNames;
import org.nnrdoq.cli.options.ThisProgram;
import org.nnrdoq.cli.options.ToolOptions;
import org.nnrdoq.encoder.EncodeJob;
import org.nnrdoq.encoder.Encoder;
import org.nnrdoq.encoder.EncoderException;
import org.nnrdoq.experiment.plan.Clip;
import org.nnrdoq.experiment.recording.BlockRecorder;
import org.nnrdoq.quantizer.QuantizerSpec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code nnrdoq record}: transform blocks for training. */
@Command(
    name = "record",
    description = {
      "Records transform blocks of the embedded encoder, with all that a trainer needs:"
          + " coefficients, geometry, QP, lambda, mode, scan, entropy costs, a teacher's levels.",
      "Blocks that round to zero are left out."
    },
    footer = {"", "Example:", "  nnrdoq record a.y4m --qps 22,27,32,37 --sample 0.1 -o a.nnbr"})
public final class RecordCommand implements Callable<Integer> {
  @Parameters(
      arity = "1..*",
      paramLabel = "IN",
      description = "Clips: .y4m, or raw 4:2:0 .yuv; 8 or 10 bit.")
  private List<Path> inputs;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "F.nnbr",
      description = "Recording to write.")
  private Path output;

  @Option(
      names = "--teacher",
      paramLabel = "NAME",
      defaultValue = "rdoq",
      completionCandidates = QuantizerNames.class,
      description =
          "Quantizer whose levels are recorded, of ${COMPLETION-CANDIDATES}"
              + " (default: ${DEFAULT-VALUE}).")
  private String teacher;

  @Option(
      names = "--sample",
      paramLabel = "SHARE",
      defaultValue = "1",
      description = "Share of the blocks to keep, above 0 to 1 (default: ${DEFAULT-VALUE}).")
  private double share;

  @Mixin private InputOptions inputOptions;
  @Mixin private ToolOptions toolOptions;
  @Mixin private QpOptions qpOptions;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, EncoderException {
    inputOptions.check();
    QuantizerSpec teacherSpec = Candidates.parse(List.of(teacher), null).get(0).spec();
    List<Clip> clips = new ArrayList<>();
    for (Path input : inputs) {
      clips.add(
          Clip.open(input, inputOptions.rawFormat, inputOptions.firstFrame, inputOptions.frames));
    }
    qpOptions.check();
    if (!(share > 0 && share <= 1)) {
      throw new CommandFailure(ExitCode.USAGE, "--sample " + share + ": expected above 0 to 1");
    }
    record(clips, teacherSpec, toolOptions.tools());
    return ExitCode.OK.code();
  }

  private void record(List<Clip> clips, QuantizerSpec teacherSpec, EncodeJob.Tools tools)
      throws IOException, EncoderException {
    PrintWriter out = spec.commandLine().getOut();
    String source = String.join(" ", clips.stream().map(Clip::name).toList());
    String settings = "qps=" + qpOptions.qps + " " + tools;
    try (BlockRecorder recorder =
        new BlockRecorder(
            output, teacherSpec, share, source, settings, "nnrdoq " + ThisProgram.version())) {
      for (Clip clip : clips) {
        for (int qp : qpOptions.qps) {
          long before = recorder.blocks();
          recorder.record(clip, qp, tools, Encoder.Progress.NONE);
          out.printf(
              Locale.ROOT, "%s QP %d: %d blocks%n", clip.name(), qp, recorder.blocks() - before);
          out.flush();
        }
      }
      recorder.commit();
      out.printf(Locale.ROOT, "%s: %d blocks%n", output, recorder.blocks());
    }
  }
}
