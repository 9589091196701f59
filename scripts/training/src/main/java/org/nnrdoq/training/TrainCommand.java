package org.nnrdoq.training;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.nnrdoq.cli.exit.CommandFailure;
import org.nnrdoq.cli.exit.ExitCode;
import org.nnrdoq.io.RecordingException;
import org.nnrdoq.network.ModelException;
import org.nnrdoq.network.model.ModelFile;
import org.nnrdoq.training.data.BlockStore;
import org.nnrdoq.training.data.TrainConfig;
import org.nnrdoq.training.learn.ArLearner;
import org.nnrdoq.training.learn.Curves;
import org.nnrdoq.training.learn.FcnLearner;
import org.nnrdoq.training.learn.History;
import org.nnrdoq.training.learn.Learner;
import org.nnrdoq.training.learn.ListArLearner;
import org.nnrdoq.training.learn.ListLearner;
import org.nnrdoq.training.learn.Trainer;
import org.nnrdoq.training.learn.TrainingRuntime;
import org.nnrdoq.training.publish.Admission;
import org.nnrdoq.training.publish.ModelFiles;
import org.nnrdoq.training.publish.ModelPublisher;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code nnrdoq train}: from block recordings to a model. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    description =
        "Trains a network on block recordings and writes it as an ONNX model with sidecar, card"
            + " and manifest entry. Resumes from its checkpoint when started again.")
public final class TrainCommand implements Callable<Integer> {
  @Option(
      names = "--recordings",
      required = true,
      description = "Directory of .nnbr recordings to train on")
  private Path recordings;

  @Option(
      names = "--validation",
      required = true,
      description = "Directory of .nnbr recordings to validate on; none of them is trained on")
  private Path validation;

  @Option(
      names = "--config",
      required = true,
      description = "JSON file that says how to build and train the network")
  private Path configFile;

  @Option(
      names = "--network",
      defaultValue = "fcn",
      description = "Kind of network: fcn (default), ar")
  private String network;

  @Option(
      names = "--from",
      paramLabel = "F.onnx",
      description = "Model to start from instead of random weights; same layers and inputs")
  private Path from;

  @Option(
      names = "--work",
      defaultValue = "training-run",
      description = "Directory for the checkpoint and the curves (default: ${DEFAULT-VALUE})")
  private Path work;

  @Mixin private PublishOptions publishing;

  @Option(names = "--threads", defaultValue = "1", description = "PyTorch's threads (default: 1)")
  private int threads;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (!network.equals("fcn") && !network.equals("ar")) {
      throw new CommandFailure(ExitCode.USAGE, "--network " + network + ": expected fcn or ar");
    }
    try {
      train();
    } catch (RecordingException | ModelException | IllegalArgumentException e) {
      throw new CommandFailure(ExitCode.INPUT, e.getMessage(), e);
    }
    return ExitCode.OK.code();
  }

  private void train() throws IOException {
    PrintWriter progress = spec.commandLine().getErr();
    TrainConfig config = TrainConfig.read(configFile);
    publishing.check(config.name());
    TrainingRuntime.prepare(threads);
    Learner learner = learner(config);
    BlockStore training = BlockStore.load(recordings, config.blocksPerFile(), config.seed());
    BlockStore held = BlockStore.load(validation, config.validationBlocksPerFile(), config.seed());
    training.requireDisjoint(held);
    progress.printf(
        Locale.ROOT,
        "%d training blocks of %d recordings, %d validation blocks of %d%n",
        training.size(),
        training.sources().size(),
        held.size(),
        held.sources().size());
    warnOfMissingBlocks(training, recordings);
    warnOfMissingBlocks(held, validation);
    Files.createDirectories(work);
    if (from != null) {
      ModelFile model = ModelFile.open(from);
      learner.startFrom(model.graph(), model.origin());
    }
    Trainer trainer = new Trainer(config, learner, training, held);
    trainer.run(work.resolve(config.name() + ".checkpoint"), new Printer(config, progress));
    Curves.write(work.resolve(config.name() + ".png"), config.name(), trainer.history());
    ModelFiles files =
        ModelPublisher.files(config, from, learner, trainer.history(), training, held);
    Admission admission = new Admission(validation, config.validationBlocksPerFile());
    spec.commandLine().getOut().println(publishing.publish(files, null, admission));
  }

  private Learner learner(TrainConfig config) {
    try {
      return newLearner(config);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(configFile + ": " + e.getMessage(), e);
    }
  }

  private Learner newLearner(TrainConfig config) {
    boolean lists = config.inputs().lists();
    if (network.equals("ar")) {
      return lists ? new ListArLearner(config) : new ArLearner(config);
    }
    return lists ? new ListLearner(config) : new FcnLearner(config);
  }

  private void warnOfMissingBlocks(BlockStore store, Path directory) {
    List<String> names = store.sourcesWithoutEmptyBlocks();
    if (!names.isEmpty()) {
      spec.commandLine()
          .getErr()
          .printf(
              Locale.ROOT,
              "warning: %s: %d of %d recordings, %s among them, hold no block that RDOQ would"
                  + " empty: a network does not learn from them when to empty one; record them"
                  + " again, without leaving out blocks whose levels are all zero%n",
              directory,
              names.size(),
              store.sources().size(),
              names.get(0));
    }
  }

  /** Progress with the time that is left. */
  private static final class Printer implements Trainer.Listener {
    private final TrainConfig config;
    private long start = System.nanoTime();
    private int firstStep = -1;

    private final PrintWriter out;

    Printer(TrainConfig config, PrintWriter out) {
      this.config = config;
      this.out = out;
    }

    @Override
    public void step(int step, double lostBits) {
      if (firstStep < 0) {
        firstStep = step;
        start = System.nanoTime();
      }
    }

    @Override
    public void validated(History.Entry e) {
      double perStep = (System.nanoTime() - start) / 1e9 / Math.max(1, e.step() - firstStep);
      out.printf(
          Locale.ROOT,
          "step %d/%d  lost %.4f bits/decision  regret %.3f bits/block  gain %.1f %% %s"
              + "  accuracy %.2f %%  %.0f s left%n",
          e.step(),
          config.steps(),
          e.lostBits(),
          e.regret(),
          100 * e.gapClosed(),
          shares(e),
          100 * e.accuracy(),
          perStep * (config.steps() - e.step()));
    }

    private static String shares(History.Entry e) {
      StringBuilder s = new StringBuilder("(");
      e.byConfiguration()
          .forEach((k, v) -> s.append(String.format(Locale.ROOT, "%s %.1f ", k, 100 * v)));
      if (e.byLambdaFactor().size() > 1) {
        e.byLambdaFactor()
            .forEach(
                (k, v) -> s.append(String.format(Locale.ROOT, "lambda x%s %.1f ", k, 100 * v)));
      }
      return s.toString().trim() + ")";
    }
  }
}
