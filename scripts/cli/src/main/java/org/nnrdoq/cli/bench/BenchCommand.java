package org.nnrdoq.cli.bench;

import java.io.IOException;
import java.nio.file.Path;
import org.nnrdoq.experiment.synth.DeadLeaves;
import org.nnrdoq.experiment.synth.SynthParameters;
import org.nnrdoq.io.VideoWriter;
import org.nnrdoq.io.Y4mWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code nnrdoq bench}: speed. */
@Command(
    name = "bench",
    description = "Measures speed.",
    synopsisSubcommandLabel = "WHAT",
    subcommands = {
      BenchNetworkCommand.class,
      BenchLatencyCommand.class,
      BenchThroughputCommand.class,
      BenchEncodeCommand.class,
      BenchHmCommand.class,
      BenchPresetsCommand.class
    })
public final class BenchCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "say what to measure: network, latency, throughput, encode, hm or presets");
  }

  /** Writes the frame that blocks come from where no clip is named. */
  static void synthesize(Path clip) throws IOException {
    DeadLeaves scene = new DeadLeaves(SynthParameters.DEFAULT);
    try (VideoWriter writer = new Y4mWriter(clip, scene.format())) {
      writer.write(scene.frame(0));
      writer.commit();
    }
  }
}
