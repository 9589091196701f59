package org.nnrdoq.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.nnrdoq.encoder.EncoderException;
import org.nnrdoq.experiment.Candidate;
import org.nnrdoq.experiment.Clip;
import org.nnrdoq.experiment.bench.QuantizerBench;
import org.nnrdoq.experiment.report.RunInfo;
import org.nnrdoq.experiment.synth.DeadLeaves;
import org.nnrdoq.experiment.synth.SynthParameters;
import org.nnrdoq.io.AtomicOutput;
import org.nnrdoq.io.VideoWriter;
import org.nnrdoq.io.Y4mWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code nnrdoq bench}: speed. */
@Command(
    name = "bench",
    description = "Measures speed.",
    synopsisSubcommandLabel = "WHAT",
    subcommands = {
      BenchCommand.QuantizersCommand.class,
      BenchNetworkCommand.class,
      BenchLatencyCommand.class,
      BenchThroughputCommand.class,
      BenchEncodeCommand.class,
      BenchHmCommand.class
    })
final class BenchCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "say what to measure: quantizers, network, latency, throughput, encode or hm");
  }

  /** Writes the frame that blocks come from where no clip is named. */
  static void synthesize(Path clip) throws IOException {
    DeadLeaves scene = new DeadLeaves(SynthParameters.DEFAULT);
    try (VideoWriter writer = new Y4mWriter(clip, scene.format())) {
      writer.write(scene.frame(0));
      writer.commit();
    }
  }

  /** {@code nnrdoq bench quantizers}. */
  @Command(
      name = "quantizers",
      description = {
        "Microseconds per block of each quantizer by block size and QP: one process, one thread,"
            + " quantizers in turns, fastest of seven turns.",
        "Blocks come from the embedded encoder at work on IN (default: a synthetic frame);"
            + " by size those that do not round to zero, 'all' as the encoder calls them."
      })
  static final class QuantizersCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "IN", description = "Clip to take blocks from.")
    private Path input;

    @Option(
        names = "--quantizers",
        split = ",",
        paramLabel = "Q",
        defaultValue = "sq,rdoq,fcn",
        completionCandidates = QuantizerNames.class,
        description =
            "What to measure, of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}); ratios are"
                + " to the first.")
    private List<String> quantizers;

    @Option(
        names = "--model",
        paramLabel = "F.onnx",
        description = "Network for quantizers that name none (default: the shipped one).")
    private Path model;

    @Option(names = "--json", paramLabel = "F.json", description = "Write the figures as JSON.")
    private Path json;

    @Mixin private InputOptions inputOptions;
    @Mixin private QpOptions qpOptions;
    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException, EncoderException {
      inputOptions.check();
      qpOptions.check();
      List<Candidate> candidates = Candidates.parse(quantizers, model);
      List<QuantizerBench.Line> lines = new ArrayList<>();
      if (input != null) {
        measure(candidates, input, inputOptions.frames == 0 ? 1 : inputOptions.frames, lines);
      } else {
        Path clip = Files.createTempFile("nnrdoq-bench", ".y4m");
        try {
          synthesize(clip);
          measure(candidates, clip, 1, lines);
        } finally {
          Files.deleteIfExists(clip);
        }
      }
      if (json != null) {
        AtomicOutput.write(json, json(candidates, lines));
      }
      return ExitCode.OK.code();
    }

    private void measure(
        List<Candidate> candidates, Path file, int frames, List<QuantizerBench.Line> lines)
        throws IOException, EncoderException {
      PrintWriter out = spec.commandLine().getOut();
      Clip clip = Clip.open(file, inputOptions.rawFormat, inputOptions.firstFrame, frames);
      QuantizerBench bench = new QuantizerBench(candidates.stream().map(Candidate::spec).toList());
      out.printf("%3s  %-5s  %6s", "QP", "size", "blocks");
      for (Candidate c : candidates) {
        out.printf("  %10s", c.name() + " us");
      }
      for (Candidate c : candidates.subList(1, candidates.size())) {
        out.printf("  %10s", c.name() + "/" + candidates.get(0).name());
      }
      out.println();
      for (int qp : qpOptions.qps) {
        for (QuantizerBench.Line line : bench.run(clip, qp)) {
          lines.add(line);
          print(out, line);
        }
      }
    }

    private static void print(PrintWriter out, QuantizerBench.Line line) {
      String size = line.size() == 0 ? "all" : line.size() + "x" + line.size();
      out.printf("%3d  %-5s  %6d", line.qp(), size, line.blocks());
      for (double us : line.microseconds()) {
        out.printf(Locale.ROOT, "  %10.3f", us);
      }
      for (int i = 1; i < line.microseconds().length; i++) {
        out.printf(Locale.ROOT, "  %10.2f", line.microseconds()[i] / line.microseconds()[0]);
      }
      out.println();
      out.flush();
    }

    private static String json(List<Candidate> candidates, List<QuantizerBench.Line> lines)
        throws IOException {
      ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
      ObjectNode root = mapper.createObjectNode();
      root.put("schema", "nnrdoq-bench-1");
      root.set(
          "run",
          mapper.valueToTree(
              RunInfo.here(Main.version(), "embedded", "", "nnrdoq bench quantizers")));
      ArrayNode all = root.putArray("lines");
      for (QuantizerBench.Line line : lines) {
        ObjectNode node = all.addObject();
        node.put("qp", line.qp());
        node.put("size", line.size() == 0 ? "all" : String.valueOf(line.size()));
        node.put("blocks", line.blocks());
        ObjectNode us = node.putObject("microsecondsPerBlock");
        for (int i = 0; i < candidates.size(); i++) {
          us.put(candidates.get(i).name(), line.microseconds()[i]);
        }
      }
      return mapper.writeValueAsString(root) + "\n";
    }
  }
}
