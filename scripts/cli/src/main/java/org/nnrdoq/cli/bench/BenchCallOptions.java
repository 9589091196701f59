package org.nnrdoq.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nnrdoq.cli.exit.CommandFailure;
import org.nnrdoq.cli.exit.ExitCode;
import org.nnrdoq.encoder.EncoderException;
import org.nnrdoq.experiment.bench.BlockSamples;
import org.nnrdoq.experiment.bench.LatencyBench;
import org.nnrdoq.experiment.plan.Candidate;
import org.nnrdoq.experiment.plan.Clip;
import org.nnrdoq.quantizer.NetworkBackend;
import org.nnrdoq.quantizer.Quantizer;
import org.nnrdoq.quantizer.QuantizerException;
import org.nnrdoq.quantizer.QuantizerScope;
import org.nnrdoq.quantizer.shipped.Quantizers;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What the benches of single calls have in common: blocks, and quantizers on their backends. */
final class BenchCallOptions {
  /** What an input is called that has no QP of its own. */
  private static final String RECORDED = "recorded";

  @Parameters(
      arity = "0..1",
      paramLabel = "IN",
      description =
          "Clip (.y4m, .yuv), or recording (.nnbr, .rec), to take blocks from (default: a"
              + " synthetic frame).")
  private Path input;

  @Option(
      names = "--backends",
      split = ",",
      paramLabel = "B",
      defaultValue = "kernel,java,ort",
      description = "What runs networks (default: ${DEFAULT-VALUE}).")
  private List<String> backends;

  @Option(
      names = "--milliseconds",
      paramLabel = "MS",
      defaultValue = "50",
      description = "Time of one measurement (default: ${DEFAULT-VALUE}).")
  int milliseconds;

  @Mixin BenchOptions bench;

  /** Refuses what cannot be measured. */
  void check(List<Integer> qps) {
    bench.check();
    BenchOptions.checkQps(qps);
    if (milliseconds < 1) {
      throw new CommandFailure(
          ExitCode.USAGE, "--milliseconds " + milliseconds + ": expected 1 or more");
    }
  }

  /**
   * Opens every candidate, networks on each backend; the name is then {@code NAME BACKEND}. Where a
   * backend cannot run a model, a line of the command's errors says why.
   *
   * @param scope takes the quantizers over
   */
  List<LatencyBench.Candidate> open(List<Candidate> candidates, QuantizerScope scope) {
    List<NetworkBackend> parsed = new ArrayList<>();
    backends.forEach(name -> parsed.add(parse(name)));
    List<LatencyBench.Candidate> out = new ArrayList<>();
    for (Candidate c : candidates) {
      if (!c.spec().kind().usesNetwork()) {
        Quantizer quantizer = scope.add(Quantizers.create(c.spec()));
        out.add(new LatencyBench.Candidate(c.name(), quantizer, null));
        continue;
      }
      for (NetworkBackend backend : parsed) {
        String name = c.name() + " " + backend.id();
        try {
          out.add(
              new LatencyBench.Candidate(
                  name,
                  scope.add(Quantizers.create(c.spec(), backend)),
                  c.name() + " " + NetworkBackend.KERNEL.id()));
        } catch (QuantizerException e) {
          bench.tell(name + " is left out: " + e.getMessage());
        }
      }
    }
    if (out.isEmpty()) {
      throw new CommandFailure(ExitCode.INPUT, "nothing to measure: no backend runs these models");
    }
    return out;
  }

  private static NetworkBackend parse(String name) {
    try {
      NetworkBackend backend = NetworkBackend.parse(name);
      if (backend != NetworkBackend.AUTO) {
        return backend;
      }
    } catch (IllegalArgumentException e) {
      // as below: here auto is not among what is expected
    }
    throw new CommandFailure(
        ExitCode.USAGE, "--backends " + name + ": expected kernel, java or ort");
  }

  /** Does something with a clip that may have been made for it. */
  @FunctionalInterface
  interface ClipUser<T> {
    T use(Clip clip) throws IOException, EncoderException;
  }

  /** The first frame of the input, or a synthetic one that is deleted afterwards. */
  <T> T withClip(ClipUser<T> user) throws IOException, EncoderException {
    if (input != null) {
      if (isRecording()) {
        throw new CommandFailure(
            ExitCode.USAGE, input + ": an encoder needs a clip, not a recording");
      }
      return user.use(Clip.open(input, null, 0, 1));
    }
    Path made = Files.createTempFile("nnrdoq-bench", ".y4m");
    try {
      BenchCommand.synthesize(made);
      return user.use(Clip.open(made, null, 0, 1));
    } finally {
      Files.deleteIfExists(made);
    }
  }

  private boolean isRecording() {
    return input != null && input.toString().matches(".*\\.(nnbr|rec)");
  }

  /** Blocks by QP; those of a recording are called {@code recorded}. */
  Map<String, BlockSamples> samples(List<Integer> qps) throws IOException, EncoderException {
    Map<String, BlockSamples> samples = new LinkedHashMap<>();
    if (isRecording()) {
      samples.put(RECORDED, BlockSamples.of(input));
      return samples;
    }
    return withClip(
        clip -> {
          for (int qp : qps) {
            samples.put(String.valueOf(qp), BlockSamples.of(clip, qp));
          }
          return samples;
        });
  }
}
